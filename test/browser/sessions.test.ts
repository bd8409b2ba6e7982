/** Sessions that end, continue, and change, in one tab and in several. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { ACCESS_TOKEN_SECONDS, MAIL_LINK_SECONDS } from '../../lib/domain/limits.ts';
import { changePassword, login, newEmail, PASSWORD } from '../support/accounts.ts';
import { type Buyer, book, chooseTwo, openBuyer, publishSoon, seatsPage } from '../support/buyers.ts';
import { openWebApp, type Visitor, type WebApp } from '../support/web-app.ts';

let app: WebApp;
let event: Event;
let open: Visitor[] = [];
beforeAll(async () => {
  app = await openWebApp();
  event = await publishSoon(app);
});
afterAll(() => app?.stop());
afterEach(async () => {
  await Promise.all(open.map(({ page }) => page.context().close()));
  open = [];
});

async function openOne(then?: string): Promise<Buyer> {
  const buyer = await openBuyer(app, then);
  open.push(buyer);
  return buyer;
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 });

it('renews the token of two tabs one after the other, and neither is signed out', async () => {
  const { page, person } = await openOne();
  await book(app, person, event, ['a/C-1']);
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto('/bookings');
    await tab.getByRole('link', { name: event.title }).waitFor();
  }
  let [now, most, refreshes] = [0, 0, 0];
  await page.context().route('**/v1/auth/cookie/refresh', async route => {
    now += 1;
    refreshes += 1;
    most = Math.max(most, now);
    const response = await route.fetch();
    now -= 1;
    await route.fulfill({ response });
  });
  app.jump(ACCESS_TOKEN_SECONDS * 1_000 + 1);
  const search = async (tab: Page): Promise<void> => {
    await tab.getByLabel('Booking reference').fill('ABCD2345');
    await tab.getByRole('button', { name: 'Find' }).click();
    await tab.getByText('Your account has no booking with the reference').waitFor();
  };
  await Promise.all([search(page), search(other)]);
  expect([most, refreshes]).toEqual([1, 2]);
});

it('asks for the password after the session has ended, and returns to the same seats', async () => {
  const buyer = await openOne(seatsPage(event));
  const { page } = buyer;
  await chooseTwo(buyer);
  await changePasswordElsewhere(buyer);
  app.jump(ACCESS_TOKEN_SECONDS * 1_000 + 1);
  await page.getByRole('button', { name: 'Hold these seats' }).click();
  await page.getByText('Your session has ended').waitFor();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.getByLabel('E-mail').first().fill(buyer.email);
  await page.getByLabel('Password', { exact: true }).fill(`${PASSWORD} too`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/holds/**');
  await page.getByText('Section A, Row A, Seat 2', { exact: true }).waitFor();
});

/** Ends all other sessions, as a change of the password on another device does. */
async function changePasswordElsewhere({ email }: Buyer): Promise<void> {
  const { accessToken } = (await login(app.world, email)).body;
  expect((await changePassword(app.world, accessToken, PASSWORD, `${PASSWORD} too`)).status).toBe(204);
}

it('signs out all tabs, and shows to the next user nothing of the one before', async () => {
  const first = await openOne('/bookings');
  const { page } = first;
  await book(app, first.person, await publishSoon(app), ['a/A-1']);
  const other = await page.context().newPage();
  await other.goto('/bookings');
  await other.getByRole('link', { name: /^Evening/ }).waitFor();
  await page.goto('/account');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await heading(other, 'Sign in').waitFor();
  const second = await openOne();
  const bookings: string[] = [];
  other.on('response', response => response.url().includes('/v1/bookings') && bookings.push(response.url()));
  await other.getByLabel('E-mail').first().fill(second.email);
  await other.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await other.route('**/v1/bookings*', route => route.abort());
  await other.getByRole('button', { name: 'Sign in' }).click();
  await heading(other, 'My bookings').waitFor();
  expect(await other.getByRole('link', { name: /^Evening/ }).count()).toBe(0);
  await page.getByRole('link', { name: 'My bookings' }).waitFor();
});

it("says that another's booking is none of one's own, and shows nothing of it", async () => {
  const [owner, other] = [await openOne(), await openOne()];
  const address = await book(app, owner.person, event, ['a/B-1']);
  await other.page.goto(address);
  await other.page.getByText('There is no such booking in your account.').waitFor();
  expect(await other.page.getByRole('img', { name: /^QR/ }).count()).toBe(0);
});

it('lets a guest hold the chosen seats by the link of a mail, in another tab', async () => {
  const visitor = await app.visitor();
  open.push(visitor);
  const { page } = visitor;
  const [name, email] = ['Dora Guest', newEmail()];
  await page.goto(seatsPage(event));
  await page.getByRole('button', { name: /^Section A,/ }).click();
  await page.getByRole('gridcell', { name: /Row.J, Seat.5,/ }).click();
  await page.getByRole('button', { name: 'Hold these seats' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByRole('button', { name: 'Send me the link' }).click();
  await page.getByText(`Look into the mail of ${email}`).waitFor();
  const token = await app.world.service.dependencies.linkTokens.sign(
    {
      link: { purpose: 'guest', linkId: 'link-of-dora', email, name },
      expiresAt: app.world.now + MAIL_LINK_SECONDS * 1_000,
    },
    app.world.now,
  );
  const mail = await page.context().newPage();
  await mail.goto(`/links#guest=${token}`);
  await mail.getByRole('button', { name: 'Continue' }).click();
  await mail.waitForURL('**/holds/**');
  await mail.getByText('Section A, Row J, Seat 5', { exact: true }).waitFor();
});
