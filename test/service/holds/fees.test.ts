/** Totals of holds and bookings: tiers, fees and taxes, and the terms that an edit does not change. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewPrices } from '../../../lib/contract/events/price-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { readBooking } from '../../support/bookings.ts';
import { editPrices, holdOf, publishPriced, quoteOf, THEATRE, TYPES } from '../../support/prices.ts';
import { cancel, extend, newKey, openWorld, type Person, pay, readHold, type World } from '../../support/world.ts';

type Fee = NonNullable<NewPrices['fees']>[number];

let world: World;
let alice: Person;
let organizer: Person;
beforeEach(async () => {
  world = await openWorld();
  [alice, organizer] = [await world.person(), await world.person('organizer')];
});

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const priced = (prices: NewPrices): Promise<Event> => publishPriced(world, prices, {}, organizer);
const TICKET_FEE: Fee = { id: 'ticket', name: 'Ticket fee', per: 'ticket', amount: 150, isRefundable: true };
const SERVICE_FEE: Fee = { id: 'service', name: 'Service fee', per: 'booking', amount: 200, isRefundable: false };

describe('a price tier', () => {
  it('replaces the price of the section for whole rows and for single seats', async () => {
    const event = await priced({
      tiers: [
        { id: 'front', name: 'Front', sectionId: 'stalls', price: 6_000, rows: ['A'] },
        { id: 'pillar', name: 'Behind a pillar', sectionId: 'stalls', price: 1_000, seats: ['B-6'] },
      ],
    });
    const { body } = await holdOf(world, alice, event, { seats: ['stalls/A-1', 'stalls/B-1', 'stalls/B-6'] });
    expect(body.places.map(({ price }) => price.amount)).toEqual([6_000, 5_000, 1_000]);
    expect(body.total).toEqual(euros(12_000));
  });

  it('is the price that a percentage of a type is of', async () => {
    const event = await priced({
      ticketTypes: [TYPES.adult, TYPES.child],
      tiers: [{ id: 'front', name: 'Front', sectionId: 'stalls', price: 6_001, rows: ['A'] }],
    });
    const seats = ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }];
    const { body } = await holdOf(world, alice, event, { seats });
    expect(body.places.map(({ price }) => price.amount)).toEqual([6_001, 3_001]);
  });
});

describe('fees', () => {
  it('are on each ticket and once on the booking, and are lines of the total', async () => {
    const event = await priced({ fees: [TICKET_FEE, SERVICE_FEE] });
    const { body } = await holdOf(world, alice, event, {
      seats: ['stalls/A-1'],
      areas: [{ areaId: 'standing', quantity: 2 }],
    });
    expect(body.total).toEqual(euros(5_000 + 2 * 2_000 + 3 * 150 + 200));
    expect(body.lines).toMatchObject([
      { kind: 'places', sectionId: 'stalls', amount: euros(5_000) },
      { kind: 'places', sectionId: 'standing', quantity: 2, price: euros(2_000), amount: euros(4_000) },
      { kind: 'fee', id: 'ticket', name: 'Ticket fee', quantity: 3, amount: euros(450) },
      { kind: 'fee', id: 'service', name: 'Service fee', quantity: 1, amount: euros(200) },
    ]);
    expect((await pay(world, alice, body)).body).toMatchObject({ total: body.total, kept: body.total });
  });

  it('in percent are of the price of each ticket, and of the sum of the prices', async () => {
    const event = await priced({
      fees: [
        { id: 'ticket', name: 'Ticket fee', per: 'ticket', percent: 2.5, isRefundable: true },
        { id: 'service', name: 'Service fee', per: 'booking', percent: 10, isRefundable: true },
      ],
      tiers: [{ id: 'odd', name: 'Odd', sectionId: 'stalls', price: 1_010, rows: ['A'] }],
    });
    const { body } = await holdOf(world, alice, event, { seats: ['stalls/A-1', 'stalls/A-2'] });
    // 2.5 % of 1,010 are 25.25, for each ticket.
    expect(body.lines?.map(({ amount }) => amount.amount)).toEqual([2_020, 50, 202]);
    expect(body.total).toEqual(euros(2_272));
  });

  it('are not on what is free', async () => {
    const event = await priced({
      ticketTypes: [TYPES.adult, { id: 'baby', name: 'Baby', price: 0 }],
      fees: [TICKET_FEE, SERVICE_FEE],
    });
    const free = (await holdOf(world, alice, event, { seats: [{ seat: 'stalls/A-1', type: 'baby' }] })).body;
    expect([free.total, free.lines]).toMatchObject([euros(0), [{ kind: 'places', amount: euros(0) }]]);
    expect((await pay(world, alice, free)).status).toBe(201);
    const seats = [{ seat: 'stalls/A-2', type: 'baby' }, 'stalls/A-3'];
    const { body } = await holdOf(world, alice, event, { seats });
    expect(body.total).toEqual(euros(5_000 + 150 + 200));
    expect(body.lines?.find(line => line.kind === 'fee')).toMatchObject({ id: 'ticket', quantity: 1 });
  });

  it('are in the expected total, and in the total of the refusal', async () => {
    const event = await priced({ fees: [TICKET_FEE, SERVICE_FEE] });
    const seats = ['stalls/A-1'];
    const refused = await holdOf(world, alice, event, { seats, expectedTotal: 5_000 });
    expect([refused.status, refused.body.code, refused.body.total]).toEqual([409, 'price-changed', euros(5_350)]);
    expect((await holdOf(world, alice, event, { seats, expectedTotal: 5_350 })).status).toBe(201);
  });
});

describe('taxes', () => {
  const prices: NewPrices = {
    ticketTypes: [TYPES.adult, { ...TYPES.child, taxPercent: 0 }],
    fees: [{ ...SERVICE_FEE, taxPercent: 19 }],
    taxPercent: 7,
    sellerTaxNumber: 'DE123456789',
  };

  it('are included in the total, by rate, the highest first', async () => {
    const event = await priced(prices);
    const { body } = await holdOf(world, alice, event, {
      seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }],
    });
    expect(body.total).toEqual(euros(7_700));
    expect(body.taxes).toEqual([
      { percent: 19, gross: euros(200), tax: euros(32) },
      { percent: 7, gross: euros(5_000), tax: euros(327) },
      { percent: 0, gross: euros(2_500), tax: euros(0) },
    ]);
    expect(body.sellerTaxNumber).toBe('DE123456789');
  });

  it('of a booking are those of what it keeps; its lines stay those of the sale', async () => {
    const event = await priced(prices);
    const hold = (await holdOf(world, alice, event, { seats: ['stalls/A-1', 'stalls/A-2'] })).body;
    const booking = (await pay(world, alice, hold)).body;
    expect(booking.taxes).toEqual(hold.taxes);
    await cancel(world, alice, booking, { seats: ['stalls/A-2'] });
    const partly = await readBooking(world, alice, booking);
    expect(partly.lines).toEqual(hold.lines);
    expect([partly.total, partly.kept]).toEqual([euros(10_200), euros(5_200)]);
    expect(partly.taxes).toEqual([
      { percent: 19, gross: euros(200), tax: euros(32) },
      { percent: 7, gross: euros(5_000), tax: euros(327) },
    ]);
  });
});

describe('an edit of the prices', () => {
  it('does not change a hold, its extension, its booking or the answer of a repeated request', async () => {
    const event = await priced({ ticketTypes: [TYPES.adult], fees: [TICKET_FEE], taxPercent: 7 });
    const body = { seats: ['stalls/A-1'] };
    const [holdKey, payKey] = [newKey(), newKey()];
    const hold = (await holdOf(world, alice, event, body, holdKey)).body;
    await editPrices(world, organizer, event, {
      ticketTypes: [{ ...TYPES.adult, name: 'Grown-up', price: 1 }],
      taxPercent: 19,
    });
    const again = await holdOf(world, alice, event, body, holdKey);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([hold, 'true']);
    expect((await readHold(world, alice, hold)).body).toEqual(hold);
    world.now += 1_000;
    expect((await extend(world, alice, hold)).body).toEqual({ ...hold, expiresAt: expect.any(String) });
    const booking = await pay(world, alice, hold, { key: payKey });
    expect(booking.body).toMatchObject({ total: euros(5_150), lines: hold.lines, taxes: hold.taxes });
    expect((await pay(world, alice, hold, { key: payKey })).body).toEqual(booking.body);
    const [place] = (await readBooking(world, alice, booking.body)).places;
    expect(place?.type).toEqual({ id: 'adult', name: 'Adult' });
  });

  it('between a quote and its hold is refused with the new total', async () => {
    const event = await priced({ ticketTypes: [TYPES.adult] });
    const body = { seats: ['stalls/A-1'] };
    const quoted = (await quoteOf(world, event, body)).body.total.amount;
    await editPrices(world, organizer, event, { ticketTypes: [{ ...TYPES.adult, price: 5_500 }] });
    await world.service.dependencies.events.fresh(event.id);
    const { body: refused } = await holdOf(world, alice, event, { ...body, expectedTotal: quoted });
    expect([refused.code, refused.total]).toEqual(['price-changed', euros(5_500)]);
  });

  it('that a cache has not seen refuses nothing: the event is read again', async () => {
    const event = await priced({ ticketTypes: [TYPES.adult] });
    const stale = await world.another({ stopwatch: () => 0 });
    await quoteOf(stale, event, { seats: ['stalls/A-1'] });
    await editPrices(world, organizer, event, { ticketTypes: [TYPES.adult, TYPES.child] });
    const body = { seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }] };
    expect((await quoteOf(stale, event, body)).body.total).toEqual(euros(7_500));
    const other = await world.another({ stopwatch: () => 0 });
    await editPrices(world, organizer, event, { ticketTypes: [TYPES.adult] });
    await quoteOf(other, event, { seats: ['stalls/A-1'] });
    await editPrices(world, organizer, event, { ticketTypes: [TYPES.adult, TYPES.child] });
    expect((await holdOf(other, alice, event, body)).status).toBe(201);
  });
});

describe('an event that is free for all', () => {
  it('has a total of 0 although it has fees', async () => {
    const sections = THEATRE.map(section => ({ ...section, price: 0 }));
    const event = await publishPriced(world, { fees: [TICKET_FEE, SERVICE_FEE] }, { sections });
    const { body } = await holdOf(world, alice, event, { areas: [{ areaId: 'standing', quantity: 3 }] });
    expect(body.total).toEqual(euros(0));
  });
});
