/** The menu and what may come of it are chunks of their own: the first load of a phone in a crowded room counts. */
import { loadMessages } from '../../lib/i18n/i18n.ts';

/** Loads the menu and its words. */
export async function loadMenu(): Promise<typeof import('./Menu.svelte').default> {
  const [chunk] = await Promise.all([import('./Menu.svelte'), loadMessages('join')]);
  return chunk.default;
}

/** Loads what is shown to whoever had what they gave deleted. */
export async function loadErased(): Promise<typeof import('./Erased.svelte').default> {
  const [chunk] = await Promise.all([import('./Erased.svelte'), loadMessages('join')]);
  return chunk.default;
}
