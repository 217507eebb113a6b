import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeHtml, mySession } from '../src/lib/returning/my-session.ts';
import type { TakeAway } from '../src/lib/protocol/protocol.ts';

const taken: TakeAway = {
  room: 'r1',
  minutes: 100,
  stages: [{ title: 'A & B', minutes: 100 }],
  corrections: [
    {
      text: 'Who <pays>?',
      about: 'asc',
      answers: [
        {
          group: 'gp-1',
          service: 'gp',
          number: 1,
          dont_know: false,
          not_reached: false,
          points: [
            { text: '<script>alert(1)</script>', mark: 'right', clarifications: ['"Yes" & no'], taps: [] },
          ],
          clarifications: ['All of it'],
        },
      ],
    },
  ],
  my_session: { note_title: 'My note', note: 'For my record', reflection: ['What next?'] },
  weeks: 8,
};

test('what people wrote is text in the file, and nothing in it is fetched from anywhere', () => {
  const file = mySession({
    title: 'Tuesday <b>',
    day: '1 May',
    lang: 'en-GB',
    services: [],
    plans: ['Ring "them" <first>'],
    taken,
  });
  assert(!/<script|<b>|<pays>|<first>/.test(file));
  assert(file.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
  assert(file.includes('Ring &quot;them&quot; &lt;first&gt;'));
  for (const words of ['My note', 'For my record', 'What next?', 'All of it']) {
    assert(file.includes(words), words);
  }
  assert(!/(?:src|href)=|url\(|https?:/.test(file));
});

test('every character that means something in HTML is written as text', () => {
  assert.equal(
    escapeHtml(`<a href="x" id='y'>&</a>`),
    '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
  );
});
