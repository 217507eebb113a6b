/** The menu is a chunk of its own: it is seldom opened, and the first load of a phone in a crowded room counts. */
import { loadMessages } from '../../lib/i18n/i18n.ts';

/** Loads the menu and its words. */
export async function loadMenu(): Promise<typeof import('./Menu.svelte').default> {
  const [chunk] = await Promise.all([import('./Menu.svelte'), loadMessages('join')]);
  return chunk.default;
}
