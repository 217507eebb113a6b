/** A whole session in real browsers, every screen of it looked at. */
import { test } from 'node:test';
import { Findings } from './support/look.mjs';
import { LAPTOP, openBrowser, person } from './support/people.mjs';
import { Server } from './support/server.mjs';

test('a session, from the open door to the end', { timeout: 600_000 }, async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const screens = new Findings();

  const robin = await person(browser, server, LAPTOP);
  await robin.goto('/');
  await robin.getByRole('heading', { level: 1 }).waitFor();
  await screens.look(robin, 'start');
  screens.none();
});
