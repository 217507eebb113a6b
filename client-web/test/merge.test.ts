import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge } from '../src/lib/merge.ts';

// RFC 7396, appendix A.
const VECTORS: [unknown, unknown, unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test('merges as RFC 7396 says', () => {
  for (const [target, patch, result] of VECTORS) {
    assert.deepEqual(merge(target, patch), result, JSON.stringify([target, patch]));
  }
});

test('changes nothing in place and keeps what it does not reach', () => {
  const before = Object.freeze({ a: Object.freeze({ x: 1 }), b: Object.freeze({ y: 1 }) });
  const after = merge(before, { b: { y: 2 } }) as typeof before;
  assert.equal(after.a, before.a);
  assert.notEqual(after.b, before.b);
  assert.equal(before.b.y, 1);
});

test('a key that names a prototype is only a key', () => {
  const after = merge({}, JSON.parse('{"__proto__": {"x": 1}, "constructor": {"x": null}}')) as {
    x?: number;
  };
  assert.equal(after.x, undefined);
  assert.equal(JSON.stringify(after), '{"__proto__":{"x":1},"constructor":{}}');
});
