/** People, each with a browser of their own, who find things by what they are called. */
import { chromium } from 'playwright-core';

/** Longer than any one thing takes, on a small machine with all its people in it. */
const PATIENCE = 30_000;
export const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 800 };
export const PROJECTOR = { width: 1920, height: 1080 };

/** A browser for a whole file of tests. */
export async function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--disable-gpu'] });
}

/**
 * Somebody with a device, who has no page open yet. `webSockets` says what becomes of each WebSocket.
 * @param {import('playwright-core').Browser} browser
 * @param {{ url: string }} server
 */
export async function person(browser, server, viewport, { webSockets, ...options } = {}) {
  const context = await browser.newContext({ viewport, baseURL: server.url, ...options });
  context.setDefaultTimeout(PATIENCE);
  if (webSockets) await context.routeWebSocket('**/ws', webSockets);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  return page;
}

/** Opens a room on the start page's link, and gives its code and the token of its display. */
export async function openRoom(page, title, { beforeOpening } = {}) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Open a room' }).click();
  await page.getByLabel('What is the session called?').fill(title);
  await page.getByLabel('What should people call you?').fill('Robin');
  await beforeOpening?.();
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/rooms'));
  await page.getByRole('button', { name: 'Open the room' }).click();
  const { code, display } = await (await answered).json();
  await page.waitForURL('**/desk');
  return { code, display };
}

/** Joins by the code, as somebody of a service. */
export async function join(page, code, name, service, { beforeJoining } = {}) {
  await page.goto('/');
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('What should we call you?').fill(name);
  await page.getByRole('radio', { name: service }).check();
  await beforeJoining?.();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** The invisible marks that keep what is put into a sentence, such as a name, in its own direction. */
const MARKS = /[\u2066-\u2069]/g;

/** Finds a sentence, whatever was put into it: the marks stand where a word begins or ends. */
export const said = (sentence) => {
  const parts = sentence.split(/(?<=[^\p{L}\p{N}])|(?=[^\p{L}\p{N}])/u);
  const literal = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(literal.join(`${MARKS.source}*`));
};

/** A heading that says this. */
export const heading = (page, sentence) => page.getByRole('heading', { name: said(sentence) }).first();

/** What the desk suggests next, if it is this. */
export const suggestion = (desk, words = /./) =>
  desk.locator('[data-next]').getByRole('button', { name: words });

/** What the desk suggests next, in its words. */
export async function suggested(desk) {
  await suggestion(desk).waitFor();
  return (await suggestion(desk).innerText()).replace(MARKS, '');
}

/** Does what the desk suggests, and waits until it is done: what is suggested then is something else. */
export async function goOn(desk) {
  const button = suggestion(desk);
  await button.waitFor();
  const words = await button.innerText();
  // What cannot be unseen wants to be held.
  await button.click({ delay: words.includes('Hold') ? 1000 : 0 });
  await changed(desk, '[data-next] button', words);
}

/** Waits until what there is first of this on a page says something else than before. */
export const changed = (page, what, before) =>
  page.waitForFunction(([what, before]) => document.querySelector(what)?.innerText !== before, [
    what,
    before,
  ]);

/** Goes on until the desk suggests this. */
export async function upTo(desk, wanted) {
  while (!wanted.test(await suggested(desk))) await goOn(desk);
}
