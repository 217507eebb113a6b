/** This device's hold on somebody's return code: made when it is first needed, and the same on every device. */
import { ApiError, keepReturnCode } from '../api.ts';
import { fresh, type Seat } from '../seats.ts';
import { localStore, read, write, type Store } from '../storage.ts';
import { type Keys, keysOf } from './keys.ts';
import { drawWords, WORDS } from './words.ts';

/** Somebody's code, and what is derived from it. */
export interface Mine extends Keys {
  words: readonly string[];
}

/** Why a device has no code: they have one, made on another device, whose words it does not know. */
export const ELSEWHERE = 'elsewhere';

type Whose = Pick<Seat, 'id' | 'token'>;
type Keep = typeof keepReturnCode;

const PREFIX = 'crosstracks.return.';

/** The words that this device keeps for a seat. */
export function keptWords(seat: Pick<Seat, 'id'>, store: Store = localStore()): string[] | undefined {
  const kept = read(store, PREFIX + seat.id);
  const words = typeof kept === 'string' ? kept.split(' ') : [];
  return words.length === WORDS ? words : undefined;
}

/** Keeps the words on this device. */
export function keepWords(
  seat: Pick<Seat, 'id'>,
  words: readonly string[],
  store: Store = localStore(),
): void {
  write(store, PREFIX + seat.id, words.join(' '));
}

/**
 * The code of whoever has this seat. Made if they have none yet; nothing may be sealed with it before the server
 * has it, or two devices could make two. Fails with an `ApiError` where the server cannot be asked.
 */
export async function mine(
  seat: Whose,
  store: Store = localStore(),
  keep: Keep = keepReturnCode,
): Promise<Mine | typeof ELSEWHERE> {
  return claim(seat, keptWords(seat, store) ?? drawWords(), false, store, keep);
}

/** Takes words that somebody typed; `elsewhere` if they are not theirs. */
export async function mineAre(
  seat: Whose,
  words: readonly string[],
  store: Store = localStore(),
  keep: Keep = keepReturnCode,
): Promise<Mine | typeof ELSEWHERE> {
  return claim(seat, words, false, store, keep);
}

/** Makes a new code for somebody who lost theirs. What was sealed with the old one stays sealed. */
export async function startAnew(
  seat: Whose,
  store: Store = localStore(),
  keep: Keep = keepReturnCode,
): Promise<Mine | typeof ELSEWHERE> {
  return claim(seat, drawWords(), true, store, keep);
}

async function claim(
  seat: Whose,
  words: readonly string[],
  replace: boolean,
  store: Store,
  keep: Keep,
): Promise<Mine | typeof ELSEWHERE> {
  const keys = keysOf(words);
  try {
    await keep(fresh(seat).token, keys.token, replace);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'other_return_code') return ELSEWHERE;
    throw error;
  }
  keepWords(seat, words, store);
  return { ...keys, words };
}
