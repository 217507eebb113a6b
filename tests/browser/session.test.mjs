/** A whole session in real browsers: a facilitator, two participants and a display, with practice participants
 * around them. Each screen is looked at on the way. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Findings } from './support/look.mjs';
import {
  LAPTOP,
  PHONE,
  PROJECTOR,
  changed,
  goOn,
  heading,
  join,
  openBrowser,
  openRoom,
  person,
  said,
  suggestion,
  upTo,
} from './support/people.mjs';
import { Server } from './support/server.mjs';

const GP = 'general practice';
const ASC = 'adult social care';
/** In nobody's plan but Ottilie's. */
const SECRET = 'Zephyrine';
/** The minutes of the first part of the case. */
const PART = 14;
/** Practice participants of each. */
const OTHERS = [7, 6];

test('a session, from the open door to the end', { timeout: 900_000 }, async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const screens = new Findings();
  const [robin, ottilie, ambrose, wall] = await Promise.all(
    [LAPTOP, PHONE, PHONE, PROJECTOR].map((viewport) => person(browser, server, viewport)),
  );

  /** All that Ottilie's phone says and is told. */
  const heard = [];
  ottilie.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => heard.push(String(payload)));
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)));
  });

  /** Looks at a moment on everybody's screen. */
  const look = async (moment) => {
    await Promise.all([
      screens.look(ottilie, `participant-${moment}`),
      screens.look(robin, `desk-${moment}`),
      screens.look(wall, `display-${moment}`, { nobodyScrolls: true }),
    ]);
  };
  const reads = (page, sentence) => heading(page, sentence).waitFor();

  /** A part of the session. */
  const step = async (name, act) => {
    const failed = (cause) => Promise.reject(new Error(`while ${name}`, { cause }));
    await screens.watch({ robin, ottilie, ambrose, wall }, act).catch(failed);
  };

  await step('people arrive', async () => {
    await robin.goto('/');
    await reads(robin, 'Join your session');
    await screens.look(robin, 'start');
    // Long enough for a picture of it, and a dozen things close.
    await robin.route('**/api/rooms', (route) => {
      const wanted = { ...route.request().postDataJSON(), grace_seconds: 5 };
      return route.continue({ postData: JSON.stringify(wanted) });
    });
    const { code, display } = await openRoom(robin, 'Across the corridor', {
      beforeOpening: () => screens.look(robin, 'open'),
    });
    await wall.goto(`/display#k=${display}`);
    await reads(robin, 'Welcome');
    await screens.look(robin, 'desk-empty');
    await screens.look(wall, 'display-empty', { nobodyScrolls: true });

    await join(ottilie, code, 'Ottilie', GP, { beforeJoining: () => screens.look(ottilie, 'join') });
    await join(ambrose, code, 'Ambrose', ASC);
    server.practise(code, OTHERS);
    await reads(robin, '15 people');
    await look('lobby');

    await goOn(robin);
    await reads(ottilie, 'Welcome');
    await look('welcome');
    await ottilie.getByRole('button', { name: 'I’ve read these' }).click();
    await ottilie.getByText('You’ve read these').waitFor();

    await upTo(robin, /^Close “Where you start from”/);
    await reads(ottilie, 'Where you start from');
    for (const statement of await ottilie.getByRole('group').all()) {
      await statement.getByRole('radio').nth(2).check();
    }
    await ottilie.getByText('That’s all of them').waitFor();
    await look('baseline');
  });

  await step('they vote', async () => {
    await upTo(robin, /^Work out the tables/);
    await seatTogether(robin);
    await screens.look(robin, 'desk-tables');
    await upTo(robin, /^Close the vote/);
    await reads(ottilie, 'Quote 1 of 8');
    await look('vote');
    for (let quote = 1; quote <= 8; quote += 1) {
      await reads(ottilie, `Quote ${quote} of 8`);
      await ottilie
        .getByRole('radio')
        .nth(quote % 3)
        .check();
      await ottilie.getByRole('button', { name: quote < 8 ? 'Next' : 'See them all', exact: true }).click();
    }
    await ottilie.getByText('That’s all of them').waitFor();
    await screens.look(ottilie, 'participant-vote-overview');
    await ambrose.getByRole('radio').first().check();
    await ambrose.getByText('Received').waitFor();
    await goOn(robin);
    await look('vote-closing');
  });

  await step('they talk', async () => {
    await upTo(robin, /^Take the ticked quotes/);
    await screens.look(robin, 'desk-talk-pick');
    await upTo(robin, /^Close the talk/);
    await reads(ottilie, 'Quote 1 of');
    const tables = await Promise.all(
      [ottilie, ambrose].map((page) => page.getByRole('banner').getByText(said('Table ')).innerText()),
    );
    assert.equal(tables[0], tables[1], 'the two were to sit at one table');
    await look('talk');

    await robin.getByRole('button', { name: 'Pause', exact: true }).click();
    await reads(ottilie, 'pause');
    await look('paused');
    await goOn(robin);
  });

  await step('they see whose words they were', async () => {
    for (const [part, words] of [
      ['soon', /^Show how the room voted/],
      ['votes', /^Show whose words/],
      ['speaker', /^Show what is behind/],
      ['context', /^On to quote 2/],
    ]) {
      await upTo(robin, words);
      await look(`reveal-${part}`);
    }
    await leap(robin, 'What surprised us');
    await upTo(robin, /^Close – /);
    await look('surprise');
    await ottilie.getByRole('textbox').fill('How much we agree on.');
    await ottilie.getByRole('button', { name: 'Send' }).click();
    await ottilie.getByText('Received').waitFor();
    await upTo(robin, /^On to “How each of us works/);
    await look('surprise-shown');
  });

  await step('they write what they know', async () => {
    await upTo(robin, /^Form these/);
    await screens.look(robin, 'desk-groups');
    await upTo(robin, /^Close the writing/);
    await reads(ottilie, 'Question 1 of');
    await ottilie.getByLabel('Add a point', { exact: true }).fill('They have a duty desk until five.');
    await ottilie.getByRole('button', { name: 'Add point' }).click();
    await ottilie.getByRole('button', { name: said('Change: They have a duty desk until five.') }).waitFor();
    await look('write');
  });

  await step('they put it right together', async () => {
    await upTo(robin, /^On to “Find each other”/);
    await goOn(robin);
    await reads(ottilie, 'Find each other');
    await look('match');
    await upTo(robin, /^Close the exchange/);
    // The practice participants go through the questions, and the two look back on one of each direction.
    await ottilie.getByText('That was the last question').waitFor();
    for (const [role, words] of [
      ['author', 'You read your answer aloud'],
      ['target', 'Listen first.'],
    ]) {
      const here = ottilie.getByText(words);
      if (!(await here.isVisible())) await ottilie.getByRole('button', { name: 'Back', exact: true }).click();
      await here.waitFor();
      await screens.look(ottilie, `participant-exchange-${role}`);
    }
    await screens.look(robin, 'desk-exchange');
    await screens.look(wall, 'display-exchange', { nobodyScrolls: true });
  });

  await step('they see what they learned', async () => {
    for (const [part, words] of [
      ['soon', /^Show what was put right/],
      ['corrections', /^Show the pack’s answer/],
      ['model', /^On to question/],
    ]) {
      await upTo(robin, words);
      await look(`harvest-${part}`);
    }
  });

  await step('they have a break', async () => {
    await leap(robin, 'Break');
    await reads(ottilie, 'Break');
    await look('break');
  });

  await step('they talk a case through', async () => {
    await goOn(robin);
    await reads(ottilie, 'What we are about to do');
    await look('case-brief');
    await goOn(robin);
    await reads(ottilie, 'The case, part by part');
    await look('case-soon');
    await goOn(robin);
    await reads(ottilie, 'Something isn’t right');
    await look('case-read');
    await untilTheyTalk(robin, ottilie);
    await look('case-talk');
    const matters = ottilie.getByRole('region', { name: 'What matters most' });
    if (!(await matters.getByLabel('Add a point', { exact: true }).isVisible())) {
      await ottilie.getByRole('button', { name: 'Write something yourself' }).click();
    }
    await matters.getByLabel('Add a point', { exact: true }).fill('Staying at home.');
    await matters.getByRole('button', { name: 'Add point' }).click();
    await matters.getByRole('button', { name: said('Change: Staying at home.') }).waitFor();
    await ottilie.getByRole('radio', { name: 'Only if they asked me' }).check();
    await ottilie.getByText('Nobody ever sees your answer').waitFor();
    await ambrose.getByRole('radio', { name: 'Yes, today' }).check();
    await look('case-writing');
    await upTo(robin, /^Show how the room answered on part 1/);
    await look('case-closed');
    await goOn(robin);
    await ottilie.getByText(said('You answered: Only if they asked me')).waitFor();
    await look('case-poll');
    await upTo(robin, /^Close this part/);
    await reads(ottilie, 'Two honest views');
    await ottilie.getByText(said('Read part 1 again')).click();
    await ottilie.getByText('Rosa lives with her son Daniel').waitFor();
    await look('case-again');
  });

  await step('they hear a table for each way of looking', async () => {
    await upTo(robin, /^Show what table . wrote: What each of us brings/);
    await look('heard-soon');
    await goOn(robin);
    await reads(ottilie, 'What each of us brings');
    await ottilie.getByText(said('Table ')).first().waitFor();
    await look('heard-contribution');
    await upTo(robin, /^Show what table . wrote: When we disagree/);
    await goOn(robin);
    await reads(ottilie, 'When we disagree');
    await look('heard-conflict');
  });

  await step('they make plans of their own', async () => {
    await upTo(robin, /^On to “Plans we will keep/);
    await goOn(robin);
    await reads(ottilie, 'Your own plan');
    await look('plans-soon');
    await goOn(robin);
    await ottilie.getByLabel('When …').waitFor();
    await look('plans-write');
    await ottilie.getByLabel('When …').fill(`the next letter from ${SECRET} comes in`);
    await ottilie.getByLabel('I will …', { exact: true }).fill('ring the duty desk on the same day');
    await ottilie.getByLabel('With whom, over there?').fill('Ambrose');
    await ottilie.getByRole('button', { name: 'In four weeks' }).click();
    await ottilie.getByLabel('What could get in the way?').fill('a full clinic');
    await ottilie.getByLabel('If that happens, I will …').fill('ask Robin to hold a slot');
    await ottilie.getByRole('radio', { name: '8' }).check();
    await screens.look(ottilie, 'participant-plans-filled');
    await ottilie.getByRole('button', { name: 'Keep this plan' }).click();
    await reads(ottilie, 'Plan 1');
    await ottilie.getByText(said('Confidence: 8 of 10')).waitFor();
    await look('plans-own');

    // Where the words are not known, the plans are safe and stay closed; with the words they open.
    const words = await ottilie.evaluate(() => {
      const key = Object.keys(localStorage).find((key) => key.startsWith('crosstracks.return.'));
      const words = JSON.parse(localStorage.getItem(key));
      localStorage.removeItem(key);
      return words;
    });
    await ottilie.reload();
    await reads(ottilie, 'Your plans are safe');
    await screens.look(ottilie, 'participant-plans-elsewhere');
    await ottilie.getByRole('textbox').fill(words);
    await ottilie.keyboard.press('Enter');
    await ottilie.getByText('ring the duty desk on the same day').waitFor();
  });

  await step('they say them aloud', async () => {
    await upTo(robin, /^On to “Say it out loud/);
    await goOn(robin);
    await ottilie.getByText(said('Say your plan to ')).waitFor();
    await look('rehearse');
  });

  await step('they agree on what to do together', async () => {
    await goOn(robin);
    await reads(ottilie, 'What we do together');
    await look('together-soon');
    await goOn(robin);
    await ottilie.getByText('Talk: what needs more than one of us?').waitFor();
    const join = ottilie.getByRole('button', { name: 'Add an action yourself' });
    const place = ottilie.getByLabel(/^What (else )?will we do\?$/);
    await join.or(place).first().waitFor();
    if (await join.isVisible()) await join.click();
    await place.fill('Work together more');
    await ottilie.getByRole('button', { name: 'Add action' }).click();
    const card = ottilie.getByRole('listitem').filter({ has: heading(ottilie, 'Work together more') });
    await card.getByText('By when?').waitFor();
    await look('together-asks');
    await card.getByRole('button', { name: 'Fill in' }).click();
    await ottilie.getByLabel('What will be done').fill('Ring each other on the day that something changes');
    await ottilie.getByLabel('First step, within two weeks').fill('Swap direct numbers');
    await ottilie.getByLabel(said('Who sees to it: General practice')).fill('Practice manager');
    await ottilie.getByLabel(said('Who sees to it: Adult social care')).fill('Team lead');
    await ottilie.getByRole('button', { name: 'In four weeks' }).click();
    await screens.look(ottilie, 'participant-together-filling');
    await ottilie.getByRole('button', { name: 'Keep it' }).click();
    await ottilie.getByText('Swap direct numbers').waitFor();
    await ambrose.getByText('Swap direct numbers').waitFor();
    await look('together');
    await upTo(robin, /^On to “Read out/);
    await ottilie.getByText('Handed in').first().waitFor();
    await look('handed-in');
  });

  await step('the room takes an action and parks another', async () => {
    await goOn(robin);
    await ottilie.getByRole('region', { name: 'The action on the wall' }).waitFor();
    await look('read-out');
    await robin.getByLabel('Who will stand behind it?').fill('Both team leads');
    await robin.getByRole('button', { name: 'The room takes it' }).click();
    await ottilie.getByText(said('Behind it: Both team leads')).first().waitFor();
    await look('read-out-taken');
    await upTo(robin, /^Take it/);
    await robin.getByRole('button', { name: 'Park it' }).click();
    await ottilie.getByText('Parked for now').first().waitFor();
    await look('read-out-parked');
    // Nothing of a plan is anywhere but with its owner.
    assert.ok(heard.length > 0 && !heard.some((frame) => frame.includes(SECRET)), 'a plan left its device');
    assert.equal(await server.keeps(SECRET), false, 'a plan is in the server’s files');
    assert.equal(await server.keeps('items_opened'), true, 'the files were not looked through');
    await ottilie.getByText('Your own plans').click();
    await ottilie.getByText(SECRET).waitFor();
  });

  let words = '';
  let page = '';

  await step('they look back', async () => {
    await upTo(robin, /^On to “Before you go”/);
    await goOn(robin);
    await reads(ottilie, 'Looking back');
    await look('feedback-soon');
    await goOn(robin);
    const understand = ottilie.getByRole('group', { name: 'I understand what people' });
    await understand.getByRole('group', { name: 'Before today' }).getByRole('radio').nth(1).check();
    await understand.getByRole('group', { name: 'Now' }).getByRole('radio').nth(3).check();
    await ottilie.getByRole('radio', { name: 'About right' }).check();
    await ottilie.getByRole('radio', { name: 'How each of us works' }).check();
    const keep = ottilie.getByLabel('One thing to keep as it is');
    await keep.fill('Meeting at one table.');
    await ottilie.getByRole('button', { name: 'Send' }).first().click();
    await ottilie.getByRole('button', { name: 'Change' }).waitFor();
    await look('feedback');
    await keep.scrollIntoViewIfNeeded();
    await screens.look(ottilie, 'participant-feedback-words');
  });

  await step('they take something along', async () => {
    await upTo(robin, /^On to “Take this with you”/);
    await goOn(robin);
    await reads(ottilie, 'Your seven words');
    const list = ottilie.getByRole('region', { name: 'Your seven words' }).getByRole('listitem');
    words = (await list.allInnerTexts()).join(' ');
    assert.match(words, /^([a-z]{3,8} ){6}[a-z]{3,8}$/);
    await ottilie.getByRole('img', { name: 'QR code that brings you back' }).waitFor();
    await look('take-away');
    const saved = ottilie.waitForEvent('download');
    await ottilie.getByRole('button', { name: 'Save the file' }).click();
    const file = await readFile(await (await saved).path(), 'utf8');
    assert.match(file, /That’s right|Not how it works/);
    assert(file.includes(SECRET), 'one’s own plans are in it');
    assert(!file.includes(words) && !words.split(' ').every((word) => file.includes(word)));
    const kept = await person(browser, server, LAPTOP);
    await kept.setContent(file);
    await screens.look(kept, 'my-session');
    await kept.context().close();
  });

  await step('it ends', async () => {
    await upTo(robin, /^End the session/);
    await goOn(robin);
    await reads(ottilie, 'Thank you for today');
    await look('closed');
    page = await robin.getByText('/follow-up/').innerText();
    await robin.getByText('People are asked from').waitFor();
    const early = await person(browser, server, PHONE);
    await early.goto(page);
    await reads(early, 'This opens on');
    await screens.look(early, 'follow-up-waiting');
    const reminder = await early.request.get(
      await early.getByRole('link', { name: 'reminder' }).getAttribute('href'),
    );
    assert.match(await reminder.text(), /BEGIN:VEVENT/);
    await early.context().close();
  });

  await step('weeks later they say what came of it', async () => {
    await robin.getByRole('button', { name: 'Open it now' }).click();
    await robin.getByRole('dialog').getByRole('button', { name: 'Open it now' }).click();
    await robin.getByText('People can answer now').waitFor();
    await screens.look(robin, 'desk-follow-up-open');
    await ottilie.getByRole('button', { name: 'Tell us what came of it' }).waitFor();
    await screens.look(ottilie, 'participant-follow-up-open');

    const later = await person(browser, server, PHONE);
    await later.goto(page);
    await reads(later, 'What came of it?');
    await later.getByLabel(said('Your 7 words')).fill(words.split(' ').slice(1).join(' '));
    await later.getByRole('button', { name: 'Continue' }).click();
    await later.getByText('One word is missing').waitFor();
    await screens.look(later, 'follow-up-door');
    await later.getByLabel(said('Your 7 words')).fill(words.toUpperCase());
    await later.getByRole('button', { name: 'Continue' }).click();
    await reads(later, 'Good to see you again, Ottilie');
    const plan = later.getByRole('region', { name: 'What you meant to do' });
    await plan.getByText(SECRET).waitFor();
    await plan.getByRole('radio', { name: 'Partly' }).check();
    await plan.getByRole('checkbox', { name: 'My manager' }).first().check();
    await screens.look(later, 'follow-up-plan');
    await later.getByRole('radio', { name: 'Yes, that was right' }).first().check();
    await later.getByText('They had said').first().waitFor();
    await later.getByRole('radio', { name: 'More than before' }).check();
    await later.getByLabel('What do you do differently').fill('I ring before I write.');
    await later.getByRole('button', { name: 'Send' }).click();
    await later.getByRole('button', { name: 'Change' }).waitFor();
    await screens.look(later, 'follow-up-answering');
    await later.reload();
    await reads(later, 'Good to see you again, Ottilie');
    assert(await later.getByRole('radio', { name: 'More than before' }).isChecked());
    await later.getByRole('button', { name: 'I’m done' }).click();
    await reads(later, 'Thank you');
    await screens.look(later, 'follow-up-thanks');

    // The picture of the words brings one in without typing, and leaves them nowhere to be read.
    const scanned = await person(browser, server, PHONE);
    await scanned.goto(`${page}#k=${words.replaceAll(' ', '-')}`);
    await reads(scanned, 'Good to see you again, Ottilie');
    assert.equal(new URL(scanned.url()).hash, '');

    const lost = await person(browser, server, PHONE);
    await lost.goto(page);
    await lost.getByRole('button', { name: 'Answer without them' }).click();
    await lost.getByRole('radio', { name: 'About the same' }).check();
    await screens.look(lost, 'follow-up-without');
    await lost.getByRole('button', { name: 'Send', exact: true }).click();
    await reads(lost, 'Thank you');
    for (const page of [later, scanned, lost]) assert.deepEqual(page.faults, []);
  });

  for (const page of [robin, ottilie, ambrose, wall]) assert.deepEqual(page.faults, []);
  screens.none();
});

/** Goes to a step by the agenda, over what is left before it. */
async function leap(robin, title) {
  await robin.getByRole('button', { name: said(title) }).click();
  await robin.getByRole('dialog').getByRole('button', { name: 'Go there' }).click();
  await heading(robin, title).waitFor();
}

/** Takes all but a minute off the part, whose moments get shorter with it, and waits until the one to talk has come. */
async function untilTheyTalk(robin, someone) {
  const less = robin.getByRole('button', { name: said('1 minute less') });
  const timer = robin.getByRole('timer').first();
  for (let minutes = PART; minutes > 1; minutes -= 1) {
    const left = await timer.innerText();
    await less.click();
    await changed(robin, '[role=timer]', left);
  }
  await someone.getByText('Talk now').first().waitFor();
}

/** Works out the tables with the wish that the two sit together, and seats everyone. */
async function seatTogether(robin) {
  await robin.getByText('Keep people apart or together').click();
  await robin.getByLabel('The first person').selectOption('Ottilie');
  await robin.getByLabel('Apart or together').selectOption('together with');
  await robin.getByLabel('The second person').selectOption('Ambrose');
  await robin.getByRole('button', { name: 'Add', exact: true }).click();
  await robin.getByRole('button', { name: 'Work it out with these wishes' }).click();
  await suggestion(robin, /^Seat everyone/).waitFor();
}
