/** A page that is older than its server: when a part of it is not there any more, the page is loaded anew. */
import { read, sessionStore, write, type Store } from './storage.ts';

const RENEWED = 'crosstracks.renewed';
/** Not more often than this, so that a part that is truly missing does not turn the page in circles. */
const AGAIN_MS = 60_000;

/** Whether the server is there: a page that is loaded anew while it is away would not come back by itself. */
async function answers(): Promise<boolean> {
  const response = await fetch('/', { cache: 'no-store' }).catch(() => undefined);
  return response?.ok ?? false;
}

export interface Renewal {
  reload?: () => void;
  isThere?: () => Promise<boolean>;
  store?: Store;
  now?: () => number;
}

/**
 * Listens for parts that cannot be loaded; the screen that wanted one says so meanwhile. What was typed is kept,
 * so that nothing is lost by it.
 */
export function renewWhenStale(
  page: EventTarget,
  {
    reload = () => location.reload(),
    isThere = answers,
    store = sessionStore(),
    now = Date.now,
  }: Renewal = {},
): void {
  page.addEventListener('vite:preloadError', async () => {
    const last = read(store, RENEWED);
    if (typeof last === 'number' && now() - last < AGAIN_MS) return;
    if (!(await isThere()) || !write(store, RENEWED, now())) return;
    reload();
  });
}
