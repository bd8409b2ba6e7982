/** Paying when something goes wrong: the time is over, the reply is lost, the bank is slow, the visitor is impatient. */
import type { Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { HOLD } from '../../lib/messages/web/en/hold.ts';
import { PAY } from '../../lib/messages/web/en/pay.ts';
import { CALM_SETTINGS } from '../../lib/ports/payment-simulator.ts';
import {
  type Buyer,
  book,
  chooseTwo,
  holdTwo,
  openBuyer,
  payWith,
  publishSoon,
  seatOf,
  seatsPage,
} from '../support/buyers.ts';
import { openWebApp, type WebApp } from '../support/web-app.ts';

const HOLD_MS = 300_000;

let app: WebApp;
let event: Event;
let buyer: Buyer;
beforeAll(async () => {
  app = await openWebApp();
});
afterAll(() => app?.stop());
afterEach(() => buyer.page.context().close());

async function choosing(options: { hasOwnClock?: boolean } = {}): Promise<void> {
  event = await publishSoon(app);
  buyer = await openBuyer(app, '/events');
  if (options.hasOwnClock) await buyer.jump(0);
  await buyer.page.goto(seatsPage(event));
}
async function held(options?: { hasOwnClock?: boolean }): Promise<void> {
  await choosing(options);
  await holdTwo(buyer);
  await buyer.page.getByRole('heading', { name: 'Payment' }).waitFor();
}
/** The keys of the payments that the page sends. */
function keysOfPayments(): string[] {
  const keys: string[] = [];
  buyer.page.on('request', (request: Request) => {
    if (isPayment(request)) keys.push(request.headers()['idempotency-key'] ?? '');
  });
  return keys;
}
const isPayment = (request: Request): boolean => request.method() === 'POST' && request.url().endsWith('/v1/bookings');
const bookings = async (): Promise<number> =>
  (await app.world.invoke<{ items: unknown[] }>('list-bookings', { as: buyer.person })).body.items.length;
const focus = (): Promise<string> => buyer.page.evaluate('document.activeElement.textContent');

it('says that the time is over when it is, and leads back to the same seats', async () => {
  await held({ hasOwnClock: true });
  app.jump(HOLD_MS);
  await buyer.jump(HOLD_MS);
  await buyer.page.getByRole('heading', { name: 'Your time is over' }).waitFor();
  expect(await focus()).toBe('Your time is over');
  await buyer.press(buyer.page.getByRole('link', { name: 'Choose again' }));
  await buyer.page.getByText('2 places').first().waitFor();
  await buyer.press(buyer.page.getByRole('button', { name: 'Hold these seats' }));
  await buyer.page.waitForURL('**/holds/**');
});

it('says so too when the visitor pays at that moment, and charges nothing', async () => {
  await held();
  app.jump(HOLD_MS);
  await payWith(buyer, '4242');
  await buyer.page.getByRole('heading', { name: 'Your time is over' }).waitFor();
  expect(await bookings()).toBe(0);
});

it('completes a payment whose reply is lost once, by the same key', async () => {
  await held();
  const keys = keysOfPayments();
  let lost = 0;
  await buyer.page.route('**/v1/bookings', async route => {
    if (!isPayment(route.request()) || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await payWith(buyer, '4242');
  await buyer.page.waitForURL('**/bookings/**');
  expect([lost, new Set(keys).size, await bookings()]).toEqual([1, 1, 1]);
  expect(keys.length).toBeGreaterThan(1);
});

it('lets the visitor repeat a payment without an answer, also after a reload, and it is one payment', async () => {
  await held();
  const keys = keysOfPayments();
  await payAndLoseConnection();
  await buyer.page
    .getByText(/we do not know yet whether it worked/)
    .or(buyer.page.getByText(/You are offline. As/))
    .waitFor();
  expect(await buyer.page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
  await buyer.page.context().setOffline(false);
  await buyer.page.reload();
  await buyer.page.waitForURL('**/bookings/**');
  expect([new Set(keys).size, await bookings()]).toEqual([1, 1]);
});

async function payAndLoseConnection(): Promise<void> {
  await buyer.press(buyer.page.getByRole('button', { name: /4242$/ }));
  await buyer.page.context().setOffline(true);
  await buyer.press(buyer.page.getByRole('button', { name: /^Pay / }));
}

/** Payments that begin now are answered as pending for this time. */
async function letBankTake(lateMs: number): Promise<void> {
  const body = { ...CALM_SETTINGS, lateRate: lateMs > 0 ? 1 : 0, lateMs };
  const { status } = await app.world.invoke('change-payment-simulator', { as: await app.world.person('admin'), body });
  expect(status).toBe(200);
}

it('follows a payment of which the bank has not decided to its end, through a reload', async () => {
  await held();
  await letBankTake(HOLD_MS / 2);
  await payWith(buyer, '4242');
  await buyer.page.getByText('Your bank has not decided yet').waitFor();
  await letBankTake(0);
  expect(await buyer.page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
  await buyer.page.reload();
  await buyer.page.getByText('Your bank has not decided yet').waitFor();
  app.jump(HOLD_MS / 2);
  await buyer.page.waitForURL('**/bookings/**');
  expect(await bookings()).toBe(1);
});

it('books nothing and charges nothing if the bank decides when others have the seats', async () => {
  await held();
  await letBankTake(2 * HOLD_MS);
  await payWith(buyer, '4242');
  await buyer.page.getByText('Your bank has not decided yet').waitFor();
  await letBankTake(0);
  app.jump(1.5 * HOLD_MS);
  expect(await book(app, await app.world.person(), event, ['a/A-1'])).toMatch(/bkg_/);
  // The time is over, and the payment still decides.
  await buyer.page.reload();
  await buyer.page.getByText('Your bank has not decided yet').waitFor();
  app.jump(HOLD_MS);
  await buyer.page.getByText('Your payment came after your time was over').waitFor();
  expect(await focus()).toContain('Your payment came after your time was over');
  expect(await bookings()).toBe(0);
  await buyer.press(buyer.page.getByRole('link', { name: 'Choose again' }));
  await buyer.page.waitForURL(`**${seatsPage(event)}`);
});

it('makes one payment of a double click, and one booking of two tabs', async () => {
  await held();
  const other = await buyer.page.context().newPage();
  await other.goto(buyer.page.url());
  await other.getByRole('button', { name: /4242$/ }).click();
  const keys = keysOfPayments();
  await buyer.press(buyer.page.getByRole('button', { name: /4242$/ }));
  await buyer.page.getByRole('button', { name: /^Pay / }).dblclick();
  await other.getByRole('button', { name: /^Pay / }).click();
  await buyer.page.waitForURL('**/bookings/**');
  await other
    .getByRole('link', { name: 'Show my booking' })
    .or(other.getByRole('img', { name: /^QR/ }))
    .first()
    .waitFor();
  expect([keys.length, await bookings()]).toEqual([1, 1]);
});

it('lets another tab pay, too, as long as the first payment is open', async () => {
  await held();
  const other = await buyer.page.context().newPage();
  await other.goto(buyer.page.url());
  await letBankTake(HOLD_MS / 2);
  await payWith(buyer, '4242');
  await buyer.page.getByText('Your bank has not decided yet').waitFor();
  await letBankTake(0);
  await other.getByRole('button', { name: /4242$/ }).click();
  await other.getByRole('button', { name: /^Pay / }).click();
  await other.getByText(PAY.elsewhere).waitFor();
  await other.getByRole('button', { name: /^Pay / }).waitFor();
  app.jump(HOLD_MS / 2);
  await buyer.page.waitForURL('**/bookings/**');
  expect(await bookings()).toBe(1);
});

it('keeps the choice of a visitor who gives the places back and chooses again at once', async () => {
  await held();
  await buyer.press(buyer.page.getByRole('button', { name: HOLD.giveBack.open }));
  await buyer.press(buyer.page.getByRole('dialog').getByRole('button', { name: HOLD.giveBack.confirm }));
  await buyer.press(buyer.page.getByRole('link', { name: HOLD.chooseAgain }));
  await buyer.page.getByText('2 places').first().waitFor();
  await buyer.press(buyer.page.getByRole('button', { name: 'Hold these seats' }));
  await buyer.page.waitForURL('**/holds/**');
});

it('does not lead back to the payment of a booking', async () => {
  await held();
  await payWith(buyer, '4242');
  await buyer.page.waitForURL('**/bookings/**');
  await buyer.page.goBack();
  await buyer.page.waitForURL(`**${seatsPage(event)}`);
  await buyer.page.getByText('Nothing chosen yet').waitFor();
  await buyer.press(buyer.page.getByRole('button', { name: /^Section A,/ }));
  await seatOf(buyer, 'A', 1)
    .and(buyer.page.getByRole('gridcell', { name: /sold/ }))
    .waitFor();
});

it('makes one hold of a double click, and keeps the choice through a reload and a page back', async () => {
  await choosing();
  await chooseTwo(buyer);
  await buyer.page.reload();
  await buyer.page.getByText('2 places').first().waitFor();
  await buyer.page.getByRole('button', { name: 'Hold these seats' }).dblclick();
  await buyer.page.waitForURL('**/holds/**');
  await buyer.page.getByRole('timer').waitFor();
  expect(buyer.requests.filter(request => /^POST .*\/holds$/.test(request))).toHaveLength(1);
  await buyer.page.goBack();
  await buyer.press(buyer.page.getByRole('link', { name: 'Go on to pay' }));
  await buyer.page.getByRole('timer').waitFor();
});
