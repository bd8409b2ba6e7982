/** Finding bookings: their order, filters, times and pages. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CLOCKS_APART_MAX_MS, FEED_DAYS_DEFAULT } from '../../../lib/domain/limits.ts';
import { findBookings } from '../../../lib/usecases/administration/find-bookings.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { HOUR, keyedCall, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
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
    useCases.now = START + FEED_DAYS_DEFAULT * DAY - CLOCKS_APART_MAX_MS;
    expect(await find()).toEqual([booking.id]);
    useCases.now = START + FEED_DAYS_DEFAULT * DAY + 1;
    expect(await find()).toEqual([]);
    expect(await find({ customerId: owner.userId })).toEqual([booking.id]);
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
