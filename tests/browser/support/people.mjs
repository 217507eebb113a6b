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
 * Somebody with a device, who has no page open yet.
 * @param {import('playwright-core').Browser} browser
 * @param {{ url: string }} server
 */
export async function person(browser, server, viewport, options = {}) {
  const context = await browser.newContext({ viewport, baseURL: server.url, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  return page;
}

/** Opens a room on the start page's link, and gives its code. */
export async function openRoom(page, title, { beforeOpening } = {}) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Open a room' }).click();
  await page.getByLabel('What is the session called?').fill(title);
  await page.getByLabel('What should people call you?').fill('Robin');
  await beforeOpening?.();
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/rooms'));
  await page.getByRole('button', { name: 'Open the room' }).click();
  const { code, links } = await (await answered).json();
  await page.waitForURL('**/desk');
  return { code, links };
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
