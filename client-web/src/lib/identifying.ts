/**
 * Whether a text could tell who a patient or a colleague is. It only ever warns: words that look so may be
 * harmless, and nothing that is found is kept or sent.
 */

/** Ten digits with the check digit of an NHS number (modulus 11). */
function hasNhsNumber(text: string): boolean {
  for (const [run] of text.matchAll(/(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g)) {
    const digits = [...run].filter((c) => c >= '0' && c <= '9').map(Number);
    const sum = digits.slice(0, 9).reduce((total, digit, place) => total + digit * (10 - place), 0);
    if ((11 - (sum % 11)) % 11 === digits[9]) return true;
  }
  return false;
}

const PATTERNS: RegExp[] = [
  // A postcode of the United Kingdom.
  /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b/i,
  // A day of a year, as in a date of birth.
  /\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)?\d{2}\b/,
  // A telephone number.
  /(?<!\d)(?:\+44\s?|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)/,
  // An e-mail address.
  /[^\s@]+@[^\s@]+\.[a-z]{2,}/i,
  // A title and a name.
  /\b(?:Mrs?|Ms|Miss|Mx|Dr|Prof)\.?\s+\p{Lu}\p{L}+/u,
];

export function couldIdentify(text: string): boolean {
  return hasNhsNumber(text) || PATTERNS.some((pattern) => pattern.test(text));
}
