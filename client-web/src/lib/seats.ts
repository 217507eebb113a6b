/** The rooms this browser has a place in, so that nobody has to join twice. */
import type { Role } from './protocol/protocol.ts';
import { localStore, read, sessionStore, write } from './storage.ts';

/** A place in a room: what it takes to come back as oneself. */
export interface Seat {
  /** Names the seat where things are kept for it. Says nothing. */
  id: string;
  role: Role;
  /** A secret. */
  token: string;
  /** What takes the token's place from the next connection on. */
  next?: string;
  /** The token is a link's, which others may hold: nothing takes its place. */
  fixed?: boolean;
  code: string;
  title: string;
  /** Of the person; the display has none. */
  name?: string;
  /** The display's own secret, for the desk that opened the room. */
  display?: string;
  /** When it was last used, for the order in which seats are offered. */
  at: number;
}

const SEATS = 'crosstracks.seats';
const CURRENT = 'crosstracks.seat.';
const MAX_SEATS = 12;

function isSeat(value: unknown): value is Seat {
  const seat = value as Partial<Seat> | null;
  return typeof seat?.token === 'string' && typeof seat.id === 'string' && typeof seat.code === 'string';
}

/** The newest first. */
export function seats(): Seat[] {
  const kept = read(localStore(), SEATS);
  return Array.isArray(kept) ? kept.filter(isSeat).sort((a, b) => b.at - a.at) : [];
}

/** The seats of participants in a room, or in any. */
export function participantSeats(code?: string): Seat[] {
  return seats().filter((seat) => seat.role === 'participant' && (code === undefined || seat.code === code));
}

/** Keeps a seat and makes it this tab's. */
export function takeSeat(seat: Seat): void {
  const others = seats().filter((other) => other.id !== seat.id && other.token !== seat.token);
  write(localStore(), SEATS, [{ ...seat, at: Date.now() }, ...others].slice(0, MAX_SEATS));
  write(sessionStore(), CURRENT + seat.role, seat);
}

/** This tab's seat in that role; failing that, the one used last. */
export function currentSeat(role: Role): Seat | undefined {
  const current = read(sessionStore(), CURRENT + role);
  return isSeat(current) ? fresh(current) : seats().find((seat) => seat.role === role);
}

/** The seat as this browser has it now: another tab may have come back with the next token meanwhile. */
export function fresh<S extends Pick<Seat, 'id' | 'token'>>(seat: S): S | Seat {
  return seats().find((kept) => kept.id === seat.id) ?? seat;
}

/**
 * A connection was welcomed by these tokens, and offered another. The first one offered is kept until it is used,
 * so that all tabs use the same; where it cannot be kept it is not used.
 */
export function renewToken(seat: Seat, used: Pick<Seat, 'token' | 'next'>, offered?: string): void {
  const all = seats();
  const kept = all.find((other) => other.id === seat.id);
  if (!kept || kept.fixed) return;
  if (used.next !== undefined && kept.token === used.token) {
    kept.token = used.next;
    delete kept.next;
  }
  if (offered && kept.token === (used.next ?? used.token)) kept.next ??= offered;
  if (!write(localStore(), SEATS, all)) return;
  seat.token = kept.token;
  const current = read(sessionStore(), CURRENT + seat.role);
  if (isSeat(current) && current.id === seat.id) write(sessionStore(), CURRENT + seat.role, kept);
}

/** Forgets a seat that leads nowhere any more. */
export function giveUpSeat(seat: Seat): void {
  write(
    localStore(),
    SEATS,
    seats().filter((other) => other.id !== seat.id),
  );
  const current = read(sessionStore(), CURRENT + seat.role);
  if (isSeat(current) && current.id === seat.id) sessionStore().removeItem(CURRENT + seat.role);
}
