import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimerView } from '../src/lib/protocol/protocol.ts';
import { minutesLeft, timeLeft, timeLeftWords } from '../src/lib/time-left.ts';

const MINUTE = 60_000;

test('a running timer counts down, a standing one does not', () => {
  const running = { type: 'running', ends_at: 10 * MINUTE } as TimerView;
  assert.equal(timeLeft(running, 4 * MINUTE), 6 * MINUTE);
  assert.equal(timeLeft(running, 11 * MINUTE), -MINUTE);
  assert.equal(timeLeft({ type: 'standing', left_ms: MINUTE } as TimerView, 4 * MINUTE), MINUTE);
});

test('begun minutes count, but ten are not called eleven for a clock that is a little behind', () => {
  assert.equal(minutesLeft(10 * MINUTE), 10);
  assert.equal(minutesLeft(10 * MINUTE + 1_900), 10);
  assert.equal(minutesLeft(10 * MINUTE + 2_100), 11);
  assert.equal(minutesLeft(9 * MINUTE + 30_000), 10);
  assert.equal(minutesLeft(500), 1);
});

test('the last minute is told in seconds, and the end as the end', () => {
  assert.equal(timeLeftWords(MINUTE), 'timer-minutes');
  assert.equal(timeLeftWords(MINUTE - 1_000), 'timer-seconds');
  assert.equal(timeLeftWords(1), 'timer-seconds');
  assert.equal(timeLeftWords(0), 'timer-over');
});
