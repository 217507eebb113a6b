/** How long the first load takes on a phone with a slow line, beside a page that has nothing but a field.
 * `cargo bench --bench first_load` runs it. */
import { once } from "node:events";
import { createServer } from "node:http";
import { Desk } from "./support/desk.mjs";
import { PHONE, openBrowser, person } from "./support/people.mjs";
import { Server } from "./support/server.mjs";

/** Of each page, in turns. */
const RUNS = 9;
/** "Slow 4G" and the phone as Lighthouse has them (`mobileSlow4G`): 150 ms, 1.6 Mbit/s down, 750 kbit/s up, a
 * processor four times slower than this one. Chromium adds the latency to each request. */
const LINE = {
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const SLOWER = 4;

const server = await Server.start();
const browser = await openBrowser();
const desk = await Desk.open(server);
const empty = createServer((_, response) => {
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(
    '<!doctype html><html lang="en"><title>Empty</title><input autocomplete="given-name">',
  );
}).listen(0, "127.0.0.1");
await once(empty, "listening");

const pages = {
  empty: `http://127.0.0.1:${empty.address().port}/`,
  join: `${server.url}/j/${desk.code}`,
};

try {
  const times = { empty: [], join: [] };
  for (let run = 0; run < RUNS; run += 1) {
    for (const [page, url] of Object.entries(pages))
      times[page].push(await untilTypedIn(url));
  }
  const ratios = times.join.map((time, run) => time / times.empty[run]);
  for (const [page, all] of Object.entries(times))
    console.log(`${page}: ${shown(all, 0)} ms`);
  console.log(`join / empty: ${shown(ratios, 2)}`);
} finally {
  await browser.close();
  await server.stop();
  empty.close();
}

/** Milliseconds from the start until a field for the name is painted and the page takes what is typed into it. */
async function untilTypedIn(url) {
  const page = await person(browser, server, PHONE);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    ...LINE,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(() => {
    const look = () => {
      const field = document.querySelector('input[autocomplete="given-name"]');
      // A task after the frame: what keeps the page busy until then counts.
      if (field) setTimeout(() => (globalThis.interactive = performance.now()));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  const field = page.locator('input[autocomplete="given-name"]');
  await page.waitForFunction(() => globalThis.interactive);
  await field.pressSequentially("Ann");
  if ((await field.inputValue()) !== "Ann")
    throw new Error(`nobody can type at ${url}`);
  const time = await page.evaluate(() => globalThis.interactive);
  await page.context().close();
  return time;
}

function shown(all, digits) {
  const sorted = all.toSorted((a, b) => a - b);
  const [least, median, most] = [
    sorted[0],
    sorted[Math.floor(sorted.length / 2)],
    sorted.at(-1),
  ];
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}
