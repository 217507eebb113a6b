/** The place that somebody has who came back with their words: kept for this tab, and for nobody after them. */
import { fromBase64Url, toBase64Url } from '../../lib/returning/base64url.ts';
import { keysOf } from '../../lib/returning/keys.ts';
import { redeem } from '../../lib/api.ts';
import { randomId } from '../../lib/random.ts';
import type { Seat } from '../../lib/seats.ts';
import { read, sessionStore, write } from '../../lib/storage.ts';

const PREFIX = 'crosstracks.follow-up.';

/** A seat, with what opens the plans that were sealed with the words. */
export interface Returned {
  seat: Seat;
  plans: Uint8Array;
}

/** The seat of whoever came back in this tab. */
export function keptSeat(room: string): Returned | undefined {
  const kept = read(sessionStore(), PREFIX + room) as { seat?: Seat; plans?: string } | undefined;
  const plans = fromBase64Url(kept?.plans ?? '');
  return typeof kept?.seat?.token === 'string' && plans ? { seat: kept.seat, plans } : undefined;
}

/** Forgets it. */
export function leaveSeat(room: string): void {
  sessionStore().removeItem(PREFIX + room);
}

/** Comes back with one's words. */
export async function comeBack(room: string, words: readonly string[]): Promise<Returned> {
  const { token, plans } = keysOf(words);
  const entry = await redeem(token);
  const seat: Seat = { ...entry, role: 'participant', id: randomId(), at: 0 };
  write(sessionStore(), PREFIX + room, { seat, plans: toBase64Url(plans) });
  return { seat, plans };
}
