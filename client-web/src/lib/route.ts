/** Paths to screens. */
import { noteMove } from './arrive.ts';

/** The name of a screen and what its path says. */
export type Route =
  | { screen: 'start' }
  | { screen: 'join'; code: string }
  | { screen: 'open' }
  | { screen: 'room' }
  | { screen: 'desk' }
  | { screen: 'display' }
  | { screen: 'report' }
  | { screen: 'replay' }
  | { screen: 'move' }
  | { screen: 'invite' }
  | { screen: 'follow_up' }
  | { screen: 'nowhere' };

const PLACES: { [path: string]: Route } = {
  '/': { screen: 'start' },
  '/open': { screen: 'open' },
  '/room': { screen: 'room' },
  '/desk': { screen: 'desk' },
  '/display': { screen: 'display' },
  '/report': { screen: 'report' },
  '/replay': { screen: 'replay' },
  '/m': { screen: 'move' },
  '/f': { screen: 'invite' },
};

/** The screen for a path. */
export function routeOf(path: string): Route {
  const code = /^\/j\/([^/]{1,40})\/?$/.exec(path)?.[1];
  if (code !== undefined) return { screen: 'join', code: decode(code) };
  if (/^\/follow-up\/[\w-]{1,160}\/?$/.test(path)) return { screen: 'follow_up' };
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
