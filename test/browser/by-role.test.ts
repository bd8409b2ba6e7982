/** The whole purchase as with a screen reader: controls are found by role and name alone, and pressed by keys. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Buyer, openBuyer, publishSoon } from '../support/buyers.ts';
import { hearLiveRegions } from '../support/live-regions.ts';
import { openWebApp, type WebApp } from '../support/web-app.ts';

let app: WebApp;
beforeAll(async () => {
  app = await openWebApp();
});
afterAll(() => app?.stop());

type Role = Parameters<Buyer['page']['getByRole']>[0];

it('leads from the list of events to the ticket, and tells each change', async () => {
  const event = await publishSoon(app);
  const { page, jump } = await openBuyer(app, '/events');
  const heard = await hearLiveRegions(page);
  await jump(0);
  await page.reload();
  const find = (role: Role, name: string | RegExp) => page.getByRole(role, { name, exact: true });
  const press = (role: Role, name: string | RegExp, key = 'Enter') => find(role, name).press(key);
  const focusedOn = async (name: string): Promise<void> => {
    await expect.poll(() => page.evaluate('document.activeElement?.textContent'), { timeout: 20_000 }).toBe(name);
  };
  const said = async (...texts: unknown[]): Promise<void> => {
    const all: string[] = [];
    await expect
      .poll(
        async () => {
          all.push(...(await heard()));
          return all.slice(0, texts.length);
        },
        { timeout: 20_000 },
      )
      .toEqual(texts);
    expect(all).toEqual(texts);
  };
  const later = async (ms: number): Promise<void> => {
    app.jump(ms);
    await jump(ms);
  };

  await press('link', event.title);
  await focusedOn(event.title);
  await press('link', 'Choose seats');
  await focusedOn('Choose your places');
  await find('button', 'Section A, 100 free, from €50.00').waitFor();
  await heard();

  await press('button', 'Section A, 100 free, from €50.00');
  await press('gridcell', 'Section A, Row A, Seat 1, €50.00, free', ' ');
  await said('1 place Total: €50.00', 'Section A, Row A, Seat 1 chosen. 1 place in all.');
  await press('gridcell', 'Section A, Row A, Seat 1, €50.00, chosen', 'ArrowRight');
  await focusedOn('2');
  await press('gridcell', 'Section A, Row A, Seat 2, €50.00, free', ' ');
  await said('2 places Total: €100.00', 'Section A, Row A, Seat 2 chosen. 2 places in all.');
  await press('button', 'Hold these seats');
  await focusedOn('Your places are held');
  await find('timer', 'Time left').waitFor();
  await said('This is a test: nothing is charged. Do not enter a real card, it would be refused.');

  await later(120_000);
  await press('button', 'Get more time');
  // The page knows the clock of the service to the second.
  await said(expect.stringMatching(/^You have more time: (5 minutes|5 minutes 1 second|4 minutes 5\d seconds)\.$/));
  await later(240_000);
  await said('Your places are held for 60 more seconds.');
  await later(40_000);
  await said('Your places are held for 20 more seconds.');
  await press('button', 'Fill in the card 4242 4242 4242 4242');
  await press('button', 'Pay €100.00');
  await focusedOn(event.title);
  await said('Your payment is being made. Please keep this page open.');
  await find('img', 'QR code of Ticket 1 of 2').waitFor();
  await press('button', 'Next ticket');
  await said('Ticket 2 of 2');
});
