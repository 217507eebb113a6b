import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf, startsOf } from '../src/lib/desk/plan.ts';
import type { AgendaStage, DeskView } from '../src/lib/protocol/protocol.ts';

const MINUTE = 60_000;
const START = 1_000 * MINUTE;

type View = Parameters<typeof planOf>[0];

/** Two stages of 10 and 20 + 30 minutes, the room at the second step of all. */
function view(change: Partial<View> = {}): View {
  const agenda = [
    { steps: [{ minutes: 10, began_at: START }] },
    { steps: [{ minutes: 20, began_at: START + 10 * MINUTE }, { minutes: 30 }] },
  ] as AgendaStage[];
  const step = { timer: { type: 'running', ends_at: START + 30 * MINUTE } } as DeskView['step'];
  return { agenda, cursor: { stage: 1, step: 0, item: 0 }, started_at: START, step, ...change };
}

test('a room that keeps to its plan is on time', () => {
  const plan = planOf(view(), START + 15 * MINUTE);
  assert.deepEqual(plan, {
    planned: 60,
    stepElapsed: 5,
    stepPlanned: 20,
    ends: START + 60 * MINUTE,
    behind: 0,
  });
});

test('a timer that was made longer, or has run out, is behind by as much', () => {
  const longer = { timer: { type: 'running', ends_at: START + 35 * MINUTE } } as DeskView['step'];
  assert.equal(planOf(view({ step: longer }), START + 15 * MINUTE).behind, 5);
  assert.equal(planOf(view(), START + 42 * MINUTE).behind, 12);
});

test('a room that moved on early is ahead', () => {
  const early = {
    cursor: { stage: 1, step: 1, item: 0 },
    step: { timer: { type: 'running', ends_at: START + 52 * MINUTE } } as DeskView['step'],
  };
  assert.equal(planOf(view(early), START + 22 * MINUTE).behind, -8);
});

test('while the room is paused its end moves away', () => {
  const paused = { step: { timer: { type: 'standing', left_ms: 15 * MINUTE } } as DeskView['step'] };
  assert.equal(planOf(view(paused), START + 15 * MINUTE).behind, 0);
  assert.equal(planOf(view(paused), START + 18 * MINUTE).behind, 3);
});

test('before the start the plan is as if it started now', () => {
  const { agenda } = view();
  const lobby = { agenda, cursor: { stage: 0, step: 0, item: 0 }, step: {} as DeskView['step'] };
  const plan = planOf(lobby, START);
  assert.equal(plan.ends, START + 60 * MINUTE);
  assert.equal(plan.behind, 0);
});

test('steps that are over say when they began, later ones when they will', () => {
  assert.deepEqual(startsOf(view(), START + 15 * MINUTE), {
    '0.0': START,
    '1.0': START + 10 * MINUTE,
    '1.1': START + 30 * MINUTE,
  });
});
