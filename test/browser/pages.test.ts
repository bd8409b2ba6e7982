/**
 * Every page of the web app in every state, in a real browser: reached, accessible in light and dark, without complaints of the browser,
 * and as wide as the screen. Each state gets its pictures in `screenshots`. `npm run screenshots` takes more of them, in all languages.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gallery, type Look, openGallery, type Shown, TEXTS } from './states/gallery.ts';
import {
  ALL_LOOKS,
  FEW_LOOKS,
  LANGUAGE_LOOKS,
  pictureOf,
  withoutPicture,
  writeContactSheet,
} from './states/pictures.ts';
import type { State } from './states/state.ts';
import { STATES } from './states/states.ts';

const TAKES_ALL = process.env.SCREENSHOTS === 'all';
const LOOKS = TAKES_ALL ? ALL_LOOKS : FEW_LOOKS;
const NARROW = [320, 390];
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

async function takePictures(shown: Shown, language: string, name: string, looks: readonly Look[]): Promise<void> {
  for (const look of looks) {
    await shown.look(look);
    await shown.picture(pictureOf(language, name, look));
  }
}

/** The violations as lines: the rule, and the elements that break it. */
async function violations(page: Page, rules?: string[]): Promise<string> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (rules) axe.withRules(rules);
  // The rule about the size of targets is off unless it is asked for.
  else axe.options({ rules: { 'target-size': { enabled: true } } }).withTags(RULES);
  const found = await axe.analyze();
  const lines = found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
  return lines.join('\n');
}

async function expectAccessible({ page, look }: Shown): Promise<void> {
  await look({ name: 'light', width: 1280 });
  expect(await violations(page), 'in light').toBe('');
  await look({ name: 'dark', width: 1280, isDark: true });
  expect(await violations(page, ['color-contrast']), 'in dark').toBe('');
}

/** No more than up and down: the page is scrolled sideways as far as it goes. */
async function expectNarrow({ page, look }: Shown): Promise<void> {
  for (const width of NARROW) {
    await look({ name: 'narrow', width });
    const moved = await page.evaluate('[-10_000, 10_000].map(to => (scrollTo(to, 0), scrollX))');
    expect(moved, `scrolls sideways at ${width} px`).toEqual([0, 0]);
  }
}

describe('every page in every state', () => {
  it.concurrent.each(STATES)('$name is accessible, quiet, and as wide as the screen', state =>
    inState(state, 'en', async shown => {
      await takePictures(shown, 'en', state.name, LOOKS);
      await expectAccessible(shown);
      await expectNarrow(shown);
    }),
  );

  it('has a picture of each state', () => {
    expect(withoutPicture('en', LOOKS)).toEqual([]);
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
      await takePictures(shown, language, state.name, LANGUAGE_LOOKS);
      await expectNarrow(shown);
    }),
  );

  it('has a picture of each state', () => {
    expect(withoutPicture(language, LANGUAGE_LOOKS)).toEqual([]);
    writeContactSheet(Object.keys(TEXTS));
  });
});
