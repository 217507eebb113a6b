const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 120 random bits as 24 letters. Works on a plain-HTTP local network too, where `randomUUID` is missing. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');
}
