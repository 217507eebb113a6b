/** The place that somebody has who came back with their words: kept for this tab, and for nobody after them. */
import { keysOf } from '../../lib/returning/keys.ts';
import { redeem } from '../../lib/api.ts';
import { randomId } from '../../lib/random.ts';
import type { Seat } from '../../lib/seats.ts';
import { read, sessionStore, write } from '../../lib/storage.ts';

const PREFIX = 'crosstracks.follow-up.';

/** The seat of whoever came back in this tab. */
export function keptSeat(room: string): Seat | undefined {
  const kept = read(sessionStore(), PREFIX + room) as Seat | undefined;
  return typeof kept?.token === 'string' ? kept : undefined;
}

/** Forgets it. */
export function leaveSeat(room: string): void {
  sessionStore().removeItem(PREFIX + room);
}

/** Comes back with one's words. */
export async function comeBack(room: string, words: readonly string[]): Promise<Seat> {
  const entry = await redeem(keysOf(words).token);
  const seat: Seat = { ...entry, role: 'participant', id: randomId(), at: 0 };
  write(sessionStore(), PREFIX + room, seat);
  return seat;
}
