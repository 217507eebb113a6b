/** The screens beside the session's own: doors that are shut, people on their way in or out, and what opens over a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk } from './support/desk.mjs';
import { Findings } from './support/look.mjs';
import { LAPTOP, PHONE, heading, join, openBrowser, openRoom, person, said } from './support/people.mjs';
import { Server } from './support/server.mjs';

test('every other screen', { timeout: 300_000 }, async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const screens = new Findings();
  const desk = await Desk.open(server);
  const [page, late, robin] = await Promise.all(
    [PHONE, PHONE, LAPTOP].map((viewport) => person(browser, server, viewport)),
  );

  await screens.watch({ page, late, robin }, async () => {
    for (const [name, path, title] of [
      ['nowhere', '/somewhere', 'There is nothing here'],
      ['join-unknown', '/j/AAAAAAA', 'No open session has the code'],
      ['room-none', '/room', 'You’re not in a room on this device'],
      ['desk-none', '/desk', 'There is no desk on this device'],
      ['move', `/m#k=${'A'.repeat(43)}`, 'Carry on here'],
      ['invite', `/f#k=${'A'.repeat(43)}`, 'You’re invited to facilitate'],
    ]) {
      await page.goto(path);
      await heading(page, title).waitFor();
      await screens.look(page, name);
    }

    await page.goto(`/j/${desk.code}`);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByText('Type a name').waitFor();
    await screens.look(page, 'join-incomplete');

    await desk.act({ type: 'lock_joining', on: true });
    await page.reload();
    await page.getByText('Joining is locked').waitFor();
    await page.getByLabel('What should we call you?').fill('Ann');
    await page.getByRole('radio', { name: 'general practice' }).check();
    await screens.look(page, 'join-locked');
    await page.getByRole('button', { name: 'Knock' }).click();
    await heading(page, 'You’ve knocked').waitFor();
    await screens.look(page, 'knocking');

    const [participant] = Object.keys(desk.view.people);
    await desk.act({ type: 'admit', participant });
    await heading(page, 'You’re in').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').waitFor();
    await screens.look(page, 'menu');
    for (const part of [
      'Correct my details',
      'Move to another device',
      'How we talk today',
      'Words explained',
      'Code for someone beside you',
      'Leave the room',
    ]) {
      await page.getByRole('dialog').getByRole('button', { name: part }).click();
      await heading(page, part).waitFor();
      await screens.look(page, `menu-${part.split(' ').at(-1).toLowerCase()}`);
      if (part !== 'Leave the room') await page.getByRole('button', { name: 'Back to the menu' }).click();
    }
    await page.getByRole('dialog').getByRole('button', { name: 'Leave the room' }).click({ delay: 1000 });
    await heading(page, 'You’ve left the room').waitFor();
    await screens.look(page, 'left');
    await page.getByRole('button', { name: 'Come back in' }).click();
    await heading(page, 'You’re in').waitFor();
    await desk.act({ type: 'remove', participant });
    await heading(page, 'You’re no longer in this room').waitFor();
    await screens.look(page, 'removed');

    await desk.act({ type: 'readmit', participant });
    await heading(page, 'You’re in').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete what I gave' }).click();
    await heading(page, 'Delete what I gave').waitFor();
    await screens.look(page, 'menu-erase');
    await page.getByRole('button', { name: 'Delete it all' }).click({ delay: 1000 });
    await heading(page, 'Your name and your words are deleted').waitFor();
    await screens.look(page, 'erased');
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert(!kept.includes('Ann'), `this device remembers them: ${kept}`);
    await desk.until(({ people }) => people[participant].erased);

    await desk.act({ type: 'close_room' });
    await late.goto(`/j/${desk.code}`);
    await late.getByRole('heading', { level: 1 }).waitFor();
    await screens.look(late, 'join-ended');

    const { code } = await openRoom(robin, 'Across the corridor');
    await join(await person(browser, server, PHONE), code, 'Ann', 'general practice');
    for (const [name, button] of [
      ['desk-sheet-join', said('Join code')],
      ['desk-sheet-room', /^Room$/],
      ['desk-sheet-person', /Ann/],
    ]) {
      await robin.getByRole('button', { name: button }).first().click();
      await robin.getByRole('dialog').waitFor();
      await screens.look(robin, name);
      await robin.keyboard.press('Escape');
      await robin.getByRole('dialog').waitFor({ state: 'detached' });
    }

    await robin.getByRole('button', { name: /^Room$/ }).click();
    await robin.getByLabel('The words, exactly as they stand').fill('Nobody typed this');
    await robin.getByRole('button', { name: 'Delete for good' }).click({ delay: 1000 });
    await robin.getByText('It has to be word for word').first().waitFor();
    const typed = robin.getByLabel('The words, exactly as they stand');
    assert.equal(await typed.inputValue(), 'Nobody typed this');
    await typed.scrollIntoViewIfNeeded();
    await screens.look(robin, 'desk-redact');
    await robin.keyboard.press('Escape');
    await robin.getByRole('button', { name: /Ann/ }).first().click();
    await robin.getByRole('button', { name: 'Delete their name and words…' }).click();
    await heading(robin, 'Delete what Ann gave?').waitFor();
    await screens.look(robin, 'desk-erase');
    await robin.getByRole('button', { name: 'Delete it all' }).click();
    await robin.getByText('Nobody has joined yet').waitFor();
  });

  for (const one of [page, late, robin]) assert.deepEqual(one.faults, []);
  screens.none();
});
