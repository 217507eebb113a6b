/** Paths to screens. Each screen is a chunk of its own, so that a phone loads only what it shows. */
import type { Component } from 'svelte';
import { noteMove } from './arrive.ts';
import { loadMessages, type Area } from './i18n/i18n.ts';

/** The name of a screen and what its path says. */
export type Route =
  | { screen: 'start' }
  | { screen: 'join'; code: string }
  | { screen: 'open' }
  | { screen: 'room' }
  | { screen: 'desk' }
  | { screen: 'display' }
  | { screen: 'move' }
  | { screen: 'invite' }
  | { screen: 'nowhere' };

type Chunk = { default: Component<Record<string, never>> };

interface Screen {
  load: () => Promise<Chunk>;
  /** The words it needs beside the common ones. */
  areas: Area[];
}

const SCREENS: { [S in Route['screen']]: Screen } = {
  start: { load: () => import('../routes/start/Start.svelte'), areas: ['join'] },
  join: { load: () => import('../routes/join/Join.svelte'), areas: ['join'] },
  open: { load: () => import('../routes/open/OpenRoom.svelte'), areas: ['open'] },
  room: { load: () => import('../routes/room/Room.svelte'), areas: ['room', 'activity', 'arrival'] },
  desk: { load: () => import('../routes/desk/Desk.svelte'), areas: ['desk', 'results'] },
  display: { load: () => import('../routes/display/Display.svelte'), areas: ['display', 'results'] },
  move: { load: () => import('../routes/redeem/Move.svelte'), areas: ['join'] },
  invite: { load: () => import('../routes/redeem/Invite.svelte'), areas: ['join'] },
  nowhere: { load: () => import('../routes/start/Nowhere.svelte'), areas: ['join'] },
};

/** Loads a screen and its words. */
export async function loadScreen(route: Route): Promise<Chunk> {
  const { load, areas } = SCREENS[route.screen];
  const [chunk] = await Promise.all([load(), ...areas.map(loadMessages)]);
  return chunk;
}

const PLACES: { [path: string]: Route } = {
  '/': { screen: 'start' },
  '/open': { screen: 'open' },
  '/room': { screen: 'room' },
  '/desk': { screen: 'desk' },
  '/display': { screen: 'display' },
  '/m': { screen: 'move' },
  '/f': { screen: 'invite' },
};

/** The screen for a path. */
export function routeOf(path: string): Route {
  const code = /^\/j\/([^/]{1,40})\/?$/.exec(path)?.[1];
  if (code !== undefined) return { screen: 'join', code: decode(code) };
  return PLACES[path.length > 1 ? path.replace(/\/$/, '') : path] ?? { screen: 'nowhere' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The event that says that `go` changed the path; going back is the browser's `popstate`. */
export const WENT = 'crosstracks:went';

/** Goes to a path of this site. */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  scrollTo(0, 0);
  noteMove();
  dispatchEvent(new Event(WENT));
}

/** Follows a plain click on a link within the site without loading the page again. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.pathname);
}

/**
 * The secret that a link carries after `#k=`, where no server sees it; taken out of the address bar at once,
 * so that it is not in a screenshot or on a shared screen.
 */
export function takeSecret(): string | undefined {
  const secret = /^#k=([\w-]{16,128})$/.exec(location.hash)?.[1];
  if (location.hash !== '') history.replaceState(null, '', location.pathname);
  return secret;
}
