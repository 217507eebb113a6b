import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tallyRows } from '../src/lib/facilitation/tally.ts';
import type { Distribution, Service } from '../src/lib/protocol/protocol.ts';

type Shown = Extract<Distribution, { type: 'shown' }>;
type Counts = { [choice: string]: number };

const services = (...ids: string[]) => ids.map((id) => ({ id })) as unknown as Service[];
const shown = (counts: Counts, by_service?: { [service: string]: Counts }) =>
  ({ type: 'shown', voters: 0, counts, ...(by_service && { by_service }) }) as unknown as Shown;
const counted = (distribution: Shown, ...ids: string[]) =>
  tallyRows(distribution, services(...ids)).map(({ key, count }) => [key, count]);

test('a chart has the same shape for every quote', () => {
  assert.deepEqual(counted(shown({}), 'y', 'x'), [
    ['y', 0],
    ['x', 0],
    ['x+y', 0],
    ['unsure', 0],
  ]);
});

test('what else was chosen stands before "not sure"', () => {
  assert.deepEqual(counted(shown({ unsure: 1, 'y+z': 2, x: 3, 'x+z': 4, 'x+y+z': 5 }), 'x', 'y', 'z'), [
    ['x', 3],
    ['y', 0],
    ['z', 0],
    ['x+y+z', 5],
    ['x+z', 4],
    ['y+z', 2],
    ['unsure', 1],
  ]);
});

test('who votes come from is told where it may be shown, of those who voted so', () => {
  const [x, y] = tallyRows(shown({ x: 3 }, { x: { x: 1 }, y: { x: 2 } }), services('x', 'y'));
  assert.deepEqual(
    x?.from.map(({ service, count }) => [service.id, count]),
    [
      ['x', 1],
      ['y', 2],
    ],
  );
  assert.deepEqual(y?.from, []);
  assert.deepEqual(tallyRows(shown({ x: 3 }), services('x', 'y'))[0]?.from, []);
});
