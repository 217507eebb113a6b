/**
 * The connection to a room, over as many links as it takes: it reconnects, falls back to plain HTTP where
 * WebSockets do not pass, and sends whatever was not acknowledged again, in order. It knows no rules.
 */
import { backoff } from './backoff.ts';
import type { Outbox } from './outbox.ts';
import type { ClientMessage, Command, RejectionCode, ServerMessage } from './protocol/protocol.ts';
import type { Connect, Link } from './transport/link.ts';

/** How things stand, for people. */
export type Status = 'connecting' | 'open' | 'reconnecting' | 'offline' | 'over';

/** What became of a command. The last two codes are this client's own. */
export type Outcome =
  { done: true } | { done: false; code: RejectionCode | 'outbox_full' | 'handed_over'; message?: string };

export interface SocketEvents {
  /** A welcome, an update, presence or who is writing. */
  message(message: ServerMessage): void;
  /** The status, the way, or what waits has changed. */
  changed(): void;
}

/** What a hello says who one is by. */
export type Tokens = Pick<Extract<ClientMessage, { type: 'hello' }>, 'token' | 'next'>;

export interface SocketOptions {
  tokens(): Tokens;
  /** One was welcomed by these, and offered another. */
  renew(used: Tokens, offered?: string): void;
  outbox: Outbox<Command>;
  events: SocketEvents;
  websocket: Connect;
  stream: Connect;
  /** Whether the device has any network at all, as far as it can tell. */
  online?: () => boolean;
  chance?: () => number;
}

type Way = 'websocket' | 'stream';

const TICK_MS = 5_000;
const WELCOME_MS = 10_000;
/** Middleboxes cut a line that is idle for 30 to 60 seconds. */
const IDLE_MS = 20_000;
const SILENT_MS = 45_000;
/** After waking, a line that says nothing for so long is taken for dead. */
const WAKE_MS = 4_000;
/** WebSockets that never got anywhere before the other way is tried. */
const TRIES = 2;
/** How long the fallback is used before a WebSocket is tried again; each time twice as long. */
const FALLBACK_MS = 5 * 60_000;

export class Socket {
  readonly #options: SocketOptions;
  readonly #waiters = new Map<number, (outcome: Outcome) => void>();
  #link: Link | undefined;
  #tokens: Tokens | undefined;
  #status: Status = 'connecting';
  #way: Way = 'websocket';
  #farewell: string | undefined;
  #welcomed = false;
  /** The command that was sent and not answered. */
  #sent = 0;
  #failures = 0;
  #websocketFailures = 0;
  #websocketWorked = false;
  #fallbackUntil = 0;
  #fallbackMs = FALLBACK_MS;
  #heard = 0;
  #spoke = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  get status(): Status {
    return this.#status;
  }

  /** Whether the fallback is in use. */
  get fallback(): boolean {
    return this.#way === 'stream';
  }

  /** Why it is over, as a sentence for the person. */
  get farewell(): string | undefined {
    return this.#farewell;
  }

  /** Begins. */
  start(): void {
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    this.#connect();
  }

  /** Ends for good; what is not acknowledged stays kept for the next time. */
  stop(): void {
    clearInterval(this.#ticker);
    clearTimeout(this.#retry);
    this.#drop();
    this.#options.outbox.release();
  }

  /** Asks for something. It is kept before it is sent, and sent until it is answered. */
  send(command: Command, expected?: number): Promise<Outcome> {
    const { outbox } = this.#options;
    if (!outbox.renew()) this.#handedOver();
    if (outbox.full) return Promise.resolve({ done: false, code: 'outbox_full' });
    const pending = outbox.add(command, expected);
    const outcome = new Promise<Outcome>((resolve) => this.#waiters.set(pending.id, resolve));
    this.#sendNext();
    this.#options.events.changed();
    return outcome;
  }

  /** Says something that is not kept, if anybody can hear it now. */
  mention(message: ClientMessage): void {
    if (this.#welcomed) this.#write(message);
  }

  /** The page is seen again, or the network is back: find out at once whether the line still lives. */
  wake(): void {
    if (this.#status === 'over') return;
    if (!this.#options.outbox.renew()) {
      this.#handedOver();
    } else if (!this.#link) {
      this.#failures = 0;
      this.#connect();
    } else if (this.#welcomed) {
      const asked = Date.now();
      const link = this.#link;
      this.#write({ type: 'ping' });
      setTimeout(() => {
        if (this.#link === link && this.#heard < asked) this.#lost();
      }, WAKE_MS);
    }
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#drop();
    this.#way = this.#chooseWay();
    const current = () => this.#link === link;
    const link = this.#options[this.#way]({
      opened: () => {
        if (!current()) return;
        const { token, next } = (this.#tokens = this.#options.tokens());
        this.#write({ type: 'hello', token, ...(next && { next }), device: this.#options.outbox.device });
      },
      received: (text) => {
        if (current()) this.#receive(text);
      },
      closed: () => {
        if (current()) this.#lost();
      },
    });
    this.#link = link;
    this.#retry = setTimeout(() => this.#lost(), WELCOME_MS);
  }

  #chooseWay(): Way {
    if (this.#websocketWorked || this.#websocketFailures < TRIES) return 'websocket';
    const now = Date.now();
    if (this.#fallbackUntil === 0) {
      this.#fallbackUntil = now + this.#fallbackMs;
      this.#fallbackMs *= 2;
    } else if (now > this.#fallbackUntil) {
      this.#fallbackUntil = 0;
      return 'websocket';
    }
    return 'stream';
  }

  #receive(text: string): void {
    this.#heard = Date.now();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case 'welcome':
        clearTimeout(this.#retry);
        this.#welcomed = true;
        this.#failures = 0;
        if (this.#way === 'websocket') this.#websocketWorked = true;
        if (this.#tokens) this.#options.renew(this.#tokens, message.next);
        this.#options.outbox.catchUp(message.last);
        this.#options.events.message(message);
        this.#sendNext();
        this.#become('open');
        return;
      case 'ack':
        return this.#settle(message.id, { done: true });
      case 'rejected':
        return this.#settle(message.id, { done: false, code: message.code, message: message.message });
      case 'goodbye':
        // Another tab has come back by the next token meanwhile.
        if (message.code === 'bad_token' && this.#options.tokens().token !== this.#tokens?.token) {
          return this.#lost(0);
        }
        return this.#goodbye(message.message, message.retry_ms);
      case 'pong':
        return;
      default:
        this.#options.events.message(message);
    }
  }

  /**
   * Sends the oldest command that waits, one at a time: were a refusal lost with the line while a later command
   * had taken effect, the resend of the refused one would be taken for done.
   */
  #sendNext(): void {
    const next = this.#options.outbox.pending[0];
    if (!this.#welcomed || !next || next.id === this.#sent) return;
    this.#sent = next.id;
    this.#write({ type: 'command', ...next });
  }

  #settle(id: number, outcome: Outcome): void {
    this.#options.outbox.settle(id);
    this.#sendNext();
    this.#waiters.get(id)?.(outcome);
    this.#waiters.delete(id);
    this.#options.events.changed();
  }

  #goodbye(words: string, retryMs: number | undefined): void {
    if (retryMs === undefined) {
      this.#drop();
      clearTimeout(this.#retry);
      clearInterval(this.#ticker);
      this.#farewell = words;
      this.#become('over');
    } else {
      const { chance = Math.random } = this.#options;
      this.#lost(retryMs * (1 + chance() / 2));
    }
  }

  #lost(after?: number): void {
    if (!this.#welcomed && this.#way === 'websocket' && this.#isOnline()) this.#websocketFailures += 1;
    this.#drop();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), after ?? backoff(this.#failures, this.#options.chance));
    this.#failures += 1;
    this.#become(this.#isOnline() ? 'reconnecting' : 'offline');
  }

  #handedOver(): void {
    for (const resolve of this.#waiters.values()) resolve({ done: false, code: 'handed_over' });
    this.#waiters.clear();
    this.#connect();
  }

  #drop(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#welcomed = false;
    this.#sent = 0;
    link?.close();
  }

  #tick(): void {
    const { outbox } = this.#options;
    if (!outbox.renew()) return this.#handedOver();
    if (outbox.adopt()) return this.#connect();
    if (!this.#welcomed) return;
    const now = Date.now();
    if (now - this.#heard > SILENT_MS) this.#lost();
    else if (this.#way === 'stream' && now > this.#fallbackUntil) this.#connect();
    else if (now - this.#spoke > IDLE_MS) this.#write({ type: 'ping' });
  }

  #write(message: ClientMessage): void {
    this.#spoke = Date.now();
    try {
      this.#link?.send(JSON.stringify(message));
    } catch {
      // The link is closing and says so next; what matters is in the outbox.
    }
  }

  #become(status: Status): void {
    this.#status = status;
    this.#options.events.changed();
  }

  #isOnline(): boolean {
    return this.#options.online?.() ?? true;
  }
}
