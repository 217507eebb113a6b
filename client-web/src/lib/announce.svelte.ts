/** What a screen reader says beside what has the focus. One thing at a time; the newest of a kind wins. */

const PAUSE_MS = 1_200;

class Announcer {
  /** What the live region holds. */
  said = $state('');
  #queue: { text: string; kind: string }[] = [];
  #busy = false;

  /** Says it politely. A waiting message of the same kind is replaced, so that counts do not pile up. */
  say(text: string, kind = text): void {
    this.#queue = [...this.#queue.filter((waiting) => waiting.kind !== kind), { text, kind }].slice(-5);
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const next = this.#queue.shift();
    this.#busy = next !== undefined;
    if (!next) return;
    // The same words twice are said twice only if the region was empty in between.
    this.said = '';
    setTimeout(() => (this.said = next.text), 80);
    setTimeout(() => this.#next(), PAUSE_MS);
  }
}

export const announcer = new Announcer();

/** Says it politely; see {@link Announcer.say}. */
export function announce(text: string, kind?: string): void {
  announcer.say(text, kind);
}
