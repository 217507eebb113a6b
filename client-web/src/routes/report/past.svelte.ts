/** The facilitator's token of a session that has ended, and something of it that is being asked for. */
import { t } from '../../lib/i18n/i18n.ts';
import { reasonOf } from '../../lib/past.ts';
import { randomId } from '../../lib/random.ts';
import { takeSecret } from '../../lib/route.ts';
import { currentSeat, takeSeat } from '../../lib/seats.ts';

/** The token that the link carries, or else that of this browser's desk. */
export function facilitatorHere(): string | undefined {
  const token = takeSecret();
  if (token === undefined) return currentSeat('facilitator')?.token;
  takeSeat({ id: randomId(), role: 'facilitator', token, code: '', title: '', at: 0 });
  return token;
}

/** Something that is asked for, perhaps again: the newest answer counts. */
export class Asking<T> {
  value = $state.raw<T>();
  problem = $state<string>();
  busy = $state(false);
  #turn = 0;

  async ask(of: () => Promise<T>): Promise<void> {
    const turn = (this.#turn += 1);
    this.busy = true;
    this.problem = undefined;
    try {
      const value = await of();
      if (turn === this.#turn) this.value = value;
    } catch (error) {
      if (turn === this.#turn) this.problem = reasonOf(error, t('past-unreachable'));
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
