/** Room codes: seven symbols without look-alikes, written `ABC-DEFG`. */

const LENGTH = 7;
const FOREIGN = /[^ABCDEFGHJKMNPQRTVWXYZ2346789]/;

/** What somebody typed, in capitals, without spaces and dashes. */
export function tidyCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s\p{Pd}_.]/gu, '');
}

/** Whether a tidy code can be one. */
export function isCode(code: string): boolean {
  return code.length === LENGTH && !FOREIGN.test(code);
}

/** As it is shown: `ABC-DEFG`. */
export function showCode(code: string): string {
  return code.length === LENGTH ? `${code.slice(0, 3)}-${code.slice(3)}` : code;
}

/** The code in a pasted text, which may be a whole link. */
export function findCode(pasted: string): string {
  const linked = /\/j\/([^/?#\s]+)/.exec(pasted)?.[1];
  return tidyCode(linked ?? pasted);
}
