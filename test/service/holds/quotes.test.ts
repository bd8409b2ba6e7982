/** Quotes: the prices of places for anyone, without a hold and without a write. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewPrices } from '../../../lib/contract/events/price-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Quote } from '../../../lib/contract/holds/responses.ts';
import { createCode } from '../../support/codes.ts';
import { holdOf, publishPriced, quoteOf, THEATRE, TICKET_TYPES } from '../../support/prices.ts';
import {
  edit,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let alice: Person;
let organizer: Person;
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  [alice, organizer] = [await world.person(), await world.person('organizer')];
  const prices: NewPrices = {
    ticketTypes: TICKET_TYPES,
    fees: [{ id: 'service', name: 'Service fee', per: 'booking', percent: 10, isRefundable: true }],
    taxPercent: 7,
  };
  event = await publishPriced(world, prices, {}, organizer);
});

const BODY = {
  seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }],
  areas: [{ areaId: 'standing', quantity: 2, type: 'child' }],
};

describe('a quote', () => {
  it('has the places, lines, taxes and total of a hold, and needs no token', async () => {
    const { status, body } = await quoteOf(world, event, BODY);
    expect(status).toBe(200);
    expect(body.total).toEqual({ amount: 10_450, currency: 'EUR' });
    const { eventId, places, total, lines, taxes } = (await holdOf(world, alice, event, BODY)).body;
    expect(body).toEqual({ eventId, places, total, lines, taxes });
  });

  it('has lines also in an event without prices of its own', async () => {
    const plain = await publish(world);
    const { body } = await quoteOf(world, plain, { seats: ['a/A-1', 'a/A-2'] });
    const price = { amount: 5_000, currency: 'EUR' };
    expect(body).toEqual({
      eventId: plain.id,
      places: ['1', '2'].map(seat => ({ seatId: `a/A-${seat}`, section: 'Section A', row: 'A', seat, price })),
      total: { amount: 10_000, currency: 'EUR' },
      lines: [
        {
          kind: 'places',
          sectionId: 'a',
          name: 'Section A',
          quantity: 2,
          price,
          amount: { amount: 10_000, currency: 'EUR' },
        },
      ],
    });
  });

  it('holds nothing, writes nothing, and reads nothing once the event is cached', async () => {
    await quoteOf(world, event, BODY);
    const { requests } = world.faults;
    const before = requests.length;
    expect((await quoteOf(world, event, BODY)).status).toBe(200);
    expect(requests.slice(before)).toEqual([]);
    expect(await world.seatStatus(event, 'stalls/A-1')).toBe('available');
  });

  it('of places that are not available is answered, since only a hold decides that', async () => {
    await holdOf(world, alice, event, { seats: ['stalls/A-1'] });
    expect((await quoteOf(world, event, { seats: ['stalls/A-1'] })).status).toBe(200);
  });

  it('may have more places than one customer, but not more than one hold', async () => {
    const limited = await publishPriced(world, {}, { placesPerCustomerMax: 1, placesPerHoldMax: 2 });
    const of = (quantity: number) => quoteOf(world, limited, { areas: [{ areaId: 'standing', quantity }] });
    expect((await of(2)).status).toBe(200);
    expect((await of(3)).body).toMatchObject({ code: 'too-many-places', placesMax: 2 });
  });
});

describe('a quote with a code', () => {
  it('has the discount of a hold with it, and the discount of each place', async () => {
    const code = await createCode(world, organizer, event, { discount: { amount: 100, per: 'booking' } });
    const body = { areas: [{ areaId: 'standing', quantity: 3 }], code: code.toLowerCase() };
    const quoted = await world.invoke<Quote>('quote-places', { as: alice, params: { eventId: event.id }, body });
    expect(quoted.status).toBe(200);
    const money = (amount: number) => ({ amount, currency: 'EUR' });
    const place = { areaId: 'standing', name: 'Standing', type: { id: 'adult', name: 'Adult' } };
    // The rest of the division is not on the last place: equal places are one entry, also if they are apart.
    expect(quoted.body.places).toEqual([
      { ...place, quantity: 2, price: money(1_967), discount: money(33) },
      { ...place, quantity: 1, price: money(1_966), discount: money(34) },
    ]);
    expect(quoted.body).toMatchObject({ code, total: money(5_900 + 590) });
    expect(quoted.body.lines.map(({ kind, amount }) => [kind, amount.amount])).toEqual([
      ['places', 6_000],
      ['discount', -100],
      ['fee', 590],
    ]);
    const held = await holdOf(world, alice, event, body);
    const { eventId, places, total, lines, taxes, code: used } = held.body;
    expect(quoted.body).toEqual({ eventId, places, total, lines, taxes, code: used });
    const booking = (await pay(world, alice, held.body)).body;
    const numbers = booking.places.map(({ tickets }) => tickets.map(({ id }) => Number(id.split('_')[2])));
    expect(numbers).toEqual([[1, 3], [2]]);
    expect(booking).toMatchObject({ code, lines: held.body.lines, kept: total });
  });
});

describe('a quote is refused', () => {
  it('if there is no such event, no such place, or nothing to price', async () => {
    expect((await quoteOf(world, { id: `evt_${'1'.repeat(25)}` }, BODY)).body.code).toBe('event-not-found');
    expect((await quoteOf(world, event, { seats: ['stalls/Z-1'] })).body).toMatchObject({
      code: 'place-not-found',
      seatIds: ['stalls/Z-1'],
    });
    expect((await quoteOf(world, event, {})).body.errors).toEqual([
      { path: 'body.seats', message: 'is missing: send seats, areas or both' },
    ]);
  });

  it('while the event does not sell, also if a cache says that it does', async () => {
    const upcoming = await publish(
      world,
      { sections: THEATRE, salesOpenAt: new Date(world.now + MINUTE).toISOString() },
      organizer,
    );
    expect((await quoteOf(world, upcoming, BODY)).body.code).toBe('sales-not-open');
    await edit(world, organizer, upcoming, { salesOpenAt: null });
    const { status } = await quoteOf(world, upcoming, { seats: ['stalls/A-1'] });
    expect(status).toBe(200);
  });

  it('without a token if it has a code, of whatever form', async () => {
    for (const code of ['SUMMER10', ['A', 'B'], null]) {
      const asked = { params: { eventId: event.id }, body: { ...BODY, code } };
      const { status, body } = await world.invoke<ProblemFields>('quote-places', asked);
      expect([status, body.code]).toEqual([401, 'unauthenticated']);
    }
    const asked = { as: alice, params: { eventId: event.id }, body: { ...BODY, code: ['A', 'B'] } };
    expect((await world.invoke<ProblemFields>('quote-places', asked)).body.errors).toEqual([
      { path: 'body.code', message: 'must be one code' },
    ]);
  });
});
