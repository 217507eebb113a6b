/**
 * The screens, and what each needs. Where people come in is there at once: on a slow line, what is asked for one after
 * another takes longer than what it weighs. Every other screen is a chunk of its own, so that a phone loads only
 * what it shows.
 */
import type { Component } from 'svelte';
import Join from '../routes/join/Join.svelte';
import Start from '../routes/start/Start.svelte';
import { loadMessages, type Area } from './i18n/i18n.ts';
import type { Route } from './route.ts';

type Chunk = { default: Component<Record<string, never>> };

interface Screen {
  load: () => Chunk | Promise<Chunk>;
  /** The words it needs beside the common ones. */
  areas: Area[];
}

const SCREENS: { [S in Route['screen']]: Screen } = {
  start: { load: () => ({ default: Start }), areas: ['join'] },
  join: { load: () => ({ default: Join }), areas: ['join'] },
  open: { load: () => import('../routes/open/OpenRoom.svelte'), areas: ['open'] },
  room: { load: () => import('../routes/room/Room.svelte'), areas: ['room', 'activity', 'arrival'] },
  desk: { load: () => import('../routes/desk/Desk.svelte'), areas: ['desk', 'results', 'report'] },
  display: { load: () => import('../routes/display/Display.svelte'), areas: ['display', 'results'] },
  report: { load: () => import('../routes/report/Report.svelte'), areas: ['report'] },
  replay: {
    load: () => import('../routes/replay/Replay.svelte'),
    areas: ['report', 'display', 'results'],
  },
  move: { load: () => import('../routes/redeem/Move.svelte'), areas: ['join'] },
  invite: { load: () => import('../routes/redeem/Invite.svelte'), areas: ['join'] },
  follow_up: {
    load: () => import('../routes/follow-up/FollowUp.svelte'),
    areas: ['arrival', 'plans', 'feedback', 'returning', 'follow_up'],
  },
  nowhere: { load: () => import('../routes/start/Nowhere.svelte'), areas: ['join'] },
};

/** Loads a screen and its words. */
export async function loadScreen(screen: Route['screen']): Promise<Chunk> {
  const { load, areas } = SCREENS[screen];
  const [chunk] = await Promise.all([load(), ...areas.map(loadMessages)]);
  return chunk;
}
