import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Outbox } from '../src/lib/outbox.ts';
import type { ClientMessage, Command, ServerMessage } from '../src/lib/protocol/protocol.ts';
import { Socket, type Tokens } from '../src/lib/socket.ts';
import { MemoryStore } from '../src/lib/storage.ts';
import type { Connect, LinkEvents } from '../src/lib/transport/link.ts';

const HELP = { type: 'ask_for_help', on: true } as Command;
const FINE = { type: 'ask_for_help', on: false } as Command;

/** A server that does what the test says, over both ways. */
class Server {
  links: { way: string; events: LinkEvents; heard: ClientMessage[]; closed: boolean }[] = [];

  way(way: string): Connect {
    return (events) => {
      const link = { way, events, heard: [] as ClientMessage[], closed: false };
      this.links.push(link);
      return {
        send: (text) => link.heard.push(JSON.parse(text) as ClientMessage),
        close: () => (link.closed = true),
      };
    };
  }
  get last() {
    const link = this.links.at(-1);
    assert(link);
    return link;
  }
  say(message: ServerMessage): void {
    this.last.events.received(JSON.stringify(message));
  }
  welcome(next?: string): void {
    this.last.events.opened();
    const offer = next === undefined ? {} : { next };
    this.say({ type: 'welcome', now: 0, role: 'participant', room: 'r', last: 0, views: {}, ...offer });
  }
  get commands(): number[] {
    return this.last.heard.flatMap((message) => (message.type === 'command' ? [message.id] : []));
  }
}

let server: Server;
let socket: Socket;
let store: MemoryStore;

let tokens: Tokens = { token: 'secret' };
let renewed: [Tokens, string | undefined][] = [];

function start(): Socket {
  const started = new Socket({
    tokens: () => tokens,
    renew: (used, offered) => void renewed.push([used, offered]),
    outbox: new Outbox<Command>(store, 'ann'),
    websocket: server.way('websocket'),
    stream: server.way('stream'),
    events: { message() {}, changed() {} },
    chance: () => 1,
  });
  started.start();
  return started;
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_000_000 });
  server = new Server();
  store = new MemoryStore();
  socket = start();
});

afterEach(() => {
  socket.stop();
  mock.timers.reset();
});

test('says who it is first, and sends nothing else before it is welcome', () => {
  void socket.send(HELP);
  server.last.events.opened();
  assert.deepEqual(
    server.last.heard.map(({ type }) => type),
    ['hello'],
  );
  server.welcome();
  assert.deepEqual(server.commands, [1]);
  assert.equal(socket.status, 'open');
});

test('sends what was not acknowledged again, in order and with the same numbers', async () => {
  server.welcome();
  const first = socket.send(HELP);
  void socket.send(FINE);
  void socket.send(HELP);
  server.say({ type: 'ack', id: 1 });
  assert.deepEqual(await first, { done: true });

  server.last.events.closed();
  assert.equal(socket.status, 'reconnecting');
  mock.timers.tick(500);
  server.welcome();
  assert.deepEqual(server.commands, [2], 'one at a time');
  server.say({ type: 'ack', id: 2 });
  assert.deepEqual(server.commands, [2, 3]);
});

test('the next command waits for the answer to the one before, so that a lost refusal is not taken for done', () => {
  server.welcome();
  void socket.send(HELP);
  void socket.send(FINE);
  assert.deepEqual(server.commands, [1]);
  server.say({ type: 'rejected', id: 1, code: 'not_now', message: '' });
  assert.deepEqual(server.commands, [1, 2]);
});

test('a page that is loaded again sends what the one before could not', () => {
  void socket.send(HELP);
  socket.stop();
  socket = start();
  server.welcome();
  assert.deepEqual(server.commands, [1]);
});

test('a refusal is the answer, and is not sent again', async () => {
  server.welcome();
  const outcome = socket.send(HELP);
  server.say({ type: 'rejected', id: 1, code: 'not_now', message: 'That isn’t part of this step.' });
  assert.deepEqual(await outcome, { done: false, code: 'not_now', message: 'That isn’t part of this step.' });
  server.last.events.closed();
  mock.timers.tick(500);
  server.welcome();
  assert.deepEqual(server.commands, []);
});

test('waits longer after each failure, up to a bound', () => {
  server.welcome();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    server.last.events.closed();
    const links = server.links.length;
    let waited = 0;
    for (; server.links.length === links; waited += 500) mock.timers.tick(500);
    waits.push(waited);
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

test('falls back to the stream after two WebSockets that never got through, and tries again later', () => {
  server.last.events.closed();
  mock.timers.tick(500);
  assert.equal(server.last.way, 'websocket');
  server.last.events.closed();
  mock.timers.tick(1000);
  assert.equal(server.last.way, 'stream');
  server.welcome();
  assert.equal(socket.fallback, true);

  for (let passed = 0; passed <= 5 * 60_000; passed += 5_000) {
    server.say({ type: 'pong' });
    mock.timers.tick(5_000);
  }
  assert.equal(server.last.way, 'websocket');
  server.welcome();
  assert.equal(socket.fallback, false);
});

test('a WebSocket that opens and then says nothing counts as one that never got through', () => {
  for (let i = 0; i < 2; i++) {
    server.last.events.opened();
    mock.timers.tick(10_000);
    mock.timers.tick(1_000);
  }
  assert.equal(server.last.way, 'stream');
});

test('a WebSocket that once worked is never given up', () => {
  server.welcome();
  for (let i = 0; i < 5; i++) {
    server.last.events.closed();
    mock.timers.tick(15_000);
    assert.equal(server.last.way, 'websocket');
  }
});

test('a goodbye with a time to come back is kept to; one without is the end', () => {
  server.welcome();
  server.say({ type: 'goodbye', code: 'restarting', message: '', retry_ms: 2000 });
  mock.timers.tick(1999);
  assert.equal(server.links.length, 1);
  mock.timers.tick(1001);
  assert.equal(server.links.length, 2);

  server.welcome();
  server.say({ type: 'goodbye', code: 'bad_token', message: 'Join again.' });
  mock.timers.tick(60_000);
  assert.equal(server.links.length, 2);
  assert.equal(socket.status, 'over');
  assert.equal(socket.farewell, 'Join again.');
});

test('it comes back by the next token, and notes which one was offered', () => {
  tokens = { token: 'one', next: 'two' };
  server.last.events.closed();
  mock.timers.tick(60_000);
  renewed = [];
  server.welcome('three');
  const hello = server.last.heard.find((message) => message.type === 'hello');
  assert.deepEqual([hello?.token, hello?.next], ['one', 'two']);
  assert.deepEqual(renewed, [[tokens, 'three']]);
});

test('where another tab has the next token already, it comes again with that', () => {
  server.welcome();
  tokens = { token: 'two' };
  server.say({ type: 'goodbye', code: 'bad_token', message: 'Join again.' });
  assert.notEqual(socket.status, 'over');
  mock.timers.tick(60_000);
  server.welcome();
  server.say({ type: 'goodbye', code: 'bad_token', message: 'Join again.' });
  assert.equal(socket.status, 'over');
});

test('a line that goes silent is left, and one that sleeps is woken at once', () => {
  server.welcome();
  for (let passed = 0; passed < 55_000; passed += 5_000) mock.timers.tick(5_000);
  assert.equal(server.links[0]?.closed, true);
  assert(server.links[0]?.heard.some(({ type }) => type === 'ping'));

  server.welcome();
  const links = server.links.length;
  mock.timers.tick(100);
  socket.wake();
  mock.timers.tick(4_000);
  assert.equal(socket.status, 'reconnecting');
  socket.wake();
  assert.equal(server.links.length, links + 1);
});
