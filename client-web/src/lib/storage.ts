/** What the browser keeps. It can be full, switched off or emptied at any moment; nothing here throws. */

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Keeps nothing beyond this page; stands in where the browser refuses to store. */
export class MemoryStore implements Store {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

function open(name: 'localStorage' | 'sessionStorage'): Store {
  try {
    const store = globalThis[name];
    const probe = 'crosstracks.probe';
    store.setItem(probe, '');
    store.removeItem(probe);
    return store;
  } catch {
    return new MemoryStore();
  }
}

let local: Store | undefined;
let session: Store | undefined;

/** Kept until it is removed. */
export function localStore(): Store {
  return (local ??= open('localStorage'));
}

/** Kept as long as the tab. */
export function sessionStore(): Store {
  return (session ??= open('sessionStorage'));
}

/** Reads what `write` wrote; undefined if there is nothing, or nothing that can be read. */
export function read(store: Store, key: string): unknown {
  try {
    const text = store.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns whether it was kept. */
export function write(store: Store, key: string, value: unknown): boolean {
  try {
    store.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Forgets. */
export function remove(store: Store, key: string): void {
  try {
    store.removeItem(key);
  } catch {
    // A store that cannot forget could not remember either.
  }
}

/** The keys that begin so. */
export function keys(store: Store, prefix: string): string[] {
  try {
    return Array.from({ length: store.length }, (_, i) => store.key(i)).filter(
      (key): key is string => key?.startsWith(prefix) ?? false,
    );
  } catch {
    return [];
  }
}
