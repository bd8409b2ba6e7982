/**
 * Every page of the web app in every state, in a real browser: reached, accessible in light and dark, without complaints of the browser,
 * and as wide as the screen. Each state gets its pictures in `screenshots`. `npm run screenshots` takes more of them, in all languages.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults, type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gallery, type Look, openGallery, type Shown, TEXTS } from './states/gallery.ts';
import {
  ALL_LOOKS,
  LANGUAGE_LOOKS,
  MAIN_LOOKS,
  PICTURED,
  pictureOf,
  withoutPicture,
  writeContactSheet,
} from './states/pictures.ts';
import type { State } from './states/state.ts';
import { STATES } from './states/states.ts';

const TAKES_ALL = process.env.SCREENSHOTS === 'all';
const LOOKS = TAKES_ALL ? ALL_LOOKS : MAIN_LOOKS;
const WIDTH_OF_PHONES = 600;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const OTHER_LANGUAGES = Object.keys(TEXTS).filter(language => language !== 'en');

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
}, 240_000);
afterAll(() => gallery?.close());

async function inState(state: State, language: string, check: (shown: Shown) => Promise<void>): Promise<void> {
  const shown = await gallery.show(state, language);
  try {
    await check(shown);
    expect(shown.complaints().join('\n')).toBe('');
  } finally {
    await shown.close();
  }
}

/** Shows the page in each look, takes its picture where one is wanted, and checks it. */
async function inLooks(
  shown: Shown,
  looks: readonly Look[],
  picture: (look: Look) => string | undefined,
  check?: (look: Look) => Promise<void>,
): Promise<void> {
  for (const look of looks) {
    await shown.look(look);
    const file = picture(look);
    if (file) await shown.picture(file);
    if (look.width < WIDTH_OF_PHONES) await expectNarrow(shown, look);
    await check?.(look);
  }
}

/** The violations as lines: the rule, and the elements that break it. */
async function violations(page: Page, runOnly: RunOnly): Promise<string> {
  // The rule about the size of targets is off unless it is asked for.
  const options = { runOnly, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
  const { violations: found }: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return found
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
    .join('\n');
}

/** By all rules in light; by that of contrast in dark, where nothing but colours differs. */
async function expectAccessible({ page }: Shown, { name, isDark }: Look): Promise<void> {
  const rules: RunOnly = isDark ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: RULES };
  expect(await violations(page, rules), name).toBe('');
}

/** No more than up and down: the page is scrolled sideways as far as it goes. */
async function expectNarrow({ page }: Shown, { width }: Look): Promise<void> {
  const moved = await page.evaluate('[-10_000, 10_000].map(to => (scrollTo(to, 0), scrollX))');
  expect(moved, `scrolls sideways at ${width} px`).toEqual([0, 0]);
}

describe('every page in every state', () => {
  it.concurrent.each(STATES)('$name is accessible, quiet, and as wide as the screen', state =>
    inState(state, 'en', async shown => {
      await shown.page.evaluate(axe.source);
      const picture = (look: Look) =>
        TAKES_ALL || PICTURED.includes(look.name) ? pictureOf('en', state.name, look) : undefined;
      await inLooks(shown, LOOKS, picture, async look => {
        if (look.width > WIDTH_OF_PHONES && !look.hasForcedColors) await expectAccessible(shown, look);
      });
    }),
  );

  it('has a picture of each state', () => {
    const pictured = LOOKS.filter(({ name }) => TAKES_ALL || PICTURED.includes(name));
    expect(withoutPicture('en', pictured)).toEqual([]);
  });

  it('names each state once, and has one of each route', () => {
    const names = STATES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const app = readFileSync(join(import.meta.dirname, '../../web/app/app.tsx'), 'utf8');
    const routes = [...app.matchAll(/path="([^"]+)"/g), ...app.matchAll(/'(\/[\w-]+)'/g)].map(([, path]) => path);
    expect(routes).toContain('/events/:eventId/seats');
    expect([...new Set(STATES.map(({ route }) => route))].sort()).toEqual([...new Set(routes)].sort());
  });
});

describe.runIf(TAKES_ALL).each(OTHER_LANGUAGES)('every page in every state in %s', language => {
  it.concurrent.each(STATES)('$name is quiet, and as wide as the screen', state =>
    inState(state, language, async shown => {
      await inLooks(shown, LANGUAGE_LOOKS, look => pictureOf(language, state.name, look));
    }),
  );

  it('has a picture of each state', () => {
    expect(withoutPicture(language, LANGUAGE_LOOKS)).toEqual([]);
    writeContactSheet(Object.keys(TEXTS));
  });
});
