import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCode, isCode, showCode, tidyCode } from '../src/lib/room-code.ts';

test('a code is taken however it is typed', () => {
  for (const typed of ['ABCDEFG', 'abc-defg', ' abc – defg ', 'A B C D E F G']) {
    assert.equal(tidyCode(typed), 'ABCDEFG');
  }
  assert.equal(findCode('https://example.org/j/abc-defg?x'), 'ABCDEFG');
  assert.equal(showCode('ABCDEFG'), 'ABC-DEFG');
});

test('look-alikes and wrong lengths are no codes', () => {
  assert.equal(isCode('ABCDEFG'), true);
  for (const code of ['', 'ABCDEF', 'ABCDEFGH', 'ABCDEF0', 'ABCDEFO', 'ABCDEFI'])
    assert.equal(isCode(code), false);
});
