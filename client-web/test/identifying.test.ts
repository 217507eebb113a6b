import assert from 'node:assert/strict';
import test from 'node:test';
import { couldIdentify } from '../src/lib/identifying.ts';

test('what could identify somebody is noticed', () => {
  for (const text of [
    'see 943 476 5919 please',
    '9434765919',
    'lives near B15 2TT',
    'born 03/02/1946',
    'ring 0121 496 0000',
    'or +44 7700 900123',
    'write to someone@example.org',
    'Mrs Whitcombe said so',
    'ask Dr Okafor',
  ]) {
    assert.ok(couldIdentify(text), text);
  }
});

test('what people say about their work is not', () => {
  for (const text of [
    '943 476 5918 is no such number',
    'They train for 10 years, 5 of them in hospital',
    'Since April 2023, under section 42',
    'About £23,250 in 2024/25',
    'The doctor decides, with the team',
    'Six weeks free, then means-tested',
    'We see 30 people a day between 8.30 and 6',
  ]) {
    assert.ok(!couldIdentify(text), text);
  }
});
