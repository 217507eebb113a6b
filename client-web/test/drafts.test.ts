import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts, MAX_DRAFT, MAX_DRAFTS } from '../src/lib/drafts.ts';
import { MemoryStore } from '../src/lib/storage.ts';

test('a draft outlives the page, and then the tab', () => {
  const tab = new MemoryStore();
  const device = new MemoryStore();
  new Drafts(tab, device, 'ann').set('q1', 'half a tho');
  assert.equal(new Drafts(tab, device, 'ann').get('q1'), 'half a tho');
  assert.equal(new Drafts(new MemoryStore(), device, 'ann').get('q1'), 'half a tho');
});

test('two tabs do not overwrite what the other is typing', () => {
  const device = new MemoryStore();
  const one = new Drafts(new MemoryStore(), device, 'ann');
  const two = new Drafts(new MemoryStore(), device, 'ann');
  one.set('q1', 'one');
  two.set('q1', 'two');
  assert.equal(one.get('q1'), 'one');
  assert.equal(two.get('q1'), 'two');
});

test('drafts of another seat are not seen, and a sent one is forgotten', () => {
  const device = new MemoryStore();
  const tab = new MemoryStore();
  const ann = new Drafts(tab, device, 'ann');
  ann.set('q1', 'mine');
  assert.equal(new Drafts(tab, device, 'bo').get('q1'), '');
  ann.set('q1', '');
  assert.deepEqual(ann.places(), []);
  assert.equal(device.length, 0);
});

test('the number and the size of drafts are bounded; the oldest go', () => {
  let now = 0;
  const drafts = new Drafts(new MemoryStore(), new MemoryStore(), 'ann', () => ++now);
  for (let i = 0; i < MAX_DRAFTS + 3; i++) drafts.set(`place${i}`, 'x'.repeat(MAX_DRAFT + 1));
  assert.equal(drafts.places().length, MAX_DRAFTS);
  assert.equal(drafts.get('place2'), '');
  assert.equal(drafts.get('place3').length, MAX_DRAFT);
});

test('a browser that refuses to store does no harm', () => {
  const refusing = new MemoryStore();
  refusing.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const drafts = new Drafts(refusing, refusing, 'ann');
  drafts.set('q1', 'text');
  assert.equal(drafts.get('q1'), '');
});
