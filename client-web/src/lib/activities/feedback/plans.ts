/** One's own plans, opened on this device. */
import type { OwnView } from '../../protocol/protocol.ts';
import type { Keys } from '../../returning/keys.ts';

/** The plans that the key opens, in their own words. Rooms do not make plans yet: there are none. */
export async function plansOf(own: OwnView, keys: Keys | undefined): Promise<string[]> {
  void own;
  void keys;
  return [];
}
