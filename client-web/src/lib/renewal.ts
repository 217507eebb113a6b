/** A page that is older than its server: when a part of it is not there any more, the page is loaded anew. */
import { read, sessionStore, write } from './storage.ts';

const RENEWED = 'crosstracks.renewed';
/** Not more often than this, so that a part that is truly missing does not turn the page in circles. */
const AGAIN_MS = 60_000;

/** Listens for parts that cannot be loaded. What was typed is kept, so that nothing is lost by it. */
export function renewWhenStale(reload: () => void = () => location.reload()): void {
  addEventListener('vite:preloadError', (event) => {
    const last = read(sessionStore(), RENEWED);
    if (!navigator.onLine || (typeof last === 'number' && Date.now() - last < AGAIN_MS)) return;
    if (!write(sessionStore(), RENEWED, Date.now())) return;
    event.preventDefault();
    reload();
  });
}
