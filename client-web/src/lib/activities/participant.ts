/** What every activity's part for participants is given, and how it is loaded. */
import type { Component } from 'svelte';
import { loadMessages, type Area } from '../i18n/i18n.ts';
import type { Activity, GroupView, OwnView, SharedView } from '../protocol/protocol.ts';
import type { Room } from '../room.svelte.ts';

export interface ParticipantProps {
  room: Room;
  shared: SharedView;
  own: OwnView;
  /** One's group in this stage; absent before one is placed. */
  group: GroupView | undefined;
}

type Chunk = { default: Component<ParticipantProps> };

interface Part {
  load: () => Promise<Chunk>;
  areas: Area[];
}

const PARTS: { [A in Activity]?: Part } = {
  arrival: { load: () => import('./arrival/Participant.svelte'), areas: ['activity', 'arrival'] },
  impressions: {
    load: () => import('./impressions/Participant.svelte'),
    areas: ['activity', 'results', 'impressions'],
  },
  knowledge: {
    load: () => import('./knowledge/Participant.svelte'),
    areas: ['activity', 'results', 'knowledge'],
  },
  case_study: {
    load: () => import('./case_study/Participant.svelte'),
    areas: ['activity', 'arrival', 'results', 'case_study'],
  },
  feedback: {
    load: () => import('./feedback/Participant.svelte'),
    areas: ['activity', 'arrival', 'plans', 'returning', 'feedback'],
  },
  plans: {
    load: () => import('./plans/Participant.svelte'),
    areas: ['activity', 'results', 'plans', 'returning'],
  },
  pause: { load: () => import('./pause/Participant.svelte'), areas: ['pause'] },
};

/** An activity's screens and words; nothing for one that only has its title and instruction. */
export async function loadActivity(activity: Activity): Promise<Component<ParticipantProps> | undefined> {
  const part = PARTS[activity];
  if (!part) return undefined;
  const [chunk] = await Promise.all([part.load(), ...part.areas.map(loadMessages)]);
  return chunk.default;
}

/** Fetches what later stages need while the line is good; what fails is fetched again when it is needed. */
export async function loadActivitiesAhead(): Promise<void> {
  for (const activity of Object.keys(PARTS) as Activity[]) await loadActivity(activity).catch(() => {});
}
