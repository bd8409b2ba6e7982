/**
 * The page that opens the links of mails, in a browser, against the service. The page does nothing before a click, and its token is in
 * no address that a browser sends.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT_EXAMPLES } from '../../lib/contract/documents/examples.ts';
import { LANGUAGES } from '../../lib/domain/languages.ts';
import { type Link, linkAddress, linkEnd } from '../../lib/domain/links.ts';
import { LINKS_PAGE_TEXTS } from '../../lib/lambda/http/links-page-texts.ts';
import type { HttpServer } from '../../lib/local/http/server.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { openBrowser, SETTINGS } from '../support/browser.ts';
import { invite } from '../support/organizations.ts';
import { openWorld, type World } from '../support/world.ts';
import { serveService } from './serving.ts';

let world: World;
let server: HttpServer;
let browser: Browser;
let page: Page;
/** The requests of the page, and the complaints in its console. */
let requests: { method: string; url: string; body: string | null }[];
let complaints: string[];

beforeAll(async () => {
  world = await openWorld();
  [server, browser] = await Promise.all([serveService(world.service), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(() => openPage());

async function openPage(locale = 'en-GB'): Promise<void> {
  await page?.context().close();
  page = await (await browser.newContext({ ...SETTINGS, locale })).newPage();
  requests = [];
  complaints = [];
  page.on('request', request =>
    requests.push({ method: request.method(), url: request.url(), body: request.postData() }),
  );
  page.on('console', line => line.type() === 'error' && complaints.push(line.text()));
  page.on('pageerror', error => complaints.push(String(error)));
}

const accountOf = async (id: string) => (await world.service.dependencies.accounts.read(id)) ?? Promise.reject(id);
const tokenOf = (link: Link) =>
  world.service.dependencies.linkTokens.sign({ link, expiresAt: linkEnd(world.now) }, world.now);
async function open(link: Link): Promise<string> {
  const token = await tokenOf(link);
  await page.goto(linkAddress(server.url, link.purpose, token));
  return token;
}
async function fill(values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`[name=${name}]`).fill(value);
}
/** Presses the button and returns what the page says at the end. */
async function submit(): Promise<string> {
  const status = page.locator('[role=status]');
  await page.locator('button').click();
  await status.filter({ hasNotText: LINKS_PAGE_TEXTS.en.working }).waitFor({ state: 'attached' });
  return (await status.textContent()) ?? '';
}
const registered = async () => (await register(world)).body.user;
const { purposes, problems } = LINKS_PAGE_TEXTS.en;

describe('the page of a link', () => {
  it('sends nothing before a click, and its token in the body of one request only', async () => {
    const { id, email } = await registered();
    const token = await open({ purpose: 'verify', userId: id, email });
    await page.waitForLoadState('networkidle');
    expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual(['GET /links']);
    expect(page.url()).toBe(`${server.url}/links`);
    await fill({ email, password: PASSWORD });
    expect(await submit()).toBe(purposes.verify.done);
    expect((await accountOf(id)).emailVerifiedAt).toBe(world.now);
    expect(requests.filter(({ url }) => url.split('#')[0]?.includes(token))).toEqual([]);
    expect(requests.filter(({ body }) => body?.includes(token)).map(({ url }) => new URL(url).pathname)).toEqual([
      '/v1/auth/verifications',
    ]);
    expect(complaints).toEqual([]);
  });

  it('ends the session that it opened for one call', async () => {
    const { id, email } = await registered();
    await open({ purpose: 'verify', userId: id, email });
    await fill({ email, password: PASSWORD });
    await submit();
    expect(requests.at(-1)?.url).toBe(`${server.url}/v1/auth/logout`);
  });

  it('used to keep an earlier link that was open in the same window', async () => {
    const { id, email } = await registered();
    await open({ purpose: 'verify', userId: id, email });
    await open({ purpose: 'reset', userId: id, email, passwordVersion: 0 });
    await page.locator('h1').filter({ hasText: purposes.reset.title }).waitFor();
    expect(page.url()).toBe(`${server.url}/links`);
  });

  it('leads to the receipt of a cancelled booking, and says that it is being made before', async () => {
    const { booking, receipt } = DOCUMENT_EXAMPLES['read-linked-booking'].responses[200];
    const answer = { booking: { ...booking, status: 'cancelled' }, documents: 'none' };
    const show = async (json: object): Promise<void> => {
      await page.route('**/v1/linked-bookings', route => route.fulfill({ json }));
      await open({ purpose: 'booking', claimId: booking.id.slice(4) });
      await submit();
    };
    await show(answer);
    expect(await page.locator('section').textContent()).toContain(LINKS_PAGE_TEXTS.en.receiptMaking);
    await openPage();
    await show({ ...answer, receipt });
    const link = page.locator('section a');
    expect([await link.textContent(), await link.getAttribute('href')]).toEqual([
      LINKS_PAGE_TEXTS.en.receipt,
      receipt.pdf,
    ]);
    expect(complaints).toEqual([]);
  });

  it('says why it shows no tickets after a code was replaced', async () => {
    const { booking } = DOCUMENT_EXAMPLES['read-linked-booking'].responses[200];
    await page.route('**/v1/linked-bookings', route => route.fulfill({ json: { booking, documents: 'withheld' } }));
    await open({ purpose: 'booking', claimId: booking.id.slice(4) });
    await submit();
    expect(await page.locator('section').textContent()).toContain(LINKS_PAGE_TEXTS.en.withheld);
    expect(await page.locator('section a').count()).toBe(0);
  });

  it('sets a new password, and tells of a link that was used', async () => {
    const { id, email } = await registered();
    const link = { purpose: 'reset', userId: id, email, passwordVersion: 0 } as const;
    await open(link);
    await fill({ newPassword: 'another long sentence' });
    expect(await submit()).toBe(purposes.reset.done);
    await openPage();
    await open(link);
    await fill({ newPassword: 'a third long sentence' });
    expect(await submit()).toBe(problems['link-used']);
    expect((await accountOf(id)).passwordVersion).toBe(1);
  });

  it('changes the address', async () => {
    const [{ id, email }, to] = [await registered(), newEmail()];
    await open({ purpose: 'change', linkId: `mal_${to}`, userId: id, email: to, passwordVersion: 0 });
    await fill({ email, password: PASSWORD });
    expect(await submit()).toBe(purposes.change.done);
    expect((await accountOf(id)).email).toBe(to);
  });

  it('opens the session of a guest', async () => {
    const email = newEmail();
    await open({ purpose: 'guest', linkId: `mal_${email}`, email, name: '<b>Dora</b> محمد' });
    await submit();
    expect(await page.locator('section').textContent()).toContain(`<b>Dora</b> محمد (${email})`);
    expect(await page.locator('section b').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('accepts an invitation', async () => {
    const owner = await world.person('organizer');
    const { email } = await registered();
    const { id: invitationId } = await invite(world, owner, email, 'editor');
    const organizationId = `org_${owner.userId.slice(4)}`;
    await open({ purpose: 'invitation', organizationId, invitationId });
    await fill({ email, password: PASSWORD });
    expect(await submit()).toBe(purposes.invitation.done);
  });

  it('shows a booking with the links to its documents', async () => {
    const { booking, links, receipt } = DOCUMENT_EXAMPLES['read-linked-booking'].responses[200];
    await page.route('**/v1/linked-bookings', route =>
      route.fulfill({ json: DOCUMENT_EXAMPLES['read-linked-booking'].responses[200] }),
    );
    await open({ purpose: 'booking', claimId: booking.id.slice(4) });
    await submit();
    expect(await page.locator('section').textContent()).toContain(booking.reference);
    const addresses = await page.locator('section a').evaluateAll(all => all.map(a => a.getAttribute('href')));
    expect(addresses).toEqual([links.pdf, links.ics, receipt.pdf]);
    expect(complaints).toEqual([]);
  });

  it('used to show ids instead of names, cancelled places as kept, no zone, and 100 times the amount of a forint', async () => {
    const { booking } = DOCUMENT_EXAMPLES['read-linked-booking'].responses[200];
    const price = { amount: 450_000, currency: 'HUF' };
    const tickets = (...statuses: string[]) => statuses.map((status, i) => ({ id: `tkt_${i}`, status }));
    const places = [
      { seatId: 'stalls/A-1', section: 'Stalls', row: 'A', seat: '1', price, tickets: tickets('valid') },
      { seatId: 'stalls/A-2', section: 'Stalls', row: 'A', seat: '2', price, tickets: tickets('void') },
      {
        areaId: 'floor',
        name: 'Floor',
        type: { id: 'child', name: 'Child' },
        quantity: 3,
        price,
        tickets: tickets('used', 'void', 'valid'),
      },
    ];
    const shown = {
      ...booking,
      places,
      total: { amount: 2_250_000, currency: 'HUF' },
      refunded: { amount: 900_000, currency: 'HUF' },
      event: {
        title: 'Night',
        startsAt: '2030-12-12T19:00:00.000Z',
        endsAt: '2030-12-12T22:00:00.000Z',
        timeZone: 'Europe/Budapest',
      },
    };
    await page.route('**/v1/linked-bookings', route => route.fulfill({ json: { booking: shown, documents: 'none' } }));
    await open({ purpose: 'booking', claimId: booking.id.slice(4) });
    await submit();
    expect(await page.locator('dd').allTextContents()).toEqual([
      booking.reference,
      'Stalls, Row A, Seat 1',
      'Stalls, Row A, Seat 2 (cancelled)',
      '2 × Floor, Child',
      '1 × Floor, Child (cancelled)',
      'HUF\u00a022,500.00',
      'HUF\u00a09,000.00',
    ]);
    expect(await page.locator('article p').first().textContent()).toMatch(/^Thursday,? 12 December 2030 at 20:00 CET$/);
  });

  it('tells of wrong credentials, and may be tried again', async () => {
    const { id, email } = await registered();
    await open({ purpose: 'verify', userId: id, email });
    await fill({ email, password: 'a wrong password' });
    expect(await submit()).toBe(problems['bad-credentials']);
    await fill({ email, password: PASSWORD });
    expect(await submit()).toBe(purposes.verify.done);
  });

  it('tells of a link that has expired, was cut short, or is of another account', async () => {
    const [{ id, email }, other] = [await registered(), await registered()];
    const link = { purpose: 'verify', userId: id, email } as const;
    const token = await tokenOf(link);
    const expired = await world.service.dependencies.linkTokens.sign({ link, expiresAt: world.now }, world.now);
    const answers: string[] = [];
    for (const [text, as] of [
      [token.slice(0, -1), email],
      [expired, email],
      [token, other.email],
    ] as const) {
      await openPage();
      await page.goto(linkAddress(server.url, 'verify', text));
      await fill({ email: as, password: PASSWORD });
      answers.push(await submit());
    }
    expect(answers).toEqual([
      problems['invalid-link malformed'],
      problems['invalid-link expired'],
      problems['link-of-other-account'],
    ]);
  });

  it.each(['', '#', '#verify', '#verify=', '#constructor=x', '#unknown=x'])(
    'explains itself without a link: %j',
    async hash => {
      await page.goto(`${server.url}/links${hash}`);
      expect(await page.locator('main p').textContent()).toBe(LINKS_PAGE_TEXTS.en.noLink);
      expect(await page.locator('button').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  it('speaks the language of the browser', async () => {
    await openPage('de-AT');
    await open({ purpose: 'reset', userId: 'usr_a', email: 'a@holdfast.example', passwordVersion: 0 });
    expect(await page.title()).toBe(LINKS_PAGE_TEXTS.de.purposes.reset.title);
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
  });
});

it('has a text for the same problems in every language', () => {
  for (const language of LANGUAGES) {
    expect(Object.keys(LINKS_PAGE_TEXTS[language].problems)).toEqual(Object.keys(problems));
  }
});
