/** The sales of an event by section and day, over HTTP: each sale, cancellation and refund on its own day in the event's time zone. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { DayOfSales, EventSales } from '../../../lib/contract/administration/responses.ts';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { recordFailedRefund } from '../../../lib/domain/payment-changes.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { gatewayPaymentOf } from '../../../lib/usecases/bookings/drive-payment.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { expectIntegrity, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import {
  cancel,
  edit,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let event: Event;

const SECTIONS: NewEvent['sections'] = [
  { id: 'stalls', name: 'Stalls', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 20 }] },
  { id: 'box', name: 'Box', kind: 'seated', price: 9_000, rows: [{ row: 'A', count: 5 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 100 },
];

const publishIn = (timeZone: string, changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, { timeZone, sections: SECTIONS, ...changes }, organizer);

beforeEach(async () => {
  laterReader = undefined;
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publishIn('Europe/Vienna');
});

const seats = (...labels: string[]) => labels.map(label => `stalls/A-${label}`);
const book = (body: object, of = event): Promise<Booking> => bookPlaces(world, alice, of, body);
async function cancelled(booking: Booking, body: NewCancellation = {}): Promise<void> {
  expect((await cancel(world, alice, booking, body)).status).toBe(200);
}

/** The organizer, or an admin if the organizer's session has ended. */
async function readerNow(): Promise<Person> {
  if (world.now < START + 6 * DAY) return organizer;
  laterReader ??= await world.person('admin');
  return laterReader;
}
let laterReader: Person | undefined;

/** Reads the sales after the stream has delivered everything. Checks that the days add up to the totals, and the integrity. */
async function readSales(of = event, query: Record<string, string> = {}): Promise<EventSales> {
  await publishHistoryOfAll(world);
  const as = await readerNow();
  const answer = await world.invoke<EventSales>('read-sales', { as, params: { eventId: of.id }, query });
  expect(answer.status).toBe(200);
  if (Object.keys(query).length === 0) expectSums(answer.body);
  await expectIntegrity(world, of);
  return answer.body;
}

type Figures = Pick<DayOfSales, 'booked' | 'cancelled' | 'captured' | 'returned'>;
const numbersOf = ({ booked, cancelled: gone, captured, returned }: Figures) =>
  [booked, gone, captured.amount, returned.amount] as const;
const sum = (all: Figures[]) =>
  all.map(numbersOf).reduce((one, other) => one.map((n, i) => n + (other[i] ?? 0)) as never, [0, 0, 0, 0] as const);

function expectSums(sales: EventSales): void {
  expect(sum(sales.days)).toEqual(numbersOf(sales));
  expect(sum(sales.sections)).toEqual(numbersOf(sales));
  for (const day of sales.days) expect(sum(day.sections)).toEqual(numbersOf(day));
  for (const each of [sales, ...sales.sections, ...sales.days]) {
    expect(each.sold).toBe(each.booked - each.cancelled);
    expect(each.revenue.amount).toBe(each.captured.amount - each.returned.amount);
  }
  expect(sales.isComplete).toBe(true);
}

/** The figures of each day, and of each section in it: sold places and net revenue. */
const daysIn = ({ days }: EventSales) =>
  days.map(({ day, sold, revenue, sections }) => [
    day,
    [sold, revenue.amount],
    Object.fromEntries(sections.map(section => [section.id, [section.sold, section.revenue.amount]])),
  ]);

describe('the sales of an event', () => {
  it('are zeros before the first sale', async () => {
    const none = { amount: 0, currency: 'EUR' };
    const zeros = { sold: 0, booked: 0, cancelled: 0, captured: none, returned: none, revenue: none, held: 0 };
    expect(await readSales()).toEqual({
      eventId: event.id,
      timeZone: 'Europe/Vienna',
      ...zeros,
      sections: [
        { id: 'stalls', name: 'Stalls', ...zeros },
        { id: 'box', name: 'Box', ...zeros },
        { id: 'standing', name: 'Standing', ...zeros },
      ],
      days: [],
      nextCursor: null,
      isComplete: true,
      asOf: new Date(world.now).toISOString(),
    });
  });

  it('are by section: seats of two sections and places of an area, with the places held now', async () => {
    await book({ seats: [...seats('1', '2'), 'box/A-1'], areas: [{ areaId: 'standing', quantity: 4 }] });
    expect((await hold(world, alice, event, ['box/A-5', ...seats('7', '8')])).status).toBe(201);
    const request = {
      as: alice,
      key: newKey(),
      params: { eventId: event.id },
      body: { areas: [{ areaId: 'standing', quantity: 3 }] },
    };
    expect((await world.invoke('place-hold', request)).status).toBe(201);
    const sales = await readSales();
    expect(sales).toMatchObject({ sold: 7, held: 6, revenue: { amount: 31_000, currency: 'EUR' } });
    expect(sales.sections.map(({ id, sold, held, revenue }) => [id, sold, held, revenue.amount])).toEqual([
      ['stalls', 2, 2, 10_000],
      ['box', 1, 1, 9_000],
      ['standing', 4, 3, 12_000],
    ]);
    expect(daysIn(sales)).toEqual([
      ['2027-03-01', [7, 31_000], { box: [1, 9_000], stalls: [2, 10_000], standing: [4, 12_000] }],
    ]);
  });

  it('do not count a hold that lapsed or was declined', async () => {
    const { body: held } = await hold(world, alice, event, seats('1'));
    gateway.faultOf = () => 'refused';
    await pay(world, alice, held);
    gateway.faultOf = () => undefined;
    await hold(world, alice, event, seats('2'));
    world.now += HOUR;
    expect(await readSales()).toMatchObject({ sold: 0, booked: 0, held: 0, days: [] });
  });

  it('count a free place as sold, without revenue', async () => {
    const free = await publishIn('Europe/Vienna', { sections: SECTIONS.map(section => ({ ...section, price: 0 })) });
    const booking = await book({ seats: seats('1', '2'), areas: [{ areaId: 'standing', quantity: 1 }] }, free);
    await cancelled(booking, { seats: seats('1') });
    const sales = await readSales(free);
    expect(sales).toMatchObject({ sold: 2, booked: 3, cancelled: 1, revenue: { amount: 0 } });
    expect(daysIn(sales)).toEqual([['2027-03-01', [2, 0], { stalls: [1, 0], standing: [1, 0] }]]);
  });

  it('subtract a cancelled part and its refund on the day of the cancellation', async () => {
    const booking = await book({ seats: seats('1', '2'), areas: [{ areaId: 'standing', quantity: 2 }] });
    world.now += DAY;
    await cancelled(booking, { seats: seats('2'), areas: [{ areaId: 'standing', quantity: 1 }] });
    const sales = await readSales();
    expect(sales).toMatchObject({ sold: 2, booked: 4, cancelled: 2, revenue: { amount: 8_000 } });
    expect(daysIn(sales)).toEqual([
      ['2027-03-02', [-2, -8_000], { stalls: [-1, -5_000], standing: [-1, -3_000] }],
      ['2027-03-01', [4, 16_000], { stalls: [2, 10_000], standing: [2, 6_000] }],
    ]);
    world.now += DAY;
    await cancelled(booking);
    expect(await readSales()).toMatchObject({ sold: 0, booked: 4, cancelled: 4, revenue: { amount: 0 } });
  });

  it('count a late capture on its own day', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    await book({ seats: seats('1') });
    expect(daysIn(await readSales())).toEqual([['2027-03-01', [1, 0], { stalls: [1, 0] }]]);
    gateway.faultOf = () => undefined;
    world.now += DAY;
    expect(await reconcile(world)).toMatchObject({ finished: 1 });
    expect(daysIn(await readSales())).toEqual([
      ['2027-03-02', [0, 5_000], { stalls: [0, 5_000] }],
      ['2027-03-01', [1, 0], { stalls: [1, 0] }],
    ]);
  });

  it('keep the revenue of a stuck refund until a person has returned the money', async () => {
    const booking = await book({ seats: seats('1') });
    gateway.faultOf = call => (call === 'refund' ? 'refused' : undefined);
    world.now += DAY;
    await cancelled(booking);
    expect(await readSales()).toMatchObject({ sold: 0, revenue: { amount: 5_000 } });
    world.now += DAY;
    const settlement = { as: await world.person('admin'), params: { paymentId: booking.payment?.id ?? '' } };
    expect((await world.invoke('settle-payment', { ...settlement, body: { reason: 'in cash' } })).status).toBe(200);
    expect(daysIn(await readSales())).toEqual([
      ['2027-03-03', [0, -5_000], { stalls: [0, -5_000] }],
      ['2027-03-02', [-1, 0], { stalls: [-1, 0] }],
      ['2027-03-01', [1, 5_000], { stalls: [1, 5_000] }],
    ]);
  });

  it('take a refund back on the day on which the bank rejects it', async () => {
    const booking = await book({ seats: seats('1', '2') });
    await cancelled(booking, { seats: seats('2') });
    world.now += 3 * DAY;
    const claim = await world.claimOf(booking);
    const origin = { at: world.now, actor: 'system', requestId: 'bank' };
    await world.service.dependencies.store.changeClaim(claim, recordFailedRefund(claim, 1, 1, origin));
    const sales = await readSales();
    expect(sales).toMatchObject({ sold: 1, returned: { amount: 0 }, revenue: { amount: 10_000 } });
    expect(sales.days[0]).toMatchObject({
      day: '2027-03-04',
      sold: 0,
      returned: { amount: -5_000 },
      revenue: { amount: 5_000 },
    });
  });

  it('do not count a payment that was captured although its hold could not be booked', async () => {
    const { body: held } = await hold(world, alice, event, seats('1'));
    gateway.faultOf = call => (call === 'authorise' ? 'lost-reply' : undefined);
    await pay(world, alice, held);
    gateway.faultOf = () => undefined;
    world.now += HOUR + 61 * MINUTE;
    // The reconciler gives the payment up, and the gateway has captured it meanwhile.
    await gateway.capture(gatewayPaymentOf(await world.claimOf(held), 1));
    await reconcile(world);
    await reconcile(world);
    const { history } = await world.claimOf(held);
    expect(history.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['payment.captured', 'payment.refunded']),
    );
    expect(await readSales()).toMatchObject({ sold: 0, captured: { amount: 0 }, returned: { amount: 0 }, days: [] });
  });

  it('count each sale at its own price when an edit changes the prices between them', async () => {
    const early = await book({ seats: seats('1') });
    expect((await edit(world, organizer, event, { sections: [{ id: 'stalls', price: 8_000 }] })).status).toBe(200);
    world.now += MINUTE;
    await book({ seats: seats('2') });
    await cancelled(early);
    expect(await readSales()).toMatchObject({ sold: 1, captured: { amount: 13_000 }, revenue: { amount: 8_000 } });
  });

  it('keep the sales of a section that was removed, without its name', async () => {
    const booking = await book({ seats: ['box/A-1'] });
    world.now += MINUTE;
    await cancelled(booking);
    expect((await edit(world, organizer, event, { removeSections: ['box'] })).status).toBe(200);
    const { sections } = await readSales();
    expect(sections.map(({ id, name, booked, sold }) => [id, name, booked, sold])).toEqual([
      ['stalls', 'Stalls', 0, 0],
      ['standing', 'Standing', 0, 0],
      ['box', undefined, 1, 0],
    ]);
  });

  it('have the sales of an event that was cancelled, with all money returned', async () => {
    await book({ seats: seats('1', '2') });
    world.now += DAY;
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBeLessThan(300);
    world.now += MINUTE;
    await reconcile(world);
    expect(await readSales()).toMatchObject({
      sold: 0,
      cancelled: 2,
      captured: { amount: 10_000 },
      revenue: { amount: 0 },
    });
  });
});

describe('the days of sales', () => {
  const at = async (times: string[], of: Event): Promise<unknown> => {
    for (const [i, time] of times.entries()) {
      world.now = Date.parse(time);
      laterReader = undefined;
      await book({ seats: seats(String(i + 1)) }, of);
    }
    return (await readSales(of)).days.map(({ day, sold }) => [day, sold]);
  };
  /** The event starts after all of these sales. */
  const publishLate = (timeZone: string): Promise<Event> =>
    publishIn(timeZone, { startsAt: '2028-02-01T18:00:00Z', endsAt: '2028-02-01T20:00:00Z' });

  it('end at midnight in the time zone of the event, west and east of UTC', async () => {
    const newYork = await publishLate('America/New_York');
    expect(await at(['2027-03-02T04:59:59.999Z', '2027-03-02T05:00:00Z'], newYork)).toEqual([
      ['2027-03-02', 1],
      ['2027-03-01', 1],
    ]);
    const kiritimati = await publishLate('Pacific/Kiritimati');
    expect(await at(['2027-03-03T09:59:59.999Z', '2027-03-03T10:00:00Z'], kiritimati)).toEqual([
      ['2027-03-04', 1],
      ['2027-03-03', 1],
    ]);
    const kathmandu = await publishLate('Asia/Kathmandu');
    expect(await at(['2027-03-05T18:14:59.999Z', '2027-03-05T18:15:00Z'], kathmandu)).toEqual([
      ['2027-03-06', 1],
      ['2027-03-05', 1],
    ]);
  });

  it('have 23 and 25 hours when the clocks change', async () => {
    const vienna = await publishLate('Europe/Vienna');
    const changes = [
      // From 23:00Z on 27 March to 22:00Z on 28 March 2027.
      ...['2027-03-27T22:59:59Z', '2027-03-27T23:00:00Z', '2027-03-28T21:59:59Z', '2027-03-28T22:00:00Z'],
      // From 22:00Z on 30 October to 23:00Z on 31 October 2027.
      ...['2027-10-30T21:59:59Z', '2027-10-30T22:00:00Z', '2027-10-31T22:59:59Z', '2027-10-31T23:00:00Z'],
    ];
    expect(await at(changes, vienna)).toEqual([
      ['2027-11-01', 1],
      ['2027-10-31', 2],
      ['2027-10-30', 1],
      ['2027-03-29', 1],
      ['2027-03-28', 2],
      ['2027-03-27', 1],
    ]);
  });

  it('stay as they were counted when the time zone of the event is edited', async () => {
    const late = await publishLate('Europe/Vienna');
    expect(await at(['2027-03-02T23:30:00Z'], late)).toEqual([['2027-03-03', 1]]);
    expect((await edit(world, organizer, late, { timeZone: 'America/New_York' })).status).toBe(200);
    world.now += MINUTE;
    await book({ seats: seats('2') }, late);
    const sales = await readSales(late);
    expect(sales.timeZone).toBe('America/New_York');
    expect(sales.days.map(({ day, sold }) => [day, sold])).toEqual([
      ['2027-03-03', 1],
      ['2027-03-02', 1],
    ]);
  });

  it('come in pages, newest first, and each page has the totals of all days', async () => {
    const late = await publishLate('Europe/Vienna');
    await at(
      [1, 2, 3, 4, 5].map(day => `2027-04-0${day}T12:00:00Z`),
      late,
    );
    const pages: [number, string[]][] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await readSales(late, { limit: '2', ...(cursor !== undefined && { cursor }) });
      pages.push([page.sold, page.days.map(({ day }) => day)]);
      cursor = page.nextCursor;
    }
    expect(pages).toEqual([
      [5, ['2027-04-05', '2027-04-04']],
      [5, ['2027-04-03', '2027-04-02']],
      [5, ['2027-04-01']],
    ]);
  });
});

describe('the readers of sales', () => {
  const status = async (as: Person | undefined, eventId = event.id) => {
    const { status, body } = await world.invoke<{ code?: string }>('read-sales', {
      ...(as && { as }),
      params: { eventId },
    });
    return [status, body.code];
  };

  it('are members of the organization and admins', async () => {
    expect(await status(organizer)).toEqual([200, undefined]);
    expect(await status(await world.person('admin'))).toEqual([200, undefined]);
    expect(await status(await world.person('organizer'))).toEqual([403, 'not-your-event']);
    expect(await status(undefined)).toEqual([401, 'unauthenticated']);
    expect(await status(organizer, `evt_${'1'.repeat(25)}`)).toEqual([404, 'event-not-found']);
  });

  it('get 400 for a cursor of another event', async () => {
    await book({ seats: seats('1') });
    world.now += DAY;
    await book({ seats: seats('2') });
    const { nextCursor } = await readSales(event, { limit: '1' });
    const other = await publishIn('Europe/Vienna');
    const request = { as: organizer, params: { eventId: other.id }, query: { cursor: nextCursor ?? '' } };
    expect(await world.invoke('read-sales', request)).toMatchObject({
      status: 400,
      body: { code: 'validation-failed', errors: [{ path: 'query.cursor' }] },
    });
  });
});
