import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../src/lib/api.ts';
import { fromBase64Url, toBase64Url } from '../src/lib/returning/base64url.ts';
import { keysOf } from '../src/lib/returning/keys.ts';
import { ELSEWHERE, keptWords, mine, mineAre, startAnew } from '../src/lib/returning/mine.ts';
import { open, seal } from '../src/lib/returning/seal.ts';
import { drawWords, readWords, WORDS } from '../src/lib/returning/words.ts';
import { MemoryStore } from '../src/lib/storage.ts';

const CODE = ['abandon', 'ability', 'able', 'about', 'above', 'absent', 'zoo'];

test('words are read however they are typed', () => {
  assert.deepEqual(readWords('  Abandon ABILITY, able-about\nabove. absent; zoo'), CODE);
  assert.deepEqual(readWords('aban abil able abou abov abse zoo'), CODE);
  const drawn = drawWords();
  assert.equal(drawn.length, WORDS);
  assert.deepEqual(readWords(drawn.join(' ')), drawn);
  assert.notDeepEqual(drawWords(), drawn);
});

test('what is not a code says how', () => {
  assert.deepEqual(readWords('abandon ability'), { why: 'few', count: 2 });
  assert.deepEqual(readWords(''), { why: 'few', count: 0 });
  assert.deepEqual(readWords([...CODE, 'zoo'].join(' ')), { why: 'many', count: 8 });
  assert.deepEqual(readWords('abandon crosstracks ab'), { why: 'unknown', words: ['crosstracks', 'ab'] });
});

test('keys are those of HKDF, apart, and of these words alone', () => {
  const keys = keysOf(CODE);
  // From an independent HKDF: Python's `hmac`, by RFC 5869.
  assert.equal(keys.token, 'zkezeIV9I8yr67k9hqAgxuolpU-PCyY3Gz-2NeZcgtc');
  assert.equal(toBase64Url(keys.plans), 'ossDeRCbFVzbR6FcEj0V9T-2tTHIvLjkO11Nw2WbdVg');
  assert.notDeepEqual(keysOf([...CODE].reverse()).plans, keys.plans);
});

test('what is sealed is read with its key alone', () => {
  const { plans } = keysOf(CODE);
  const text = 'Ring the duty worker – before lunch ☎';
  const sealed = seal(plans, text);
  assert.match(sealed, /^v1\.[\w-]+$/);
  assert.equal(open(plans, sealed), text);
  assert.notEqual(seal(plans, text), sealed);
  assert.equal(open(keysOf(drawWords()).plans, sealed), undefined);
  const middle = sealed.length / 2;
  const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
  for (const other of [changed, sealed.slice(3), sealed.slice(0, 30), '', 'v1.', 'v2.AAAA', 'v1.ä']) {
    assert.equal(open(plans, other), undefined, other);
  }
});

test('a sealed text hardly tells how long it is', () => {
  const { plans } = keysOf(CODE);
  assert.equal(seal(plans, 'x').length, seal(plans, 'x'.repeat(256)).length);
  assert.equal(open(plans, seal(plans, '')), '');
  assert.equal(open(plans, seal(plans, 'é'.repeat(700))), 'é'.repeat(700));
});

test('bytes survive base64url', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  assert.deepEqual(fromBase64Url(toBase64Url(bytes)), bytes);
  assert.equal(fromBase64Url('a+b/'), undefined);
});

/** A server that keeps one code for everybody. */
function keeper() {
  let kept: string | undefined;
  return (_: string, token: string, replace: boolean): Promise<object> => {
    if (kept !== undefined && kept !== token && !replace) {
      return Promise.reject(new ApiError('other_return_code', ''));
    }
    kept = token;
    return Promise.resolve({});
  };
}

test('somebody has one code on all devices', async () => {
  const keep = keeper();
  const [phone, tablet] = [new MemoryStore(), new MemoryStore()];
  const seat = { id: 's', token: 't' };
  const first = await mine(seat, phone, keep);
  assert.ok(first !== ELSEWHERE);
  assert.deepEqual(await mine(seat, phone, keep), first);
  assert.deepEqual(keptWords(seat, phone), first.words);

  assert.equal(await mine(seat, tablet, keep), ELSEWHERE);
  assert.equal((await mineAre(seat, CODE, tablet, keep)) === ELSEWHERE, true);
  assert.equal(keptWords(seat, tablet), undefined);
  assert.deepEqual(await mineAre(seat, first.words, tablet, keep), first);
  assert.deepEqual(await mine(seat, tablet, keep), first);

  const anew = await startAnew(seat, tablet, keep);
  assert.ok(anew !== ELSEWHERE);
  assert.notDeepEqual(anew.words, first.words);
  assert.equal(await mine(seat, phone, keep), ELSEWHERE);
});

test('nothing is kept that the server did not take', async () => {
  const store = new MemoryStore();
  const seat = { id: 's', token: 't' };
  const keep = () => Promise.reject(new ApiError('unreachable', ''));
  await assert.rejects(mine(seat, store, keep), ApiError);
  assert.equal(keptWords(seat, store), undefined);
});
