/** What a phone goes through in a pocket: nothing typed is lost, nothing is counted twice, everybody can take part. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk } from './support/desk.mjs';
import { LAPTOP, PHONE, join, openBrowser, person } from './support/people.mjs';
import { Server } from './support/server.mjs';

const HALF = 'They always answer the phone before';
const REST = ' noon';

let server;
let browser;

before(async () => {
  server = await Server.start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A room with two of each service, of whom the first has a page. */
async function scene(options) {
  const desk = await Desk.open(server);
  const page = await person(browser, server, PHONE, options);
  await join(page, desk.code, 'Ann', 'general practice');
  for (const [name, service] of [['Ben', 'gp'], ['Cas', 'asc'], ['Dee', 'asc']]) {
    await desk.join(name, service);
  }
  await desk.until(({ people }) => Object.keys(people).length === 4);
  return { desk, page };
}

const field = (page) => page.getByLabel('Add a point', { exact: true });
const chip = (page, words) => page.getByRole('banner').getByText(words);

test('a half-typed point survives a stage change, a reload and a lost connection', async () => {
  const { desk, page } = await scene();
  await desk.goTo('write');
  await field(page).pressSequentially(HALF);

  // The room goes on, and what is being typed stays under the fingers until its writer follows.
  while (desk.view.step.step === 'write') await desk.follow();
  await page.getByText('A new step is open.').waitFor();
  assert.equal(await field(page).inputValue(), HALF);
  await field(page).pressSequentially(REST);
  await page.getByRole('button', { name: 'Go there' }).click();
  await field(page).waitFor({ state: 'detached' });

  // The facilitator goes back, and so does the room; the words are still there.
  await desk.act({ type: 'go_to', cursor: { ...desk.view.cursor, step: desk.view.cursor.step - 1, item: 0 } });
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), HALF + REST);

  await page.reload();
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), HALF + REST);

  await server.kill();
  await chip(page, /^(Reconnecting|Offline)/).waitFor();
  assert.equal(await field(page).inputValue(), HALF + REST);
  await server.startAgain();
  await chip(page, 'Connected').waitFor();
  assert.equal(await field(page).inputValue(), HALF + REST);
  assert.deepEqual(page.faults, []);
});
