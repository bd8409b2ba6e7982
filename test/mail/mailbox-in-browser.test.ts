/** The mailbox in a browser: a mail in its frame has no rights, its links open outside, and a button reports a bounce. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseMailReturn } from '../../lib/domain/mail-returns.ts';
import { createMemoryFiles } from '../../lib/files/memory-files.ts';
import { createLinkSigner } from '../../lib/files/signed-links.ts';
import { mailboxPages } from '../../lib/local/http/mailbox-pages.ts';
import { type HttpServer, serveHttp } from '../../lib/local/http/server.ts';
import { createMailWriter } from '../../lib/mail/mail-writer.ts';
import { createMailboxTransport } from '../../lib/mail/mailbox-transport.ts';
import { openBrowser, SETTINGS } from '../support/browser.ts';
import { factsOfKind, LONG_NAME, withText } from './mail-cases.ts';

const AT = Date.UTC(2026, 10, 30, 12, 0, 7);
const files = createMemoryFiles(createLinkSigner({ secret: new Uint8Array(32), baseUrl: () => server.url }));
const reports: object[] = [];
let server: HttpServer;
let browser: Browser;

beforeAll(async () => {
  const pages = [mailboxPages({ files, report: async event => void reports.push(event) })];
  const invoke = async () => ({
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'the page of the link',
  });
  const onBug = (error: unknown) => {
    throw error;
  };
  server = await serveHttp(0, invoke, onBug, { pages });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function keep(facts: Parameters<ReturnType<typeof createMailWriter>['write']>[0]['facts'], mailId: string) {
  const mail = await createMailWriter({ email: 'tickets@example.org' }).write({
    mailId,
    to: 'anna@example.org',
    facts,
    at: AT,
  });
  await createMailboxTransport(files, () => AT).send(mail);
}

it('shows a mail without running anything, opens its link outside, and reports a bounce', async () => {
  await keep({ ...factsOfKind('reset-password'), link: `${server.url}/links#reset=token` }, 'mal_1');
  const context = await browser.newContext(SETTINGS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => problems.push(message.text()));
  await page.goto(`${server.url}/dev/mailbox`);
  await page.getByText('Set a new password').click();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'Set a new password' }).waitFor();

  const opened = context.waitForEvent('page');
  await frame.getByRole('link', { name: 'Set a new password' }).click();
  const other = await opened;
  await other.waitForLoadState();
  expect(other.url()).toBe(`${server.url}/links#reset=token`);
  expect(page.url()).toMatch(/\/dev\/mailbox\/0/);

  await page.getByRole('button', { name: 'Report a bounce' }).click();
  expect(await page.getByRole('status').textContent()).toContain('bounced');
  expect(reports.map(report => parseMailReturn(report))).toMatchObject([{ mailId: 'mal_1', kind: 'bounced' }]);
  expect(problems).toEqual([]);
  await context.close();
});

it('fits a small phone, also with a name of 200 characters in three scripts', async () => {
  await keep(withText(LONG_NAME), 'mal_2');
  const page = await browser.newPage({ ...SETTINGS, viewport: { width: 320, height: 640 } });
  const overflow = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await page.goto(`${server.url}/dev/mailbox`);
  expect(await overflow()).toBe(0);
  await page.getByText('is confirmed').first().click();
  expect(await overflow()).toBe(0);
  await page.close();
});
