/**
 * A return code: seven words that somebody keeps, and comes back with weeks later.
 *
 * They carry 77 random bits, so they cannot be guessed. They are made on the person's own device and never leave it;
 * what the server and the plans need is derived from them (`keys.ts`).
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** 2,048 words that are not mistaken for each other: the first four letters tell each of them. */
const LIST: readonly string[] = wordlist;
const BITS = 11;
const TOLD_BY = 4;

/** How many words a code has. */
export const WORDS = 7;

/** Draws a new code. */
export function drawWords(): string[] {
  const drawn = crypto.getRandomValues(new Uint16Array(WORDS));
  return Array.from(drawn, (number) => LIST[number & ((1 << BITS) - 1)] as string);
}

/** How what somebody typed falls short of a code. */
export type NotACode =
  | { why: 'few' | 'many'; count: number }
  /** Words that are in no code, as they were typed. */
  | { why: 'unknown'; words: string[] };

/** Reads what somebody typed or pasted: in any case, with anything between the words, each at least four letters. */
export function readWords(typed: string): string[] | NotACode {
  const words = typed.toLowerCase().match(/\p{L}+/gu) ?? [];
  const found = words.map((word) => LIST.find((known) => known === word) ?? byBeginning(word));
  const unknown = words.filter((_, at) => found[at] === undefined);
  if (unknown.length > 0) return { why: 'unknown', words: unknown };
  if (words.length !== WORDS) return { why: words.length < WORDS ? 'few' : 'many', count: words.length };
  return found as string[];
}

function byBeginning(word: string): string | undefined {
  return word.length < TOLD_BY ? undefined : LIST.find((known) => known.startsWith(word));
}
