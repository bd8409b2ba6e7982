/** Tickets without a connection: after one visit the device shows them, whatever the network does, to their owner only. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WEB_DIST } from '../../lib/deployment/web-build.ts';
import { PASSWORD } from '../support/accounts.ts';
import { type Buyer, book, openBuyer, publishSoon } from '../support/buyers.ts';
import { openWebApp, type WebApp } from '../support/web-app.ts';

const WITHIN = { timeout: 20_000 };

let app: WebApp;
let buyer: Buyer;
let booking: string;
beforeAll(async () => {
  app = await openWebApp();
});
afterAll(() => app?.stop());
afterEach(() => buyer.page.context().close());

/** A buyer who has looked at the tickets once. */
async function afterOneVisit(): Promise<void> {
  buyer = await openBuyer(app, '/events', { serviceWorkers: 'allow' });
  booking = await book(app, buyer.person, await publishSoon(app), ['a/A-1', 'a/A-2']);
  await buyer.page.goto(booking);
  await codes().first().waitFor();
  await buyer.page.evaluate('navigator.serviceWorker.ready.then(() => true)');
}
const codes = () => buyer.page.getByRole('img', { name: /^QR code/ });
const withoutConnection = () => buyer.page.getByText(/There is no connection just now/);
const caches = (): Promise<string[]> => buyer.page.evaluate('caches.keys()');

it('shows them after each reload without a connection, from the list too, and anew with a connection', async () => {
  await afterOneVisit();
  const { page } = buyer;
  expect(buyer.complaints).toEqual([]);
  await page.context().setOffline(true);
  for (let reloads = 0; reloads < 2; reloads++) {
    await page.reload();
    await codes().first().waitFor();
    expect([await codes().count(), await withoutConnection().count()]).toEqual([2, 1]);
  }
  await page.goto('/bookings');
  await page.getByRole('link', { name: /^Evening/ }).click();
  await codes().first().waitFor();
  await page.context().setOffline(false);
  await withoutConnection().waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
});

it('shows them where the device is connected to a network that answers nothing', async () => {
  await afterOneVisit();
  await buyer.page.route('**/v1/**', route => route.abort());
  await buyer.page.reload();
  await codes().first().waitFor();
  await withoutConnection().waitFor();
});

it('removes them at sign-out, and shows them to no other user of the device', async () => {
  await afterOneVisit();
  const { page } = buyer;
  expect((await caches()).some(name => name.startsWith('holdfast-tickets-'))).toBe(true);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/events');
  await expect
    .poll(async () => (await caches()).filter(name => name.startsWith('holdfast-tickets-')), WITHIN)
    .toEqual([]);
  const other = await openBuyer(app);
  await other.page.context().close();
  await buyer.signIn(other.email, PASSWORD);
  await page.context().setOffline(true);
  await page.goto(booking);
  await page.getByText('This booking was not opened on this device before').waitFor();
  expect(await codes().count()).toBe(0);
});

it('shows the newest version of the app at the next reload, and removes the earlier one when no tab uses it', async () => {
  await afterOneVisit();
  const { page } = buyer;
  const [earlier] = (await caches()).filter(name => name.startsWith('holdfast-app-'));
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-next-'));
  try {
    await cp(WEB_DIST, folder, { recursive: true });
    const change = async (name: string, from: string, to: string): Promise<void> => {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).toContain(from);
      await writeFile(join(folder, name), text.replaceAll(from, to));
    };
    await change('index.html', '<div id="root">', '<div id="root" data-next>');
    await change('service-worker.js', String(earlier?.slice('holdfast-app-'.length)), 'next');
    app.deploy(folder);
    await page.reload();
    expect(await page.locator('[data-next]').count()).toBe(1);
    await expect.poll(caches, WITHIN).toContain('holdfast-app-next');
    expect(await caches()).toContain(earlier);
    const context = page.context();
    await page.close();
    const later = async (): Promise<string[]> => {
      const visit = await context.newPage();
      await visit.goto('/terms');
      const names = await visit.evaluate<string[]>('caches.keys()');
      await visit.close();
      return names;
    };
    await expect.poll(later, { ...WITHIN, interval: 300 }).not.toContain(earlier);
  } finally {
    app.deploy(WEB_DIST);
    await rm(folder, { recursive: true });
  }
});
