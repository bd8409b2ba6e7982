/** Choosing places in other ways than by seat: areas and codes, the best wheelchair places, in German by touch, and when something changes. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { HOUR_MS } from '../../lib/domain/time.ts';
import { HOLD as HOLD_DE } from '../../lib/messages/web/de/hold.ts';
import { SEATS as SEATS_DE } from '../../lib/messages/web/de/seats.ts';
import { HOLD } from '../../lib/messages/web/en/hold.ts';
import { SEATS } from '../../lib/messages/web/en/seats.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { type Buyer, holdTwo, openBuyer, publishSoon, seatOf, seatsPage } from '../support/buyers.ts';
import { createCode } from '../support/codes.ts';
import { openWebApp, type Visitor, type WebApp } from '../support/web-app.ts';
import { edit, type Person, publish } from '../support/world.ts';
import { concert } from './states/scene.ts';

let app: WebApp;
let organizer: Person;
let visitor: Visitor;
beforeAll(async () => {
  app = await openWebApp();
  organizer = await app.world.person('organizer');
});
afterAll(() => app?.stop());
afterEach(() => visitor.page.context().close());

const publishConcert = () => publish(app.world, concert({ title: `Songs ${newEmail().slice(0, 8)}` }), organizer);
const open = async (then: string): Promise<Buyer> => {
  const buyer = await openBuyer(app, then);
  visitor = buyer;
  return buyer;
};
const button = (name: string) => visitor.page.getByRole('button', { name, exact: true });
const heldPlaces = async (): Promise<string> => {
  await visitor.page.waitForURL('**/holds/**');
  await visitor.page.getByRole('heading', { name: HOLD.heading }).waitFor();
  return visitor.page.getByRole('main').innerText();
};

it('holds places of an area by ticket type, with a promo code', async () => {
  const event = await publishConcert();
  const code = await createCode(app.world, organizer, event, { discount: { percent: 50 } });
  await open(seatsPage(event));
  const [adults, children] = ['Adult', 'Child under 15'].map(type =>
    SEATS.areas.more(SEATS.areas.count('Standing', type)),
  );
  await button(adults as string).click();
  await button(adults as string).click();
  await button(children as string).click();
  await visitor.page.getByLabel(SEATS.code.label).fill(code);
  await button(SEATS.code.apply).click();
  await visitor.page.getByText(SEATS.code.inUse(code)).first().waitFor();
  await button(SEATS.chosen.hold).click();
  // Half of 2 × €21.00 and 1 × €10.50, and three fees of €1.50, which codes do not lower.
  expect(await heldPlaces()).toContain('€30.75');
});

it('holds the best wheelchair place with a companion beside it', async () => {
  const event = await publishConcert();
  await open(seatsPage(event));
  await button(SEATS.best.open).click();
  await button(SEATS.areas.more(SEATS.best.wheelchairs)).click();
  await button(SEATS.areas.more(SEATS.best.companions)).click();
  await button(SEATS.best.hold).click();
  expect(await heldPlaces()).toMatch(/Row.G, Seat.5.*Row.G, Seat.6|Row.G, Seat.7.*Row.G, Seat.8/s);
});

it('works by touch on a small screen, in German, without motion', async () => {
  const event = await publishSoon(app);
  const { email } = (await register(app.world)).body.user;
  visitor = await app.visitor({
    locale: 'de-DE',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  });
  const { page } = visitor;
  await page.goto(`/signin?return=${encodeURIComponent(seatsPage(event))}`);
  await page.locator('html[lang=de]').waitFor();
  await page.locator('input[type=email]').first().fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await button('Anmelden').tap();
  await page.getByRole('button', { name: /^Section A,/ }).tap();
  await page
    .getByRole('gridcell', { name: /Platz.3\b/ })
    .first()
    .tap();
  await button(SEATS_DE.chosen.hold).tap();
  await page.waitForURL('**/holds/**');
  await page.getByRole('heading', { name: HOLD_DE.heading }).waitFor();
  await page.getByRole('button', { name: /4242 eintragen$/ }).tap();
  await page.getByRole('button', { name: / bezahlen$/ }).tap();
  await page.waitForURL('**/bookings/**');
  await page.getByRole('img', { name: /QR/ }).first().waitFor();
  expect(visitor.complaints).toEqual([]);
});

it('says that sales have ended while the visitor chose, and moves the focus there', async () => {
  const event = await publishConcert();
  await open(seatsPage(event));
  await visitor.page.getByRole('button', { name: /^Stalls,/ }).click();
  await seatOf(visitor, 'A', 1).click();
  await edit(app.world, organizer, event, { status: 'closed' });
  await button(SEATS.chosen.hold).click();
  await visitor.page.getByRole('alert').filter({ hasText: SEATS.refused.closed }).waitFor();
  expect(await visitor.page.evaluate('document.activeElement.textContent')).toContain(SEATS.refused.closed);
});

it('counts the time of a hold right on a device whose clock is an hour ahead', async () => {
  const event = await publishSoon(app);
  const buyer = await openBuyer(app, '/events');
  visitor = buyer;
  await buyer.jump(HOUR_MS);
  await buyer.page.goto(seatsPage(event));
  await holdTwo(buyer);
  await buyer.page
    .getByText(/^4 minutes 5\d seconds left|^5 minutes/)
    .first()
    .waitFor();
});

it('shows an own hold of another tab, and marks its seats as held', async () => {
  const event = await publishSoon(app);
  const buyer = await open(seatsPage(event));
  await holdTwo(buyer);
  const second = await buyer.page.context().newPage();
  await second.goto(seatsPage(event));
  await second.getByText(SEATS.own.text(2)).waitFor();
  await second.getByRole('button', { name: /^Section A,/ }).click();
  // The map may be two seconds old at first.
  await second
    .getByRole('gridcell', { name: new RegExp(`Row.A, Seat.1,.*${SEATS.seat.status.held}`) })
    .first()
    .waitFor();
});
