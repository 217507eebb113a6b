import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  capital,
  choiceName,
  choiceOfKey,
  keyOfChoice,
  listOf,
  serviceOf,
  servicesOf,
} from '../src/lib/names.ts';
import type { Materials } from '../src/lib/protocol/protocol.ts';

/** A pack with services of these ids, in this order. */
const materials = (...ids: string[]) =>
  ({
    services: ids.map((id) => ({ id, name: `the ${id}` })),
    stakeholders: [{ id: 'family', label: 'a family member' }],
  }) as unknown as Materials;

test('a name begins a line with a capital, whatever its letters are', () => {
  assert.equal(capital('general practice'), 'General practice');
  assert.equal(capital('écoute'), 'Écoute');
  assert.equal(capital('𐐨𐐨'), '𐐀𐐨');
  assert.equal(capital(''), '');
});

test('several names are one list', () => {
  assert.equal(listOf(['a', 'b', 'c']), 'a, b and c');
  assert.equal(listOf(['a', 'b'], 'disjunction'), 'a or b');
  assert.equal(listOf([]), '');
});

test('services are found in the order of the pack', () => {
  const three = materials('x', 'y', 'z');
  assert.deepEqual(
    servicesOf(three, ['z', 'x', 'nobody']).map(({ id }) => id),
    ['x', 'z'],
  );
  assert.equal(serviceOf(three, undefined), undefined);
});

test('a choice and its key say the same, in whatever order it was made', () => {
  assert.equal(keyOfChoice(['y', 'x']), 'x+y');
  assert.equal(keyOfChoice([]), 'unsure');
  for (const choice of [[], ['x'], ['x', 'y']]) assert.deepEqual(choiceOfKey(keyOfChoice(choice)), choice);
});

test('both is only said where there are two', () => {
  assert.equal(choiceName(materials('x', 'y'), ['y', 'x']), 'choice-both');
  assert.equal(choiceName(materials('x', 'y', 'z'), ['y', 'x']), 'The x and the y');
  assert.equal(choiceName(materials('x', 'y'), ['family', 'y']), 'The y and a family member');
  assert.equal(choiceName(materials('x', 'y'), []), 'choice-unsure');
});
