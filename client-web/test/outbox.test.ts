import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEASE_MS, MAX_PENDING, Outbox } from '../src/lib/outbox.ts';
import { MemoryStore } from '../src/lib/storage.ts';

function setting() {
  const store = new MemoryStore();
  const time = { now: 1_000_000 };
  return { time, open: (seat = 'ann') => new Outbox<string>(store, seat, () => time.now) };
}

test('a command is kept before anything else, and numbers rise after a reload', () => {
  const { open } = setting();
  const page = open();
  assert.deepEqual(page.add('vote'), { id: 1, command: 'vote' });
  assert.deepEqual(page.add('point', 7), { id: 2, command: 'point', expected: 7 });
  page.release();

  const reloaded = open();
  assert.equal(reloaded.device, page.device);
  assert.deepEqual(
    reloaded.pending.map(({ command }) => command),
    ['vote', 'point'],
  );
  reloaded.settle(1);
  assert.equal(reloaded.add('next').id, 3);
});

test('a second tab is a device of its own', () => {
  const { open } = setting();
  const one = open();
  one.add('a');
  const two = open();
  assert.notEqual(two.device, one.device);
  assert.deepEqual(two.pending, []);
});

test('what a killed page left is taken over once its lease is out, and not sent by both', () => {
  const { open, time } = setting();
  const killed = open();
  killed.add('a');
  const next = open();
  assert.equal(next.adopt(), false);

  time.now += LEASE_MS + 1;
  assert.equal(next.adopt(), true);
  assert.equal(next.device, killed.device);
  assert.equal(next.pending.length, 1);

  // The page was only asleep: it finds out, and goes on as another device.
  assert.equal(killed.renew(), false);
  assert.notEqual(killed.device, next.device);
  assert.deepEqual(killed.pending, []);
});

test('another seat on the same browser is another person', () => {
  const { open } = setting();
  const ann = open();
  ann.add('a');
  ann.release();
  assert.deepEqual(open('bo').pending, []);
});

test('numbers that the server knows are not used again', () => {
  const { open } = setting();
  const page = open();
  page.catchUp(41);
  assert.equal(page.add('a').id, 42);
  page.catchUp(3);
  assert.equal(page.add('b').id, 43);
});

test('the outbox is bounded', () => {
  const { open } = setting();
  const page = open();
  for (let i = 0; i < MAX_PENDING; i++) page.add('x');
  assert.equal(page.full, true);
});
