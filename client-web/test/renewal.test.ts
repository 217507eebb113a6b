import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renewWhenStale } from '../src/lib/renewal.ts';
import { MemoryStore } from '../src/lib/storage.ts';

/** A page with a part missing at some moments, while the server is there or not; how often it was loaded anew. */
async function reloads(...missing: { at: number; there: boolean }[]): Promise<number> {
  const page = new EventTarget();
  let count = 0;
  let moment = missing[0];
  renewWhenStale(page, {
    reload: () => (count += 1),
    isThere: () => Promise.resolve(moment?.there ?? false),
    store: new MemoryStore(),
    now: () => moment?.at ?? 0,
  });
  for (moment of missing) {
    page.dispatchEvent(new Event('vite:preloadError'));
    await new Promise(setImmediate);
  }
  return count;
}

test('a page whose part is gone is loaded anew', async () => {
  assert.equal(await reloads({ at: 100_000, there: true }), 1);
});

test('it stays while the server is away, and is loaded anew once it is back', async () => {
  assert.equal(await reloads({ at: 100_000, there: false }), 0);
  assert.equal(await reloads({ at: 100_000, there: false }, { at: 101_000, there: true }), 1);
});

test('it does not turn in circles', async () => {
  assert.equal(await reloads({ at: 100_000, there: true }, { at: 159_999, there: true }), 1);
  assert.equal(await reloads({ at: 100_000, there: true }, { at: 160_000, there: true }), 2);
});
