/** This device's hold on the key to one's plans, as a screen shows it. */
import { ELSEWHERE, mine, mineAre, startAnew, type Mine } from '../../returning/mine.ts';
import type { Seat } from '../../seats.ts';

export class Hold {
  readonly #seat: Seat;
  /** `elsewhere`: the plans were sealed with words that this device does not know. */
  state = $state<'asking' | 'there' | 'elsewhere' | 'unreachable'>('asking');
  key = $state.raw<Uint8Array>();

  constructor(seat: Seat) {
    this.#seat = seat;
    void this.ask();
  }

  /** Asks again, after the server could not be reached. */
  async ask(): Promise<void> {
    this.state = 'asking';
    await mine(this.#seat).then(
      (found) => this.#take(found),
      () => (this.state = 'unreachable'),
    );
  }

  /** Takes the words that somebody typed; `false` if they are not theirs. */
  async theyAre(words: string[]): Promise<boolean> {
    return this.#take(await mineAre(this.#seat, words));
  }

  /** Makes new words. What was sealed with the old ones stays sealed. */
  async anew(): Promise<void> {
    await startAnew(this.#seat).then(
      (found) => this.#take(found),
      () => (this.state = 'unreachable'),
    );
  }

  #take(found: Mine | typeof ELSEWHERE): boolean {
    const is = found !== ELSEWHERE;
    this.key = is ? found.plans : undefined;
    this.state = is ? 'there' : 'elsewhere';
    return is;
  }
}
