const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next attempt: twice as long each time, and spread by chance so that a room
 * full of phones does not come back in the same instant.
 */
export function backoff(failures: number, chance: () => number = Math.random): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return longest * (0.5 + chance() / 2);
}
