/** The server's time, by which every moment in the views is told. */
import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 1_000;

class Clock {
  /** How far this device's clock is behind the server's. */
  #behind = 0;

  #subscribe = createSubscriber((update) => {
    const ticking = setInterval(update, TICK_MS);
    return () => clearInterval(ticking);
  });

  /** The server said what time it is. */
  set(now: number): void {
    this.#behind = now - Date.now();
  }

  /** The time now; what reads it is painted again every second, and only while it is on screen. */
  get now(): number {
    this.#subscribe();
    return Date.now() + this.#behind;
  }
}

export const clock = new Clock();
