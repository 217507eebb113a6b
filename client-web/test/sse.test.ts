import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventStreamParser } from '../src/lib/transport/sse.ts';

const STREAM = ': warm\n\ndata: {"a":1}\n\nevent: x\r\ndata: one\r\ndata:two\r\n\r\ndata: last\n\n';
const EVENTS = ['{"a":1}', 'one\ntwo', 'last'];

test('cuts a stream into its events, in whatever pieces it comes', () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const parser = new EventStreamParser();
    const events: string[] = [];
    for (let at = 0; at < STREAM.length; at += size) events.push(...parser.push(STREAM.slice(at, at + size)));
    assert.deepEqual(events, EVENTS, `pieces of ${size}`);
  }
});

test('an event without end is not kept for ever', () => {
  const parser = new EventStreamParser();
  assert.throws(() => {
    for (let i = 0; i < 100; i++) parser.push('x'.repeat(100_000));
  });
});
