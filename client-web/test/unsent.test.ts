import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts } from '../src/lib/drafts.ts';
import { MemoryStore } from '../src/lib/storage.ts';
import { unsent } from '../src/routes/room/unsent.ts';
import { heldAt, placeOf, type Views } from '../src/routes/room/views.ts';

function drafts(...typed: [place: string, text: string][]): Drafts {
  const found = new Drafts(new MemoryStore(), new MemoryStore(), 'seat');
  for (const [place, text] of typed) found.set(place, text);
  return found;
}

/** As much of the views as is looked at. */
function views(step: string, more: object = {}, group: object = { kind: 'mixed', questions: {} }): Views {
  return {
    shared: { phase: 'live', step: { stage: 'one', step }, ...more },
    own: {},
    group,
  } as unknown as Views;
}

const impressions = (talk: string, shown = 0) => ({
  impressions: {
    quotes: { q1: { text: 'A quote', status: { state: 'closed', shown } } },
    talk: { state: talk },
    talk_quotes: ['q1'],
  },
});
const knowledge = {
  knowledge: { questions: { a1: { text: 'A question', status: { state: 'closed' } } } },
};
const note = drafts(['point.q1.why_said', 'Half a thought']);

test('a note that was left behind can be sent until the room has seen the answer', () => {
  assert.deepEqual(unsent(note, views('reveal', impressions('closed'))), [
    { place: 'point.q1.why_said', sheet: 'q1.why_said', text: 'Half a thought', about: 'A quote' },
  ]);
  assert.deepEqual(unsent(note, views('reveal', impressions('closed', 1))), []);
});

test('what is being written in its own step is not left behind', () => {
  assert.deepEqual(unsent(note, views('talk', impressions('closed'))), []);
  assert.deepEqual(unsent(note, views('reveal', impressions('open'))), []);
});

test('where quotes are taken one by one, a note is left behind when the room looks at another', () => {
  const at = (spotlight: string, status = { state: 'closed', shown: 0 }) =>
    views('vote', {
      impressions: {
        quotes: { q1: { text: 'A quote', status } },
        talk: { state: 'locked' },
        talk_quotes: [],
        spotlight,
      },
    });
  assert.deepEqual(unsent(note, at('q1')), []);
  assert.deepEqual(
    unsent(note, at('q2')).map(({ sheet, about }) => [sheet, about]),
    [['q1.why_said', 'A quote']],
  );
  assert.deepEqual(unsent(note, at('q2', { state: 'revealed', shown: 1 })), []);
  assert.deepEqual(unsent(note, at('q2', { state: 'skipped', shown: 0 })), []);
});

test('an answer can be sent until the other side has seen it', () => {
  const answer = drafts(['point.a1', 'A point'], ['surprise', 'A line'], ['point.a2', 'Of another service']);
  const group = (state: string) => ({
    kind: 'single',
    questions: { a1: {} },
    pairing: { status: { state } },
  });
  assert.deepEqual(
    unsent(answer, views('match', knowledge, group('locked'))).map(({ about }) => about),
    ['A question'],
  );
  assert.deepEqual(unsent(answer, views('exchange', knowledge, group('open'))), []);
});

test('who still writes keeps the step, and in the same stage sees all else as it is now', () => {
  const before = views('talk', impressions('open'));
  const now = views('reveal', impressions('closed'));
  const held = heldAt(before, now);
  assert.equal(placeOf(held), placeOf(before));
  assert.equal(held.shared.impressions?.talk.state, 'closed');

  const elsewhere = { ...now, shared: { ...now.shared, step: { ...now.shared.step, stage: 'two' } } };
  assert.equal(heldAt(before, elsewhere), before);
});

test('what was typed on a part of the case can be sent until the room hears a table', () => {
  const typed = drafts(
    ['point.rosa.first.gp', 'A visit'],
    ['point.rosa.matters', 'Being asked'],
    ['point.rosa.part_1.we_differ', 'Two views'],
    ['point.other.first', 'Elsewhere'],
  );
  const questions = [
    { id: 'first', lens: 'contribution', text: 'Who first?' },
    { id: 'matters', lens: 'values', text: 'What matters?' },
  ];
  const at = (step: string, spotlight: string, state: string, more: object = {}) =>
    unsent(
      typed,
      views(step, {
        case_study: {
          case: 'rosa',
          parts: { 'rosa.part_1': { title: 'One', questions, status: { state } } },
          spotlight,
          ...more,
        },
      }),
    ).map(({ sheet, about }) => [sheet, about]);
  const all = [
    ['rosa.first.gp', 'Who first?'],
    ['rosa.matters', 'What matters?'],
    ['rosa.part_1.we_differ', 'One'],
  ];
  assert.deepEqual(at('parts', 'rosa.part_1', 'open'), []);
  assert.deepEqual(at('parts', 'rosa.part_1', 'closed'), [], 'it is still on the screen');
  assert.deepEqual(at('parts', 'rosa.part_2', 'revealed'), all);
  assert.deepEqual(at('plenary', 'rosa._values', 'closed'), all);
  assert.deepEqual(at('plenary', 'rosa._values', 'closed', { heard: {} }), []);
});
