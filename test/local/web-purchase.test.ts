/** Buying in the web app, in a real browser against the real functions: from the search to the ticket. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { openWebApp, type Visitor, type WebApp } from '../support/web-app.ts';
import { publish } from '../support/world.ts';

const DAY_MS = 24 * 60 * 60_000;
/** From the list of events to the ticket, for a buyer who is signed in. */
const ACTIONS_MAX = 9;

let app: WebApp;
let event: Event;
let visitors: Visitor[] = [];
beforeAll(async () => {
  app = await openWebApp();
}, 120_000);
afterAll(() => app?.stop());
beforeEach(async () => {
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  const startsAt = Date.now() + 30 * DAY_MS;
  event = await publish(app.world, {
    title: `Evening ${newEmail().slice(0, 8)}`,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + DAY_MS / 12).toISOString(),
  });
});

async function buyer(then?: string): Promise<Visitor> {
  const { email } = (await register(app.world)).body.user;
  const visitor = await app.visitor();
  visitors.push(visitor);
  await visitor.signIn(email, PASSWORD, then);
  return visitor;
}
const seatsPage = (): string => `/events/${event.id}/seats`;
const seat = ({ page }: Visitor, number: number) =>
  page.getByRole('gridcell', { name: new RegExp(`Seat.${number}\\b`) }).first();

async function chooseTwo(visitor: Visitor): Promise<void> {
  const { page, press } = visitor;
  await press(page.getByRole('button', { name: /Section A/ }).first());
  await press(seat(visitor, 1));
  await press(seat(visitor, 2));
}

async function payWith({ page, press }: Visitor, card: RegExp): Promise<void> {
  await press(page.getByRole('button', { name: card }));
  await press(page.getByRole('button', { name: /^Pay / }));
}

describe('buying in the web app', () => {
  it(`leads from the search to the ticket in at most ${ACTIONS_MAX} actions, without a complaint of the browser`, async () => {
    const visitor = await buyer();
    const { page, press } = visitor;
    await press(page.getByRole('link', { name: event.title }).first());
    await press(page.getByRole('link', { name: 'Choose seats' }));
    await chooseTwo(visitor);
    await press(page.getByRole('button', { name: 'Hold these seats' }));
    await page.waitForURL('**/holds/**');
    await payWith(visitor, /4242/);
    await page.waitForURL('**/bookings/**');
    await page
      .getByRole('img', { name: /QR code/ })
      .first()
      .waitFor();
    expect(visitor.actions).toBeLessThanOrEqual(ACTIONS_MAX);
    expect(visitor.complaints).toEqual([]);
  });

  it('shows to one of two buyers which seat was lost, and lets the buyer go on', async () => {
    const [first, second] = await Promise.all([buyer(seatsPage()), buyer(seatsPage())]);
    // The page does not see the seat go before the buyer asks for it.
    await second.page.route('**/seats?*since=*', route => route.abort());
    await chooseTwo(first);
    await chooseTwo(second);
    await first.page.getByRole('button', { name: 'Hold these seats' }).click();
    await first.page.waitForURL('**/holds/**');
    await second.page.getByRole('button', { name: 'Hold these seats' }).click();
    const alert = second.page.getByRole('alert').filter({ hasText: /Seat.1/ });
    await alert.waitFor();
    expect(await second.page.evaluate('document.activeElement.closest("[role=alert]")?.textContent')).toMatch(/Seat.1/);
    expect(await seat(second, 1).getAttribute('aria-label')).toContain('somebody else');
    expect(second.page.url()).toContain(seatsPage());
    await second.press(seat(second, 4));
    await second.page.getByRole('button', { name: 'Hold these seats' }).click();
    await second.page.waitForURL('**/holds/**');
  });

  it('keeps the places after a declined card, and takes another one', async () => {
    const visitor = await buyer(seatsPage());
    await chooseTwo(visitor);
    await visitor.press(visitor.page.getByRole('button', { name: 'Hold these seats' }));
    await visitor.page.waitForURL('**/holds/**');
    await payWith(visitor, /0002/);
    await visitor.page.getByRole('alert').filter({ hasText: 'declined' }).waitFor();
    await payWith(visitor, /4242/);
    await visitor.page.waitForURL('**/bookings/**');
  });

  it('calls operations of the API only, and no script can read the refresh token', async () => {
    const visitor = await buyer(seatsPage());
    await chooseTwo(visitor);
    const calls = visitor.requests.filter(request => request.includes(' /v1/'));
    expect(calls).toContain('POST /v1/auth/cookie/login');
    expect(await visitor.page.evaluate('document.cookie')).toBe('');
    const [cookie] = await visitor.page.context().cookies(`${app.url}/v1/auth/cookie/refresh`);
    expect(cookie).toMatchObject({ name: 'holdfast', httpOnly: true, sameSite: 'Strict', path: '/v1/auth' });
    const kept = await visitor.page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(kept).not.toContain(cookie?.value);
  });

  it('works with the keyboard alone', async () => {
    const { page } = await buyer(seatsPage());
    await page
      .getByRole('button', { name: /Section A/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('gridcell').first().waitFor();
    const reach = async (name: RegExp): Promise<void> => {
      for (let tabs = 0; tabs < 80; tabs++) {
        const reached = await page.evaluate(
          'document.activeElement?.innerText || document.activeElement?.ariaLabel || ""',
        );
        if (name.test(String(reached))) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no control ${name} was reached`);
    };
    await page.getByRole('gridcell').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await reach(/Hold these seats/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/holds/**');
    await page.getByRole('heading', { name: 'Payment' }).waitFor();
    await reach(/4242/);
    await page.keyboard.press('Enter');
    await reach(/^Pay /);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/bookings/**');
  });
});
