/**
 * What somebody is typing and has not sent. It outlives a change of stage, a reload, a lost connection and a
 * phone that closes the tab.
 */
import { keys, read, remove, write, type Store } from './storage.ts';

interface Draft {
  text: string;
  at: number;
}

/** Longer than anything that can be sent, so that an over-long text is not cut while it is being shortened. */
export const MAX_DRAFT = 4_000;
/** The most that are kept for a seat; the oldest go first. */
export const MAX_DRAFTS = 60;

export class Drafts {
  readonly #tab: Store;
  readonly #device: Store;
  readonly #prefix: string;
  readonly #now: () => number;

  /** `tab` is the tab's own store, so that two tabs do not fight; `device` is what is left when the tab is gone. */
  constructor(tab: Store, device: Store, seat: string, now: () => number = Date.now) {
    this.#tab = tab;
    this.#device = device;
    this.#prefix = `crosstracks.draft.${seat}.`;
    this.#now = now;
  }

  /** The draft for a place to write; empty if there is none. */
  get(place: string): string {
    const key = this.#prefix + place;
    return (this.#read(this.#tab, key) ?? this.#read(this.#device, key))?.text ?? '';
  }

  /** Keeps a draft; an empty one is forgotten. */
  set(place: string, text: string): void {
    const key = this.#prefix + place;
    if (text === '') {
      remove(this.#tab, key);
      remove(this.#device, key);
      return;
    }
    const draft: Draft = { text: text.slice(0, MAX_DRAFT), at: this.#now() };
    const stores = [this.#tab, this.#device];
    for (const store of stores) {
      if (this.#read(store, key) === undefined) this.#makeRoom(store);
      write(store, key, draft);
    }
  }

  /** The places with something unsent. */
  places(): string[] {
    const all = [this.#tab, this.#device].flatMap((store) => keys(store, this.#prefix));
    return [...new Set(all)].map((key) => key.slice(this.#prefix.length)).sort();
  }

  #makeRoom(store: Store): void {
    const kept = keys(store, this.#prefix);
    const tooMany = kept.length - (MAX_DRAFTS - 1);
    if (tooMany <= 0) return;
    const byAge = kept
      .map((key) => ({ key, at: this.#read(store, key)?.at ?? 0 }))
      .sort((a, b) => a.at - b.at);
    for (const { key } of byAge.slice(0, tooMany)) remove(store, key);
  }

  #read(store: Store, key: string): Draft | undefined {
    const draft = read(store, key) as Partial<Draft> | undefined;
    return typeof draft?.text === 'string' && typeof draft.at === 'number' ? (draft as Draft) : undefined;
  }
}
