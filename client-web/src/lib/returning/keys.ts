/** What is derived from a return code, on the device that has it: neither secret tells the other, nor the words. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { toBase64Url } from './base64url.ts';

export interface Keys {
  /** Lets its holder come back as the person. The server keeps its hash. */
  token: string;
  /** Seals the person's plans. Never leaves the device. */
  plans: Uint8Array;
}

/** HKDF (RFC 5869) with SHA-256 over the words, one output for each purpose. */
export function keysOf(words: readonly string[]): Keys {
  const secret = utf8ToBytes(words.join(' '));
  const derive = (purpose: string) => hkdf(sha256, secret, undefined, utf8ToBytes(purpose), 32);
  return { token: toBase64Url(derive('crosstracks return 1')), plans: derive('crosstracks plans 1') };
}
