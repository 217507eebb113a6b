/** Looks at screens: takes their pictures, and has axe find what would keep somebody out. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
/** The narrowest screen on which nothing may have to be scrolled sideways (WCAG 2.2, 1.4.10). */
const NARROWEST = { width: 320, height: 640 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.PICTURES ?? join(import.meta.dirname, '../../../target/pictures');

/** What is wrong with screens, kept so that one run tells all. */
export class Findings {
  #seen = new Set();
  #found = [];

  /**
   * Takes pictures of a screen at every size, and checks it at each. It ends at the size it began with.
   * @param {import('playwright-core').Page} page
   * @param {string} name
   * @param {{ nobodyScrolls?: boolean }} options for a screen on which nobody can scroll, all has to fit a wide one
   */
  async look(page, name, { nobodyScrolls = false } = {}) {
    assert(!this.#seen.has(name), `two screens are called ${name}`);
    this.#seen.add(name);
    await mkdir(pictures, { recursive: true });
    const own = page.viewportSize();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await settle(page);
      const at = `${name}-${size.width}x${size.height}`;
      await page.screenshot({ path: join(pictures, `${at}.png`) });
      await this.#check(page, at);
      if (nobodyScrolls && size.width >= 1280) await this.#fits(page, at);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await settle(page);
    await this.#check(page, `${name}, dark`);
    await page.emulateMedia({ colorScheme: 'light' });

    await page.setViewportSize(NARROWEST);
    await settle(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) this.#found.push(`${name}: ${over} px too wide at ${NARROWEST.width} px`);
    await page.setViewportSize(own);
    // Whoever clicks next is to find the layout at rest.
    await settle(page);
  }

  async #fits(page, at) {
    const cut = await page.evaluate(() => {
      const isCut = (one) => {
        const hides = getComputedStyle(one).overflowY !== 'visible' || one === document.documentElement;
        return hides && one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 1;
      };
      const all = [...document.querySelectorAll('*')].filter(isCut);
      return all.map((one) => `${one.tagName}.${one.className} by ${one.scrollHeight - one.clientHeight} px`);
    });
    this.#found.push(...cut.map((one) => `${at}: ${one} does not fit`));
  }

  async #check(page, at) {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const violations = await page.evaluate(async (rules) => {
      const { violations } = await globalThis.axe.run(document, {
        runOnly: rules,
        resultTypes: ['violations'],
        // Styles are at hand already, and there is no sound to look for.
        preload: false,
      });
      return violations.map(({ id, nodes }) => {
        const [first] = nodes;
        return `${id}: ${first.target.join(' ')} (${nodes.length}) ${first.failureSummary}`;
      });
    }, RULES);
    this.#found.push(...violations.map((violation) => `${at}: ${violation}`));
  }

  /** Where this fails, pictures show how far everybody came. */
  async watch(people, act) {
    try {
      await act();
    } catch (error) {
      await mkdir(pictures, { recursive: true });
      for (const [who, page] of Object.entries(people)) {
        await page.screenshot({ path: join(pictures, `failed-${who}.png`) });
      }
      for (const finding of this.#found) console.log(finding);
      throw error;
    }
  }

  /** Fails with all that was found. */
  none() {
    assert.equal(this.#found.length, 0, `\n${[...new Set(this.#found)].join('\n')}`);
  }
}

/** What moves for so long is a timer's bar, which moves all the time; a reveal takes under half of it. */
const TIMER_MS = 1_000;

/** Waits until the layout has been done anew and nothing but timers is moving any more. */
async function settle(page) {
  await page.evaluate(async (timer) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const end = performance.now() + timer;
    const brief = (one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime < timer;
    while (performance.now() < end && document.getAnimations().some(brief)) await frame();
  }, TIMER_MS);
}
