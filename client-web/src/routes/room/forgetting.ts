/** Forgets on this device whatever it kept of somebody whose words were deleted. */
import { giveUpSeat, type Seat } from '../../lib/seats.ts';
import { keys, localStore, remove, sessionStore } from '../../lib/storage.ts';

/** What is kept for a seat has the seat's id in its key. */
export function forgetAll(seat: Seat): void {
  giveUpSeat(seat);
  for (const store of [localStore(), sessionStore()]) {
    const ofSeat = keys(store, 'crosstracks.').filter((key) => key.split('.').includes(seat.id));
    for (const key of ofSeat) remove(store, key);
  }
}
