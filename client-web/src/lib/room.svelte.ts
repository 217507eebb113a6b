/** What this person sees of the room, and the only way to ask it for something. */
import { clock } from './clock.svelte.ts';
import { Drafts } from './drafts.ts';
import { merge } from './merge.ts';
import { Outbox, type Pending } from './outbox.ts';
import type {
  Command,
  DeskView,
  DisplayView,
  GroupView,
  Layer,
  OwnView,
  ServerMessage,
  SharedView,
} from './protocol/protocol.ts';
import { fresh, renewToken, type Seat } from './seats.ts';
import { Socket, type Outcome, type Status } from './socket.ts';
import { localStore, sessionStore } from './storage.ts';
import type { Connect } from './transport/link.ts';
import { connectStream } from './transport/stream.ts';
import { connectWebSocket } from './transport/websocket.ts';

/** The layers, each with the view it carries. */
export interface Views {
  shared?: SharedView;
  group?: GroupView;
  own?: OwnView;
  desk?: DeskView;
  display?: DisplayView;
}

/** How the page reaches the server; tests hand in their own. */
export interface Ways {
  websocket: Connect;
  stream: Connect;
}

export class Room {
  readonly seat: Seat;
  /** What is typed and not sent. */
  readonly drafts: Drafts;
  readonly #socket: Socket;
  readonly #outbox: Outbox<Command>;
  readonly #stopListening: () => void;

  #views = $state.raw<Views>({});
  /** How the connection stands. */
  status = $state<Status>('connecting');
  /** Whether the fallback carries it. */
  fallback = $state(false);
  /** Why it is over, as a sentence for the person. */
  farewell = $state<string>();
  /** Commands that the server has not acknowledged, in order. */
  waiting = $state.raw<readonly Pending<Command>[]>([]);
  /** Whether any facilitator is connected. */
  facilitatorHere = $state(true);
  /** The participants who are connected; only facilitators are told. */
  present = $state.raw<readonly string[]>([]);
  /** Who in one's group is writing on which sheet. */
  writing = $state.raw<{ [participant: string]: string }>({});

  constructor(seat: Seat, ways: Ways = { websocket: connectWebSocket, stream: connectStream }) {
    this.seat = seat;
    this.drafts = new Drafts(sessionStore(), localStore(), seat.id);
    this.#outbox = new Outbox(localStore(), seat.id);
    this.waiting = this.#outbox.pending;
    this.#socket = new Socket({
      tokens: () => fresh(seat),
      renew: (used, offered) => renewToken(seat, used, offered),
      outbox: this.#outbox,
      ...ways,
      online: () => navigator.onLine,
      events: { message: (message) => this.#take(message), changed: () => this.#changed() },
    });
    this.#stopListening = this.#listen();
    this.#socket.start();
  }

  /** The token to ask the server with. */
  get token(): string {
    return fresh(this.seat).token;
  }
  get shared(): SharedView | undefined {
    return this.#views.shared;
  }
  get group(): GroupView | undefined {
    return this.#views.group;
  }
  get own(): OwnView | undefined {
    return this.#views.own;
  }
  get desk(): DeskView | undefined {
    return this.#views.desk;
  }
  get display(): DisplayView | undefined {
    return this.#views.display;
  }

  /** Asks for something. It survives a reload and a lost connection, and is done once. */
  send(command: Command): Promise<Outcome> {
    return this.#socket.send(command);
  }

  /** Asks for something on the agenda as the desk shows it now; refused if another facilitator was quicker. */
  steer(command: Command, expected = this.desk?.revision): Promise<Outcome> {
    return this.#socket.send(command, expected);
  }

  /** The latest command of a kind that is still on its way, so that a screen can show it as done already. */
  underway<T extends Command['type']>(
    type: T,
    matches: (command: Extract<Command, { type: T }>) => boolean = () => true,
  ): Extract<Command, { type: T }> | undefined {
    const fits = (command: Command): command is Extract<Command, { type: T }> =>
      command.type === type && matches(command as Extract<Command, { type: T }>);
    return this.waiting
      .map(({ command }) => command)
      .filter(fits)
      .pop();
  }

  /** Tells one's group where one is writing, or that one stopped. */
  writeOn(sheet: string | undefined): void {
    this.#socket.mention(sheet === undefined ? { type: 'writing' } : { type: 'writing', sheet });
  }

  /** Leaves the page; the seat and everything unsent stay. */
  close(): void {
    this.#stopListening();
    this.#socket.stop();
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        clock.set(message.now);
        this.#views = message.views as Views;
        return;
      case 'update':
        this.#views = this.#updated(message.full ?? {}, message.patch ?? {});
        return;
      case 'presence':
        this.facilitatorHere = message.facilitator;
        if (message.participants) this.present = message.participants;
        return;
      case 'writing':
        this.writing = message.people;
    }
  }

  #updated(full: Partial<Record<Layer, unknown>>, patch: Partial<Record<Layer, unknown>>): Views {
    const views: Partial<Record<Layer, unknown>> = { ...this.#views };
    for (const [layer, view] of Object.entries(full) as [Layer, unknown][]) {
      // A layer that one no longer has, such as one's group between two stages, comes as null.
      if (view === null) delete views[layer];
      else views[layer] = view;
    }
    for (const [layer, change] of Object.entries(patch) as [Layer, unknown][]) {
      views[layer] = merge(views[layer], change);
    }
    return views as Views;
  }

  #changed(): void {
    this.status = this.#socket.status;
    this.fallback = this.#socket.fallback;
    this.farewell = this.#socket.farewell;
    this.waiting = this.#outbox.pending;
  }

  #listen(): () => void {
    const wake = () => {
      if (document.visibilityState === 'visible') this.#socket.wake();
    };
    const release = () => this.#outbox.release();
    addEventListener('online', wake);
    addEventListener('pageshow', wake);
    addEventListener('pagehide', release);
    document.addEventListener('visibilitychange', wake);
    return () => {
      removeEventListener('online', wake);
      removeEventListener('pageshow', wake);
      removeEventListener('pagehide', release);
      document.removeEventListener('visibilitychange', wake);
    };
  }
}
