/** Cancelling a part of a booking: its places, tickets and refund, and the purchases that follow. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Stats } from '../../../lib/contract/administration/responses.ts';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { itineraryKey, limitKey } from '../../../lib/table/keys.ts';
import { bookPlaces, readBooking } from '../../support/bookings.ts';
import {
  expectIntegrity,
  expectJournalGivesClaim,
  publishHistoryOf,
  publishHistoryOfAll,
} from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { redeemTicket } from '../../support/tickets.ts';
import {
  bucketsOf,
  cancel,
  hold,
  holdPlaces,
  openWorld,
  type Person,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let bob: Person;
let event: Event;

const SECTIONS: NewEvent['sections'] = [
  { id: 'main', name: 'Main', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 9 }] },
  { id: 'free', name: 'Free', kind: 'seated', price: 0, rows: [{ row: 'A', count: 3 }] },
  // Several buckets of about 50 places.
  { id: 'standing', name: 'Standing', kind: 'area', price: 1_000, capacity: 150 },
];

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
  event = await publish(world, { sections: SECTIONS, placesPerHoldMax: 40 }, organizer);
});

const bookingOf = (body: object, of = event, as = alice): Promise<Booking> => bookPlaces(world, as, of, body);
const seats = (...numbers: number[]): string[] => numbers.map(number => `main/A-${number}`);
const standing = (quantity: number) => [{ areaId: 'standing', quantity }];
const read = (booking: Booking): Promise<Booking> => readBooking(world, alice, booking);
const holdOf = ({ id }: Booking) => ({ id: id.replace('bkg', 'hld') });
const claimOf = (booking: Booking) => world.claimOf(holdOf(booking));
const ticketOf = ({ id }: Booking, number: number): string => `tkt_${id.slice(4)}_${number}`;
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const statusesOf = ({ places }: Booking): string[] =>
  places.flatMap(({ tickets }) => tickets.map(({ status }) => status));
/** Cancels a part and returns the answer, which must be a success. */
async function cancelled(booking: Booking, body: NewCancellation, as = alice) {
  const answer = await cancel(world, as, booking, body);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
}
async function expectConsistent(...bookings: Booking[]): Promise<void> {
  await publishHistoryOfAll(world);
  for (const booking of bookings) await expectJournalGivesClaim(world, holdOf(booking));
  await expectIntegrity(world, event);
}

describe('B4: of a booking of three seats, the cancellation of the second', () => {
  it('B4: returns the price of one seat; its key gets the same response, and another key a 409 that names the seat', async () => {
    const booked = await bookingOf({ seats: seats(1, 2, 3) });
    const first = await cancel(world, alice, booked, { seats: seats(2), key: 'once' });
    expect(first.status).toBe(200);
    const [one, two, three] = booked.places;
    expect(first.body).toEqual({
      booking: {
        ...booked,
        places: [one, { ...two, tickets: [{ id: ticketOf(booked, 2), status: 'void' }] }, three],
        payment: { ...booked.payment, state: 'captured' },
        refunded: euros(5_000),
        refunds: [{ number: 1, status: 'refunding', amount: euros(5_000) }],
        cancellations: [
          {
            at: new Date(world.now).toISOString(),
            by: 'customer',
            tickets: [ticketOf(booked, 2)],
            amount: euros(5_000),
          },
        ],
      },
      refund: { status: 'refunding', amount: euros(5_000) },
    });
    const again = await cancel(world, alice, booked, { seats: seats(2), key: 'once' });
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([200, first.body, 'true']);
    const other = await cancel(world, alice, booked, { seats: seats(2) });
    expect([other.status, other.body.code]).toEqual([409, 'booking-places-cancelled']);
    expect(other.body).toMatchObject({ seatIds: seats(2), detail: 'main/A-2 is cancelled already.' });
    expect(await read(booked)).toMatchObject({
      status: 'confirmed',
      total: euros(15_000),
      refunded: euros(5_000),
      refunds: [{ number: 1, status: 'refunded' }],
      payment: { state: 'captured' },
    });
    expect(gateway.calls.filter(({ call }) => call === 'refund')).toHaveLength(1);
    expect(gateway.kept).toBe(10_000);
    await expectConsistent(booked);
  });

  it('B4: lets another customer buy the seat at once; later cancellations of the first one do not free it', async () => {
    const booked = await bookingOf({ seats: seats(1, 2, 3) });
    await cancelled(booked, { seats: seats(2) });
    const bobs = await bookingOf({ seats: seats(2) }, event, bob);
    for (const body of [{ seats: seats(2) }, { seats: seats(1, 2) }, { tickets: [ticketOf(booked, 2)] }]) {
      const answer = await cancel(world, alice, booked, body);
      expect([answer.status, answer.body.code]).toEqual([409, 'booking-places-cancelled']);
    }
    await cancelled(booked, {});
    expect(await read(booked)).toMatchObject({ status: 'cancelled', refunded: euros(15_000) });
    expect((await claimOf(bobs)).status).toBe('confirmed');
    expect((await hold(world, alice, event, seats(2))).body.code).toBe('seats-unavailable');
    expect(gateway.kept).toBe(5_000);
    await expectConsistent(booked, bobs);
  });
});

describe('of an area', () => {
  it('the valid tickets with the highest numbers are cancelled, and the others keep their numbers', async () => {
    const booked = await bookingOf({ seats: seats(1), areas: standing(4) });
    await redeemTicket(world, booked, 5);
    await cancelled(booked, { areas: standing(1) });
    expect(statusesOf(await read(booked))).toEqual(['valid', 'valid', 'valid', 'void', 'redeemed']);
    await cancelled(booked, { areas: standing(2) });
    expect(statusesOf(await read(booked))).toEqual(['valid', 'void', 'void', 'void', 'redeemed']);
    const ids = (await read(booked)).places.flatMap(({ tickets }) => tickets.map(({ id }) => id));
    expect(ids).toEqual([1, 2, 3, 4, 5].map(number => ticketOf(booked, number)));
    expect((await read(booked)).places[1]).toMatchObject({ areaId: 'standing', quantity: 4 });
  });

  it('tickets can be named, beside a quantity of it', async () => {
    const booked = await bookingOf({ areas: standing(5) });
    const { refund } = await cancelled(booked, { tickets: [ticketOf(booked, 1)], areas: standing(2) });
    expect(statusesOf(await read(booked))).toEqual(['void', 'valid', 'valid', 'void', 'void']);
    expect(refund.amount).toEqual(euros(3_000));
  });

  it('the places go back to the buckets that they came from, and are for sale', async () => {
    // Fewer are left than one bucket has, so that the booking has shares in several.
    const [many, other] = [await world.person(), await world.person()];
    const buckets = await bucketsOf(world, event);
    expect(buckets.length).toBeGreaterThan(2);
    for (const quantity of [40, 40, 40]) expect((await holdPlaces(world, many, event, quantity)).status).toBe(201);
    const booked = await bookingOf({ areas: standing(30) });
    const [place] = (await claimOf(booked)).places;
    const shares = place && 'shares' in place ? place.shares : [];
    expect(shares.length).toBeGreaterThan(1);
    expect((await holdPlaces(world, other, event, 1)).body.code).toBe('area-sold-out');
    const before = await bucketsOf(world, event);
    const last = shares.at(-1)?.quantity ?? 0;
    await cancelled(booked, { areas: standing(last + 1) });
    const freed = (await bucketsOf(world, event)).map(({ number, available, booked: sold }) => {
      const old = before.find(bucket => bucket.number === number);
      return { bucket: number, quantity: available - (old?.available ?? 0), sold: sold - (old?.booked ?? 0) };
    });
    const expected = shares.slice(-2).map(({ bucket, quantity }, i) => [bucket, i === 1 ? quantity : 1]);
    expect(freed.filter(({ quantity }) => quantity > 0).map(({ bucket, quantity }) => [bucket, quantity])).toEqual(
      expect.arrayContaining(expected),
    );
    expect(freed.map(({ quantity, sold }) => quantity + sold)).toEqual(freed.map(() => 0));
    expect((await holdPlaces(world, other, event, last + 1)).status).toBe(201);
    expect((await holdPlaces(world, other, event, 1)).body.code).toBe('area-sold-out');
    await expectConsistent(booked);
  });
});

describe('the last part', () => {
  it('cancels the booking, in whatever order the parts were cancelled', async () => {
    const booked = await bookingOf({ seats: seats(1, 2), areas: standing(3) });
    await cancelled(booked, { areas: standing(2) });
    await cancelled(booked, { seats: seats(2) });
    const { booking, refund } = await cancelled(booked, { seats: seats(1), tickets: [ticketOf(booked, 3)] });
    expect(booking).toMatchObject({
      status: 'cancelled',
      cancelledAt: new Date(world.now).toISOString(),
      refund: { status: 'refunding', amount: euros(13_000) },
      refunded: euros(13_000),
      refunds: [{ amount: euros(2_000) }, { amount: euros(5_000) }, { amount: euros(6_000) }],
    });
    expect(refund).toEqual({ status: 'refunding', amount: euros(6_000) });
    expect(await read(booked)).toMatchObject({ refund: { status: 'refunded' }, payment: { state: 'refunded' } });
    expect(gateway.kept).toBe(0);
    const answer = await cancel(world, alice, booked, { seats: seats(1) });
    expect([answer.status, answer.body.code]).toEqual([409, 'booking-cancelled']);
    await expectConsistent(booked);
  });

  it('may be the rest: without places, all that is left is cancelled', async () => {
    const booked = await bookingOf({ seats: seats(1, 2, 3) });
    await cancelled(booked, { seats: seats(3) });
    const { booking, refund } = await cancelled(booked, {});
    expect(refund.amount).toEqual(euros(10_000));
    expect([booking.status, booking.refunded]).toEqual(['cancelled', euros(15_000)]);
    expect((await hold(world, bob, event, seats(1, 2, 3))).status).toBe(201);
    await expectConsistent(booked);
  });

  it('of a booking is refused with the key of an earlier part', async () => {
    const booked = await bookingOf({ seats: seats(1, 2) });
    await cancel(world, alice, booked, { seats: seats(1), key: 'one' });
    const answer = await cancel(world, alice, booked, { key: 'one' });
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('free places', () => {
  it('beside paid ones are cancelled without the gateway, before and after the paid ones', async () => {
    const booked = await bookingOf({ seats: [...seats(1), 'free/A-1', 'free/A-2'] });
    const { refund } = await cancelled(booked, { seats: ['free/A-1'] });
    expect(refund).toEqual({ status: 'refunded', amount: euros(0) });
    expect(gateway.calls.map(({ call }) => call)).toEqual(['authorise', 'capture']);
    await cancelled(booked, { seats: seats(1) });
    expect(await read(booked)).toMatchObject({
      status: 'confirmed',
      refunded: euros(5_000),
      payment: { state: 'captured' },
    });
    const last = await cancelled(booked, { seats: ['free/A-2'] });
    expect(last.refund).toEqual({ status: 'refunded', amount: euros(0) });
    expect(last.booking).toMatchObject({ status: 'cancelled', refund: { status: 'refunded', amount: euros(5_000) } });
    expect(gateway.kept).toBe(0);
    await expectConsistent(booked);
  });

  it('of a booking without a payment are cancelled one by one', async () => {
    const booked = await bookingOf({ seats: ['free/A-1', 'free/A-2'] });
    expect((await cancelled(booked, { seats: ['free/A-2'] })).booking).toMatchObject({
      status: 'confirmed',
      refunds: [],
    });
    expect((await cancelled(booked, { seats: ['free/A-1'] })).booking.status).toBe('cancelled');
    expect(gateway.calls).toEqual([]);
    await expectConsistent(booked);
  });
});

describe('the rules of a customer', () => {
  const train = (): Promise<Event> =>
    publish(world, { kind: 'train', sections: SECTIONS, placesPerCustomerMax: 3, placesPerHoldMax: 3 }, organizer);
  const limitRow = async (of: Event) => {
    const { pk } = limitKey(of.id, alice.userId);
    return (await rowsOf(world, pk)).find(row => row.pk === pk);
  };

  it('no longer count a cancelled place: one more place can be bought, and no second one', async () => {
    event = await train();
    const booked = await bookingOf({ seats: seats(1, 2, 3) });
    expect((await hold(world, alice, event, seats(4))).body.code).toBe('customer-limit-reached');
    await cancelled(booked, { seats: seats(2) });
    expect(await limitRow(event)).toMatchObject({ used: 2, [booked.id.slice(4)]: { quantity: 2 } });
    const another = await bookingOf({ seats: seats(2) });
    expect((await hold(world, alice, event, seats(4))).body.code).toBe('customer-limit-reached');
    await cancelled(booked, {});
    await cancelled(another, {});
    expect((await limitRow(event))?.used).toBe(0);
    await expectConsistent(booked, another);
  });

  it('keep the journey until the last place is cancelled', async () => {
    event = await train();
    const other = await train();
    const booked = await bookingOf({ seats: seats(1, 2) });
    await cancelled(booked, { seats: seats(1) });
    expect((await hold(world, alice, other, seats(1))).body.code).toBe('overlapping-journey');
    const { pk } = itineraryKey(alice.userId);
    expect((await rowsOf(world, pk))[0]).toHaveProperty(booked.id.slice(4));
    await cancelled(booked, { seats: seats(2) });
    expect((await hold(world, alice, other, seats(1))).status).toBe(201);
    await expectConsistent(booked);
  });
});

describe('the records of a part', () => {
  it('are one entry with its tickets, by the owner, and sums that count it', async () => {
    const booked = await bookingOf({ seats: seats(1, 2, 3) });
    await cancelled(booked, { seats: seats(1, 3), reason: 'two are ill' });
    const { history } = await claimOf(booked);
    expect(history.slice(-2)).toMatchObject([
      {
        action: 'booking.places-cancelled',
        actor: 'owner',
        reason: 'two are ill',
        cancelled: { tickets: [1, 3], amount: 10_000 },
        payment: { refund: { number: 1, amount: 10_000 } },
      },
      { action: 'payment.refunded', from: 'captured', to: 'captured', payment: { refund: { number: 1 } } },
    ]);
    await publishHistoryOf(world, holdOf(booked));
    const admin = await world.person('admin');
    const { body } = await world.invoke<Stats>('read-stats', { as: admin });
    expect(body.revenue).toMatchObject([
      {
        gross: euros(15_000),
        refunded: euros(10_000),
        net: euros(5_000),
        captured: euros(15_000),
        returned: euros(10_000),
      },
    ]);
    expect(body.bookings).toEqual({ confirmed: 1, cancelled: 0 });
  });

  it('are in the list of bookings, and a replay of the purchase still shows what was bought', async () => {
    const held = (await hold(world, alice, event, seats(1, 2))).body;
    const booked = (await pay(world, alice, held, { key: 'buy' })).body;
    await cancelled(booked, { seats: seats(1) });
    const list = await world.invoke<{ items: Booking[] }>('list-bookings', { as: alice });
    expect(list.body.items.map(statusesOf)).toEqual([['void', 'valid']]);
    expect((await pay(world, alice, held, { key: 'buy' })).body).toEqual(booked);
  });
});
