/** Seals texts so that only the holder of the key can read them: XChaCha20-Poly1305, under a nonce drawn for each. */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { fromBase64Url, toBase64Url } from './base64url.ts';

/** The form of what is sealed: the nonce, then the text, in base64url. */
const FORM = 'v1.';
const NONCE = 24;
/** Texts are filled up to a multiple of so many bytes, so that their length tells little. */
const BLOCK = 256;

/** Seals a text. Spaces at its end are lost. */
export function seal(key: Uint8Array, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const filled = new Uint8Array(Math.max(1, Math.ceil(bytes.length / BLOCK)) * BLOCK).fill(0x20);
  filled.set(bytes);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const sealed = xchacha20poly1305(key, nonce).encrypt(filled);
  const whole = new Uint8Array(NONCE + sealed.length);
  whole.set(nonce);
  whole.set(sealed, NONCE);
  return FORM + toBase64Url(whole);
}

/** Opens what was sealed; undefined if it was sealed with another key, or somebody changed it. */
export function open(key: Uint8Array, sealed: string): string | undefined {
  const whole = sealed.startsWith(FORM) ? fromBase64Url(sealed.slice(FORM.length)) : undefined;
  if (whole === undefined || whole.length <= NONCE) return undefined;
  try {
    const bytes = xchacha20poly1305(key, whole.subarray(0, NONCE)).decrypt(whole.subarray(NONCE));
    return new TextDecoder().decode(bytes).trimEnd();
  } catch {
    return undefined;
  }
}
