/**
 * The commands that the server has not acknowledged, kept before they are sent.
 *
 * A command's id is (device, counter), so every tab needs a device of its own. A device is leased: a page
 * that was closed or killed leaves its device and its unsent commands behind, and the next page takes them over.
 */
import { randomId } from './random.ts';
import { keys, read, remove, write, type Store } from './storage.ts';

/** A command on its way. `C` is the protocol's command. */
export interface Pending<C> {
  id: number;
  command: C;
  expected?: number;
}

interface Kept<C> {
  counter: number;
  pending: Pending<C>[];
  holder: string;
  seen: number;
}

/** How long a device stays with a page that gives no sign of life. A sleeping page's timers may stop. */
export const LEASE_MS = 20_000;
/** More than a person can have waiting; beyond it a command is refused at once rather than lost later. */
export const MAX_PENDING = 200;

export class Outbox<C> {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #holder = randomId();
  readonly #now: () => number;
  #device = '';
  #kept!: Kept<C>;

  /** `seat` names the person in the room, so that nothing is ever sent as somebody else. */
  constructor(store: Store, seat: string, now: () => number = Date.now) {
    this.#store = store;
    this.#prefix = `crosstracks.outbox.${seat}.`;
    this.#now = now;
    this.#claim();
  }

  /** The device that these commands are sent from. */
  get device(): string {
    return this.#device;
  }

  /** In the order in which they were given. */
  get pending(): readonly Pending<C>[] {
    return this.#kept.pending;
  }

  get full(): boolean {
    return this.#kept.pending.length >= MAX_PENDING;
  }

  /** Keeps a command and gives it its number. Call `renew` before, and never when `full`. */
  add(command: C, expected?: number): Pending<C> {
    const id = this.#kept.counter + 1;
    const pending: Pending<C> = expected === undefined ? { id, command } : { id, command, expected };
    this.#kept = { ...this.#kept, counter: id, pending: [...this.#kept.pending, pending] };
    this.#save();
    return pending;
  }

  /** Forgets a command that was answered. */
  settle(id: number): void {
    this.#kept = { ...this.#kept, pending: this.#kept.pending.filter((pending) => pending.id !== id) };
    this.#save();
  }

  /** The server knows numbers up to `last`; a browser whose storage was emptied must not use them again. */
  catchUp(last: number): void {
    if (last <= this.#kept.counter) return;
    this.#kept = { ...this.#kept, counter: last };
    this.#save();
  }

  /**
   * A sign of life. Returns false if another page has taken the device over while this one slept: its commands
   * are that page's now, and this one goes on with another device.
   */
  renew(): boolean {
    const stored = this.#read(this.#device);
    if (stored && stored.holder !== this.#holder) {
      this.#claim();
      return false;
    }
    this.#save();
    return true;
  }

  /** Takes over what a page that is gone left unsent, if nothing of one's own waits. Returns whether it did. */
  adopt(): boolean {
    if (this.#kept.pending.length > 0 || (this.#free()[0]?.kept.pending.length ?? 0) === 0) return false;
    this.release();
    this.#claim();
    return true;
  }

  /** The page goes away: the next one may take over at once. */
  release(): void {
    if (this.#read(this.#device)?.holder !== this.#holder) return;
    if (this.#kept.counter === 0) remove(this.#store, this.#prefix + this.#device);
    else write(this.#store, this.#prefix + this.#device, { ...this.#kept, seen: 0 });
  }

  /** The devices that nobody holds, the one with most to send first. */
  #free(): { device: string; kept: Kept<C> }[] {
    return keys(this.#store, this.#prefix)
      .map((key) => key.slice(this.#prefix.length))
      .flatMap((device) => {
        const kept = this.#read(device);
        return kept && Math.abs(this.#now() - kept.seen) > LEASE_MS ? [{ device, kept }] : [];
      })
      .sort((a, b) => b.kept.pending.length - a.kept.pending.length);
  }

  #claim(): void {
    const taken = this.#free()[0];
    this.#device = taken?.device ?? randomId();
    this.#kept = { counter: 0, pending: [], ...taken?.kept, holder: this.#holder, seen: this.#now() };
    this.#save();
  }

  #read(device: string): Kept<C> | undefined {
    const kept = read(this.#store, this.#prefix + device);
    const sound = (value: unknown): value is Kept<C> =>
      typeof value === 'object' &&
      value !== null &&
      Number.isSafeInteger((value as Kept<C>).counter) &&
      Array.isArray((value as Kept<C>).pending);
    return sound(kept) ? kept : undefined;
  }

  #save(): void {
    this.#kept = { ...this.#kept, holder: this.#holder, seen: this.#now() };
    write(this.#store, this.#prefix + this.#device, this.#kept);
  }
}
