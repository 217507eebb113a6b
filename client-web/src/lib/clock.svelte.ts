/** The server's time, by which every moment in the views is told. */

const TICK_MS = 1_000;

class Clock {
  /** How far this device's clock is behind the server's. */
  #behind = $state(0);
  #here = $state(Date.now());
  #watchers = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  /** The server said what time it is. */
  set(now: number): void {
    this.#here = Date.now();
    this.#behind = now - this.#here;
  }

  /** The time, to the second while somebody watches. */
  get now(): number {
    return this.#here + this.#behind;
  }

  /** Keeps the time going while a whole screen shows it: `$effect(() => clock.watch())`. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) {
      this.#here = Date.now();
      this.#ticking = setInterval(() => (this.#here = Date.now()), TICK_MS);
    }
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) clearInterval(this.#ticking);
    };
  }
}

export const clock = new Clock();
