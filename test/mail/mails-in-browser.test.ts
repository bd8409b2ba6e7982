/**
 * The mails in a browser: at the width of a small phone and of a mail program, in light and in dark, without the network. With
 * MAIL_PICTURES=<folder> the test also writes a picture of each.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../lib/domain/languages.ts';
import type { MailFacts } from '../../lib/domain/mail-facts.ts';
import { mailOf } from '../../lib/mail/mail-of.ts';
import { openBrowser, SETTINGS } from '../support/browser.ts';
import { allFacts, journey, LONG_NAME, SCRIPTS, withText } from './mail-cases.ts';

const MAILS: [string, MailFacts][] = [
  ...LANGUAGES.flatMap(language => allFacts(language)).map(
    facts => [`${facts.kind}-${facts.language}`, facts] as const,
  ),
  ['scripts', withText(SCRIPTS)] as const,
  ['long-name', withText(LONG_NAME)] as const,
  ['long-name-de', withText(LONG_NAME, 'de')] as const,
  ['right-to-left', withText('مهرجان الموسيقى العربية في الهواء الطلق')] as const,
  ['journey', journey('de')] as const,
  ['has-account', { kind: 'guest-link', language: 'en' }] as const,
].map(([name, facts]) => [name, facts]);

interface Seen {
  overflow: number;
  /** The lowest contrast of a text with its background. */
  contrast: number;
  /** The height of the lowest link that is a button. */
  buttonHeight: number;
  text: string;
}

/** Runs in the page. */
const LOOK = `(() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = colour => {
    const [r, g, b] = channels(colour).map(v => v / 255).map(v => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const withText = [...document.body.querySelectorAll('*')].filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== ''),
  );
  const contrasts = withText.map(element => {
    const [one, other] = [getComputedStyle(element).color, backgroundOf(element)].map(luminance).sort((a, b) => b - a);
    return (one + 0.05) / (other + 0.05);
  });
  return {
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    contrast: Math.min(...contrasts),
    buttonHeight: Math.min(...[...document.querySelectorAll('.button')].map(button => button.getBoundingClientRect().height)),
    text: document.body.innerText,
  };
})()`;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function inPage(
  { width, colorScheme }: { width: number; colorScheme: 'light' | 'dark' },
  look: (page: Page, requests: string[]) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ ...SETTINGS, viewport: { width, height: 640 }, colorScheme });
  const requests: string[] = [];
  await context.route('**', route => {
    requests.push(route.request().url());
    return route.abort();
  });
  try {
    await look(await context.newPage(), requests);
  } finally {
    await context.close();
  }
}

describe.each([
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 600, colorScheme: 'light' },
] as const)('at $width px in $colorScheme colours', view => {
  it('every mail fits, can be read, and loads nothing', async () => {
    await inPage(view, async (page, requests) => {
      for (const [name, facts] of MAILS) {
        await page.setContent(mailOf(facts).html);
        const { overflow, contrast, buttonHeight, text } = (await page.evaluate(LOOK)) as Seen;
        expect(overflow, name).toBe(0);
        // WCAG 2.2: 4.5 for text; 24 px is the least for a target.
        expect(contrast, name).toBeGreaterThanOrEqual(4.5);
        expect(buttonHeight, name).toBeGreaterThanOrEqual(40);
        expect(text, name).toContain(mailOf(facts).text.split('\n')[0]);
        await picture(page, `${name}-${view.width}-${view.colorScheme}`);
      }
      expect(requests).toEqual([]);
    });
  });
});

describe('a mail in a program without style sheets', () => {
  it('keeps the colours of light, so that text and background still match', async () => {
    await inPage({ width: 320, colorScheme: 'dark' }, async page => {
      for (const [name, facts] of MAILS) {
        await page.setContent(mailOf(facts).html.replace(/<style>[\s\S]*?<\/style>/, ''));
        const { contrast, overflow } = (await page.evaluate(LOOK)) as Seen;
        expect(contrast, name).toBeGreaterThanOrEqual(4.5);
        expect(overflow, name).toBe(0);
      }
    });
  });
});

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.MAIL_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
