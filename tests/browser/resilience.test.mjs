/** What a phone goes through in a pocket: nothing typed is lost, nothing is counted twice, everybody can take part. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk } from './support/desk.mjs';
import { LAPTOP, PHONE, heading, join, openBrowser, person, said } from './support/people.mjs';
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
  const others = [];
  for (const [name, service] of [
    ['Ben', 'gp'],
    ['Cas', 'asc'],
    ['Dee', 'asc'],
  ]) {
    others.push(await desk.join(name, service));
  }
  await desk.until(({ people }) => Object.keys(people).length === 4);
  return { desk, page, others };
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
  await desk.act({
    type: 'go_to',
    cursor: { ...desk.view.cursor, step: desk.view.cursor.step - 1, item: 0 },
  });
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

/** The choices of the quote that is on the screen. */
const choice = (page, name) => page.getByRole('radio', { name, exact: true });

/** So many votes of the room have arrived. */
const votes = (desk, count) =>
  desk.until(
    ({ items }) => Object.values(items).reduce((sum, { progress }) => sum + progress.done, 0) === count,
  );

test('what is chosen while the server is away arrives, and once', async () => {
  const { desk, page } = await scene();
  await desk.goTo('vote');
  await choice(page, 'General practice').check();
  await page.getByText('Received').waitFor();
  await votes(desk, 1);

  await server.kill();
  await chip(page, /^(Reconnecting|Offline)/).waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await choice(page, 'Adult social care').check();
  await choice(page, 'Not sure').check();
  await chip(page, said('2 answers waiting')).waitFor();
  // Even the page goes in between.
  await page.close();
  await server.startAgain();
  const again = await page.context().newPage();
  await again.goto(`/j/${desk.code}`);
  await again.getByRole('button', { name: said('Continue as Ann') }).click();
  await chip(again, 'Connected').waitFor();
  await desk.sitDown();
  await votes(desk, 2);

  await again.reload();
  await heading(again, 'Quote 3 of 8').waitFor();
  await again.getByRole('button', { name: 'Back', exact: true }).click();
  assert.equal(await choice(again, 'Not sure').isChecked(), true);
});

test('a phone without any network keeps what is chosen until it has one', async () => {
  // The browser's own switch leaves open WebSockets alone.
  const open = new Set();
  let cut = false;
  const webSockets = (socket) => {
    if (cut) return socket.close();
    socket.connectToServer();
    open.add(socket);
  };
  const { desk, page } = await scene({ webSockets });
  await desk.goTo('vote');
  await choice(page, 'General practice').waitFor();
  cut = true;
  await page.context().setOffline(true);
  for (const socket of open) socket.close();
  await choice(page, 'General practice').check();
  await chip(page, said('Offline – 1 answer waiting')).waitFor();
  cut = false;
  await page.context().setOffline(false);
  await chip(page, 'Connected').waitFor();
  await votes(desk, 1);
});

test('where WebSockets are blocked the fallback carries the session, and says so quietly', async () => {
  const { desk, page } = await scene({ webSockets: (socket) => socket.close() });
  await chip(page, 'Connected, the fallback way').waitFor();
  await desk.goTo('vote');
  await choice(page, 'Adult social care').check();
  await page.getByText('Received').waitFor();
  await votes(desk, 1);
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('with the keyboard alone one joins and votes', async () => {
  const desk = await Desk.open(server);
  await desk.join('Ben', 'gp');
  await desk.join('Cas', 'asc');
  const page = await person(browser, server, LAPTOP);
  await page.goto('/');
  await tabTo(page, page.getByLabel('Code'));
  await page.keyboard.type(desk.code);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('What should we call you?'));
  await page.keyboard.type('Ann');
  await tabTo(page, page.getByRole('radio', { name: 'general practice' }));
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByRole('radio', { name: 'adult social care' }).isChecked(), true);
  await tabTo(page, page.getByRole('button', { name: 'Join', exact: true }));
  await page.keyboard.press('Enter');
  await heading(page, 'Ann').waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement?.tagName),
    'H1',
    'a new screen begins at its heading',
  );

  await desk.goTo('vote');
  await tabTo(page, page.getByRole('radio').first());
  await page.keyboard.press('Space');
  await votes(desk, 1);
  await tabTo(page, page.getByRole('button', { name: 'Next', exact: true }));
  await page.keyboard.press('Enter');
  await heading(page, 'Quote 2 of 8').waitFor();
});

test('who wants less motion gets a reveal without any', async () => {
  const moved = {};
  for (const reducedMotion of ['reduce', 'no-preference']) {
    const { desk, page, others } = await scene({ reducedMotion });
    await desk.goTo('vote');
    // Fewer than three votes are not shown, and then nothing grows.
    const votes = desk.view.item_order.map((quote) => ({ type: 'vote', quote, choice: ['gp'] }));
    for (const token of others) await desk.have(token, votes);
    await desk.goTo('reveal');
    await page.evaluate(() => {
      globalThis.longest = 0;
      const measure = ({ target }) => {
        const times = target.getAnimations().map((one) => Number(one.effect.getComputedTiming().duration));
        globalThis.longest = Math.max(globalThis.longest, ...times);
      };
      for (const event of ['animationstart', 'transitionrun']) addEventListener(event, measure, true);
    });
    const shown = (part) => Object.values(desk.view.items).some(({ status }) => status.shown === part);
    // Part by part, as a room does: parts that come within one frame have nothing to move from.
    for (const [part, words] of [
      [1, 'How the room voted'],
      [3, 'What lies behind it'],
    ]) {
      while (!shown(part)) await desk.follow();
      await heading(page, words).waitFor();
      if (reducedMotion === 'no-preference') await page.waitForFunction(() => globalThis.longest > 0);
    }
    moved[reducedMotion] = await page.evaluate(() => globalThis.longest);
  }
  assert(moved.reduce <= 1, `it moved for ${moved.reduce} ms`);
  assert(
    moved['no-preference'] > 100 && moved['no-preference'] <= 400,
    `it moved for ${moved['no-preference']} ms`,
  );
});

test('the link to another device brings the same person, with what they chose', async () => {
  const { desk, page } = await scene();
  await desk.goTo('vote');
  await choice(page, 'General practice').check();
  await page.getByText('Received').waitFor();
  await page.getByRole('button', { name: 'Menu' }).click();
  const asked = page.waitForResponse((response) => response.url().endsWith('/api/links'));
  await page.getByRole('button', { name: 'Move to another device' }).click();
  const { link } = await (await asked).json();
  await page.getByRole('img', { name: 'QR code to carry on on another device' }).waitFor();

  const tablet = await person(browser, server, LAPTOP);
  await tablet.goto(link);
  await tablet.getByRole('button', { name: 'Carry on on this device' }).click();
  await heading(tablet, 'Quote 2 of 8').waitFor();
  assert(!tablet.url().includes('#'), 'the secret stays in the address bar');
  await tablet.getByRole('button', { name: 'Back', exact: true }).click();
  assert.equal(await choice(tablet, 'General practice').isChecked(), true);
  assert.equal(Object.keys(desk.view.people).length, 4, 'nobody came twice');

  // The link has been used.
  const stranger = await person(browser, server, PHONE);
  await stranger.goto(link);
  await stranger.getByRole('button', { name: 'Carry on on this device' }).click();
  await heading(stranger, 'This link doesn’t work any more').waitFor();
});

/** Goes on by the tabulator alone until the thing has the focus. */
async function tabTo(page, thing) {
  await thing.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await thing.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the tabulator does not come to ${thing}`);
}
