/** Typed texts that would do something if they were more than text, on every kind of screen that shows one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk } from './support/desk.mjs';
import { Hostile, foreign, reads, watch } from './support/hostile.mjs';
import { LAPTOP, PHONE, PROJECTOR, heading, openBrowser, person } from './support/people.mjs';
import { Server } from './support/server.mjs';

const OTHERS = 7;

test('whatever is typed stays text', { timeout: 120_000 }, async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const texts = new Hostile();
  const desk = await Desk.open(server, { title: texts.name(), name: texts.name() });
  const [ann, robin, wall] = await Promise.all(
    [PHONE, LAPTOP, PROJECTOR].map((viewport) => person(browser, server, viewport)),
  );
  const screens = { ann, robin, wall };
  const noticed = {};
  for (const [who, page] of Object.entries(screens)) noticed[who] = await watch(page, server.url);

  /** Waits until texts of a moment can be read on these screens, and looks for what they did. */
  const shown = async (moment, ...whose) => {
    for (const who of whose) {
      await reads(screens[who], moment).catch((cause) => {
        throw new Error(`${who} sees nothing of ${moment}`, { cause });
      });
    }
    for (const page of Object.values(screens)) assert.deepEqual(await foreign(page), [], moment);
  };

  // Names and the title.
  const others = [];
  for (const service of ['gp', 'asc']) {
    for (let n = 0; n < OTHERS; n += 1) {
      const name = texts.name();
      others.push({ name, service, token: await desk.join(name, service) });
    }
  }
  await ann.goto(`/j/${desk.code}`);
  await ann.getByLabel('What should we call you?').fill(texts.name());
  await ann.getByRole('radio', { name: 'general practice' }).check();
  await ann.getByRole('button', { name: 'Join', exact: true }).click();
  await heading(ann, 'You’re in').waitFor();
  await robin.goto(`/desk#k=${desk.token}`);
  await wall.goto(`/display#k=${desk.display}`);
  await desk.act({ type: 'show_names', on: true });
  await shown('n', 'ann', 'robin', 'wall');

  /** Each of the others gives commands, and it is as if they had come from different devices. */
  const have = (moment, commands) =>
    Promise.all(others.map(({ token, service }) => desk.have(token, commands(service), moment)));
  const point = (moment, sheet) => ({ type: 'add_point', sheet, text: texts.line(moment) });

  await desk.goTo('talk');
  const [quote] = desk.view.talk_quotes;
  await have('talk', () => [point('talk', `${quote}.why_said`), point('talk', `${quote}.why_chosen`)]);
  await shown('talk', 'ann');

  await desk.goTo('surprise');
  await have('surprise', () => [{ type: 'say_surprise', text: texts.line('surprise') }]);
  await desk.follow();
  await shown('surprise', 'robin');

  await desk.goTo('write');
  const asked = { gp: ['a1', 'a2'], asc: ['g1', 'g2'] };
  await have('write', (service) => asked[service].flatMap((id) => [point('write', id), point('write', id)]));
  await shown('write', 'ann');

  await desk.goTo('exchange');
  const about = { gp: 'g1', asc: 'a1' };
  await have('said', (service) => [
    { type: 'clarify_question', question: about[service], text: texts.line('said') },
  ]);
  await shown('write', 'ann');
  await shown('said', 'ann');

  await desk.goTo('harvest');
  await desk.follow();
  await shown('write', 'ann', 'robin', 'wall');

  await desk.goTo('parts');
  const sheets = ['rosa.first.gp', 'rosa.first.asc', 'rosa.matters', 'rosa.urgent', 'rosa.part_1.we_differ'];
  await have('case', () => sheets.map((sheet) => point('case', sheet)));
  await shown('case', 'ann');

  await desk.goTo('plenary');
  while (desk.view.next?.command.type !== 'show_table') await desk.follow();
  await desk.follow();
  await shown('case', 'ann', 'wall');

  await Promise.all(Object.values(screens).map((page) => page.reload()));
  await shown('case', 'ann', 'wall');

  await desk.goTo('together');
  // Two at each table, which is no more than it can take.
  const tableOf = ({ name }) => desk.person(name).table;
  const tables = [...new Set(others.map(tableOf))];
  const writers = tables.flatMap((table) => others.filter((who) => tableOf(who) === table).slice(0, 2));
  await Promise.all(
    writers.map(({ token }) => desk.have(token, [{ type: 'add_action', text: texts.line('act') }], 'act')),
  );
  await shown('act', 'ann', 'robin');
  while (desk.view.step.step !== 'read_out') await desk.follow();
  await shown('act', 'ann', 'robin', 'wall');

  await desk.goTo('form');
  const words = () => ({ text: texts.line('words'), name_service: true });
  await have('words', () => [
    { type: 'answer_survey', instrument: 'feedback', item: 'keep', value: words() },
  ]);
  while (desk.view.phase !== 'closed') await desk.follow();
  const [{ item }] = desk.view.debrief.items;
  await desk.act({ type: 'note_debrief', item, verdict: 'edit', note: texts.line('note') });
  await shown('note', 'robin');
  await robin.getByRole('link', { name: 'Report' }).click();
  await shown('words', 'robin');
  await shown('note', 'robin');
  await shown('act', 'robin');

  const { texts: count, kinds } = texts.count;
  assert(count >= 2 * kinds, `${count} texts of ${kinds} kinds`);
  for (const [who, page] of Object.entries(screens)) {
    assert.deepEqual(noticed[who], [], who);
    assert.deepEqual(page.faults, [], who);
  }
  console.log(`${count} texts of ${kinds} kinds on three screens: nothing ran, nothing was stopped by the policy`);
});
