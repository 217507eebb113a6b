/** A session that has ended: its report on screen and on paper, its files, the debrief, and its moments once more. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Desk } from './support/desk.mjs';
import { Findings } from './support/look.mjs';
import { LAPTOP, heading, openBrowser, person, said } from './support/people.mjs';
import { Server } from './support/server.mjs';

test('looking back on a session', { timeout: 300_000 }, async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const screens = new Findings();
  const desk = await Desk.open(server);
  server.practise(desk.code, [7, 6]);
  await desk.toTheEnd(13);
  const robin = await person(browser, server, LAPTOP);

  await screens.watch({ robin }, async () => {
    await robin.goto('/report');
    await heading(robin, 'There is no session to look back on here').waitFor();
    await screens.look(robin, 'report-none');

    // What becomes of an item, said on the desk, is in the report at once.
    await robin.goto(`/desk#k=${desk.token}`);
    await heading(robin, 'The session has ended').waitFor();
    const quote = robin.getByRole('group', {
      name: said('What becomes of 1: We leave'),
    });
    await quote.getByRole('radio', { name: 'Edit' }).check();
    const note = robin.getByLabel(said('Note on 1: We leave'));
    await note.fill('Shorter, and without the last half sentence.');
    await robin.getByRole('button', { name: 'Save' }).click();
    await robin.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
    await desk.until(({ debrief }) => Object.values(debrief.said)[0]?.note.startsWith('Shorter'));
    await screens.look(robin, 'desk-ended');

    await robin.getByRole('link', { name: 'Report' }).click();
    await heading(robin, 'Across the corridor').waitFor();
    await robin.getByText('Shorter, and without the last half sentence.').waitFor();
    await screens.look(robin, 'report');
    for (const section of ['How the session ran', 'Who said it?', 'What services did not know', 'The case']) {
      await heading(robin, section).waitFor();
    }
    // A picture is a table: who listens hears the number and which choice is so.
    const votes = robin.getByRole('table', {
      name: 'How the room attributed the quotes',
    });
    await votes.getByRole('rowheader', { name: 'Everyone' }).first().waitFor();
    assert.match((await votes.innerText()).replace(/[\u2066-\u2069]/g, ''), /\d+ of 13[^]*said it/);
    for (const part of ['impressions', 'ratings']) {
      await robin.locator(`#${part}`).scrollIntoViewIfNeeded();
      await robin.locator(`#${part} h2`).evaluate((one) => one.scrollIntoView());
      await screens.look(robin, `report-${part}`);
    }

    const saved = {};
    for (const [form, button] of [
      ['html', 'To print or send'],
      ['xlsx', 'Workbook (XLSX)'],
      ['csv', 'Table (CSV)'],
      ['json', 'Figures (JSON)'],
    ]) {
      const download = robin.waitForEvent('download');
      await robin.getByRole('button', { name: button, exact: true }).click();
      const file = await download;
      assert.equal(file.suggestedFilename(), `crosstracks-report-facilitators.${form}`);
      saved[form] = await file.path();
    }
    assert.equal(JSON.parse(await readFile(saved.json, 'utf8')).readers, 'facilitators');

    const paper = await person(browser, server, LAPTOP);
    await paper.setContent(await readFile(saved.html, 'utf8'));
    await screens.look(paper, 'report-paper');
    const pdf = await paper.pdf({ tagged: true, preferCSSPageSize: true });
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, 'report.pdf'), pdf);
    const bytes = pdf.toString('latin1');
    assert.match(bytes, /\/StructTreeRoot/);
    assert.match(bytes, /\/Lang/);

    await robin.getByRole('radio', { name: 'Commissioners and hosts' }).check();
    await robin.getByText('fewer than 10').first().waitFor();
    assert.equal(await robin.getByText('Shorter, and without the last half sentence.').count(), 0);
    await screens.look(robin, 'report-commissioners');

    await robin.getByRole('link', { name: 'Replay' }).click();
    await heading(robin, 'Replay').waitFor();
    const slider = robin.getByRole('slider');
    await robin.getByText('started the session').waitFor();
    await slider.focus();
    await robin.keyboard.press('ArrowRight');
    await robin.getByText(said('Moment 2 of')).waitFor();
    const count = Number(await slider.getAttribute('max'));
    // To a moment at which the room saw who said a quote.
    const moments = robin.locator('.what');
    for (let at = 2; at < count && !/showed/.test(await moments.innerText()); at += 1) {
      await robin.getByRole('button', { name: 'Later' }).click();
    }
    await robin.getByRole('heading', { name: 'What the display showed' }).waitFor();
    await robin.getByText('We leave a message').first().waitFor();
    await screens.look(robin, 'replay');
    await robin.keyboard.press('End');
    await slider.focus();
    await robin.keyboard.press('End');
    await robin.getByText('The display said that the session had ended.').waitFor();
  });

  assert.deepEqual(robin.faults, []);
  screens.none();
});
