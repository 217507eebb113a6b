import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inDays } from '../src/lib/activities/plans/days.ts';
import { NO_PLAN, openPlan, PLAN_LIMITS, sealPlan } from '../src/lib/activities/plans/words.ts';

const key = (byte: number) => new Uint8Array(32).fill(byte);
const PLAN = {
  ...NO_PLAN,
  cue: 'a letter comes in',
  action: 'ring the duty desk',
  partner: 'Sam',
  by: '2026-12-24',
};

test('a plan comes back as it was, to whoever has the key and nobody else', () => {
  const sealed = sealPlan(key(1), PLAN)!;
  assert.deepEqual(openPlan(key(1), { sealed }), PLAN);
  assert.equal(openPlan(key(2), { sealed }), undefined);
  assert.equal(openPlan(key(1), { sealed: '' }), undefined, 'it was erased');
  assert.doesNotMatch(sealed, /letter|duty|Sam/);
  assert.match(sealed, /^v1\.[\w-]+$/);
});

test('the same plan is never sealed the same, and short ones are as long as each other', () => {
  const [one, again] = [sealPlan(key(1), PLAN)!, sealPlan(key(1), PLAN)!];
  assert.notEqual(one, again);
  assert.equal(sealPlan(key(1), { ...NO_PLAN, cue: 'x', action: 'y' })!.length, one.length);
});

test('a plan as long as its parts allow fits, in scripts of three bytes a letter too', () => {
  const fill = (letter: string) =>
    Object.fromEntries(Object.entries(PLAN_LIMITS).map(([part, limit]) => [part, letter.repeat(limit)]));
  for (const letter of ['a', 'é', 'ক']) {
    const plan = { ...NO_PLAN, ...fill(letter) };
    const sealed = sealPlan(key(1), plan);
    assert.deepEqual(sealed && openPlan(key(1), { sealed }), plan, letter);
  }
  assert.equal(sealPlan(key(1), { ...NO_PLAN, action: 'a'.repeat(4_000) }), undefined);
});

test('a week from a day is a day of its own month', () => {
  assert.equal(inDays(7, new Date(2026, 11, 28)), '2027-01-04');
  assert.equal(inDays(28, new Date(2026, 10, 26)), '2026-12-24');
});
