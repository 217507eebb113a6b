/** For those who came later or left something unsent: most never need it. */
import type CatchUp from './CatchUp.svelte';
import type Unsent from './Unsent.svelte';

/** Loads what stands above a step. */
export async function loadLeftOver(): Promise<{ CatchUp: typeof CatchUp; Unsent: typeof Unsent }> {
  const [catchUp, left] = await Promise.all([import('./CatchUp.svelte'), import('./Unsent.svelte')]);
  return { CatchUp: catchUp.default, Unsent: left.default };
}
