/** How far one answer has come on its way to the server, as the person is told. */
import { t } from './i18n/i18n.ts';
import type { Command } from './protocol/protocol.ts';
import type { Room } from './room.svelte.ts';
import type { Outcome } from './socket.ts';

/** `kept`: on this device, not yet at the server. */
export type SaveStage = 'idle' | 'saving' | 'kept' | 'received' | 'refused';

/** An acknowledgement usually comes sooner; until then nothing flickers. */
const KEPT_AFTER_MS = 1_500;

/** Why something was refused, as a sentence for the person; the server's where it gave one. */
export function reasonOf(outcome: Outcome): string | undefined {
  if (outcome.done) return undefined;
  return outcome.message ?? (outcome.code === 'outbox_full' ? t('outbox-full') : t('save-refused'));
}

export class Saving {
  readonly #room: Room;
  #latest = 0;
  stage = $state<SaveStage>('idle');
  /** Why it was refused, as a sentence for the person. */
  reason = $state<string>();

  constructor(room: Room) {
    this.#room = room;
  }

  /** Sends a command and follows it. A later one takes its place. */
  async send(command: Command): Promise<Outcome> {
    const number = ++this.#latest;
    this.stage = this.#room.status === 'open' ? 'saving' : 'kept';
    this.reason = undefined;
    const slow = setTimeout(() => {
      if (number === this.#latest) this.stage = 'kept';
    }, KEPT_AFTER_MS);
    const outcome = await this.#room.send(command);
    clearTimeout(slow);
    if (number === this.#latest) {
      this.stage = outcome.done ? 'received' : 'refused';
      this.reason = reasonOf(outcome);
    }
    return outcome;
  }
}
