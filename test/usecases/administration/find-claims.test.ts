/** The lists of administration: bookings, live holds and unfinished payments, with their filters and times. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FEED_DAYS_DEFAULT, PAYMENT_NEEDS_PERSON_SECONDS } from '../../../lib/domain/limits.ts';
import { findBookings } from '../../../lib/usecases/administration/find-bookings.ts';
import { findHolds } from '../../../lib/usecases/administration/find-holds.ts';
import { findPayments } from '../../../lib/usecases/administration/find-payments.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { withAuthorised, withIntent, withRefund } from '../bookings/payments.ts';
import { HOUR, keyedCall, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { iso, journal, paid, placed, publish, withBooking, withHold } from '../sales.ts';

const DAY = 24 * HOUR;
const PAGE = { limit: 10 };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('finding bookings', () => {
  const find = async (query: Parameters<typeof findBookings>[2] = {}) =>
    (await findBookings(useCases, call(), query, PAGE)).items.map(({ id }) => id);

  it('shows confirmed and cancelled ones with their customer, newest first, and no holds', async () => {
    const first = await withBooking(useCases);
    useCases.now += SECOND;
    const second = await withBooking(useCases);
    const held = await withHold(useCases);
    await cancelBooking(useCases, keyedCall(useCases, first.owner, 'cancel-booking'), { bookingId: first.booking.id });
    await journal(useCases, first.booking, second.booking, held.hold);
    expect(await find()).toEqual([second.booking.id, first.booking.id]);
    expect(await find({ status: 'cancelled' })).toEqual([first.booking.id]);
    expect(await find({ status: 'confirmed' })).toEqual([second.booking.id]);
    const { items } = await findBookings(useCases, call(), {}, { limit: 1 });
    expect(items).toMatchObject([{ customerId: second.owner.userId, status: 'confirmed' }]);
  });

  it('filters by event and by customer', async () => {
    const [one, other] = [await withBooking(useCases), await withBooking(useCases)];
    await journal(useCases, one.booking, other.booking);
    expect(await find({ eventId: one.eventId })).toEqual([one.booking.id]);
    expect(await find({ customerId: other.owner.userId })).toEqual([other.booking.id]);
    expect(await find({ customerId: other.owner.userId, eventId: one.eventId })).toEqual([]);
    expect(await find({ customerId: person().userId })).toEqual([]);
  });

  it('includes a booking confirmed at `from`, and not one confirmed at `to`', async () => {
    const { booking, owner } = await withBooking(useCases);
    await journal(useCases, booking);
    for (const customerId of [undefined, owner.userId]) {
      expect(await find({ customerId, from: iso(START), to: iso(START + 1) })).toEqual([booking.id]);
      expect(await find({ customerId, from: iso(START + 1), to: iso(START + 2) })).toEqual([]);
      expect(await find({ customerId, from: iso(START - 1), to: iso(START) })).toEqual([]);
      expect(await find({ customerId, from: iso(START + 1), to: iso(START) })).toEqual([]);
    }
  });

  it('goes back 31 days by default, and further for a customer', async () => {
    const { booking, owner } = await withBooking(useCases);
    await journal(useCases, booking);
    useCases.now = START + FEED_DAYS_DEFAULT * DAY - 500;
    expect(await find()).toEqual([booking.id]);
    useCases.now = START + FEED_DAYS_DEFAULT * DAY + 1;
    expect(await find()).toEqual([]);
    expect(await find({ customerId: owner.userId })).toEqual([booking.id]);
  });
});

describe('finding live holds', () => {
  const find = async (query: Parameters<typeof findHolds>[2] = {}) =>
    (await findHolds(useCases, call(), query, PAGE)).items.map(({ id }) => id);

  it('shows them with customer and age until a millisecond before their deadline', async () => {
    const { hold, owner } = await withHold(useCases);
    await journal(useCases, hold);
    useCases.now = START + 5 * MINUTE - 1;
    const { items } = await findHolds(useCases, call(), {}, PAGE);
    expect(items).toMatchObject([{ id: hold.id, customerId: owner.userId, ageSeconds: 299, status: 'active' }]);
    useCases.now += 1;
    expect(await find()).toEqual([]);
  });

  it('shows no booking, and none of an age below zero if a clock is ahead', async () => {
    const { booking } = await withBooking(useCases);
    const { hold } = await withHold(useCases);
    await journal(useCases, booking, hold);
    useCases.now = START - 400;
    const { items } = await findHolds(useCases, call(), {}, PAGE);
    expect(items.map(({ id, ageSeconds }) => [id, ageSeconds])).toEqual([[hold.id, 0]]);
  });

  it('filters by event and customer', async () => {
    const [one, other] = [await withHold(useCases), await withHold(useCases)];
    await journal(useCases, one.hold, other.hold);
    expect(await find({ eventId: one.eventId })).toEqual([one.hold.id]);
    expect(await find({ customerId: other.owner.userId })).toEqual([other.hold.id]);
    expect(await find({ customerId: other.owner.userId, eventId: one.eventId })).toEqual([]);
  });

  it('finds a hold that has lived as long as a hold can', async () => {
    const { hold, owner } = await withHold(useCases, { holdSeconds: 7_200 });
    await journal(useCases, hold);
    for (const hours of [1.9, 3.8, 5.7]) {
      useCases.now = START + hours * HOUR;
      await extendHold(useCases, keyedCall(useCases, owner, 'extend-hold'), hold.id);
    }
    useCases.now = START + 6 * HOUR - 1;
    expect(await find()).toEqual([hold.id]);
  });
});

describe('finding unfinished payments', () => {
  const find = async (needsPerson?: boolean) =>
    (await findPayments(useCases, call(), { needsPerson }, PAGE)).items.map(({ paymentId }) => paymentId);

  it('shows them with their state and their end, the oldest first, and no finished ones', async () => {
    const first = await withIntent(useCases);
    useCases.now += SECOND;
    const second = await withAuthorised(useCases);
    await withBooking(useCases);
    const { items } = await findPayments(useCases, call(), {}, PAGE);
    expect(items).toMatchObject([
      { paymentId: first.paymentId, state: 'initiated', wanted: 'captured', since: iso(START), needsPerson: false },
      { paymentId: second.paymentId, state: 'authorised', bookingId: second.booking.id, since: iso(START + SECOND) },
    ]);
    expect(items[0]).not.toHaveProperty('bookingId');
    expect(items[0]).not.toHaveProperty('stuckSince');
  });

  it('filters by whether they need a person: stuck, or unfinished for two hours', async () => {
    const waiting = await withIntent(useCases);
    const stuck = await withRefund(useCases);
    expect(await find(true)).toEqual([stuck.paymentId]);
    expect(await find(false)).toEqual([waiting.paymentId]);
    useCases.now = START + PAYMENT_NEEDS_PERSON_SECONDS * SECOND - 1;
    expect(await find(false)).toEqual([waiting.paymentId]);
    useCases.now += 1;
    expect(await find(false)).toEqual([]);
    expect(new Set(await find(true))).toEqual(new Set([waiting.paymentId, stuck.paymentId]));
    expect(new Set(await find())).toEqual(new Set([waiting.paymentId, stuck.paymentId]));
  });

  it('shows since when a payment is stuck', async () => {
    await withRefund(useCases);
    const { items } = await findPayments(useCases, call(), {}, PAGE);
    expect(items).toMatchObject([{ wanted: 'refunded', state: 'captured', needsPerson: true, stuckSince: iso(START) }]);
  });
});

describe('the pages of a list', () => {
  it('show each booking once', async () => {
    const owner = person();
    const eventId = await publish(useCases);
    for (const seat of ['a/A-1', 'a/A-2', 'a/A-3']) {
      const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, [seat]));
      await journal(useCases, booking);
      useCases.now += SECOND;
    }
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const page = { limit: 2, ...(after !== undefined && { after }) };
      const found = await findBookings(useCases, call(), {}, page);
      ids.push(...found.items.map(({ id }) => id));
      after = found.next;
    } while (after !== undefined);
    expect(new Set(ids).size).toBe(3);
    expect(ids).toHaveLength(3);
  });
});
