import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backHere, hideHere, reopenHere, skipHere } from '../src/lib/desk/items.ts';
import type { DeskItem, DeskView, ItemState, NextMove, Step } from '../src/lib/protocol/protocol.ts';

/** A desk at a step, with items in these states. */
function view(step: Step, states: ItemState[], change: Partial<DeskView> = {}): DeskView {
  const items = states.map((state, n): [string, DeskItem] => [
    `i${n}`,
    { status: { state, shown: 0 }, exposed: false },
  ]);
  return {
    step: { step },
    cursor: { stage: 1, step: 0, item: 0 },
    agenda: [{ steps: [{}, {}] }, { steps: [{}] }],
    items: Object.fromEntries(items),
    item_order: items.map(([id]) => id),
    parts: step === 'reveal' ? 3 : 0,
    ...change,
  } as DeskView;
}

test('where items are taken together, a move is on all of them', () => {
  const vote = view('vote', ['closed', 'closed']);
  assert.deepEqual(reopenHere(vote), [
    { type: 'reopen', item: 'i0' },
    { type: 'reopen', item: 'i1' },
  ]);
});

test('where they are taken one by one, a move is on the one that the room looks at', () => {
  const reveal = view('reveal', ['revealed', 'revealed', 'closed'], { spotlight: 'i1' });
  assert.deepEqual(hideHere(reveal), [{ type: 'unreveal', item: 'i1' }]);
});

test('leaving out is offered until the step is done with', () => {
  assert.deepEqual(skipHere(view('vote', ['open', 'skipped'])), { type: 'skip', items: ['i0'] });
  const next = { label: { type: 'to_step', title: 'Talk' } } as NextMove;
  assert.equal(skipHere(view('vote', ['closed'], { next })), undefined);
  assert.equal(skipHere(view('reveal', ['revealed'])), undefined);
});

test('back goes to the item before, then the step before, then the last step of the stage before', () => {
  const at = (stage: number, step: number, item: number) =>
    backHere(view('reveal', ['closed'], { cursor: { stage, step, item } }));
  assert.deepEqual(at(1, 0, 2), { type: 'go_to', cursor: { stage: 1, step: 0, item: 1 } });
  assert.deepEqual(at(0, 1, 0), { type: 'go_to', cursor: { stage: 0, step: 0, item: 0 } });
  assert.deepEqual(at(1, 0, 0), { type: 'go_to', cursor: { stage: 0, step: 1, item: 0 } });
  assert.equal(at(0, 0, 0), undefined);
});
