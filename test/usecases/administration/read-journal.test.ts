/** Reading the journal: of one hold or booking, or the feed of all. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FEED_DAYS_DEFAULT } from '../../../lib/domain/limits.ts';
import { readJournal } from '../../../lib/usecases/administration/read-journal.ts';
import { HOUR, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { ABSENT, iso, journal, publish, standing, withBooking, withHold } from '../sales.ts';

const DAY = 24 * HOUR;
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('the journal', () => {
  const read = async (query: Parameters<typeof readJournal>[2] = {}) =>
    (await readJournal(useCases, call(), query, { limit: 20 })).items;

  it('of a hold or booking has all its entries, newest first, without an IP address', async () => {
    const { booking, hold } = await withBooking(useCases);
    const other = await withHold(useCases);
    await journal(useCases, booking, other.hold);
    const actions = ['payment.captured', 'booking.confirmed', 'payment.initiated', 'hold.placed'];
    expect((await read({ holdId: hold.id })).map(({ action }) => action)).toEqual(actions);
    expect((await read({ bookingId: booking.id })).map(({ action }) => action)).toEqual(actions);
    expect((await read({ holdId: hold.id }))[1]).toMatchObject({
      bookingId: booking.id,
      from: 'active',
      to: 'confirmed',
    });
  });

  it('of a hold and another booking is empty', async () => {
    const [one, other] = [await withBooking(useCases), await withBooking(useCases)];
    await journal(useCases, one.booking, other.booking);
    expect(await read({ holdId: one.hold.id, bookingId: other.booking.id })).toEqual([]);
    expect(await read({ holdId: `hld_${ABSENT}` })).toEqual([]);
  });

  it('filters by customer, event, action and time together', async () => {
    const { booking, owner, eventId } = await withBooking(useCases);
    const other = await withBooking(useCases);
    await journal(useCases, booking, other.booking);
    const query = { customerId: owner.userId, eventId, action: 'booking.confirmed' };
    expect(await read(query)).toMatchObject([{ bookingId: booking.id }]);
    expect(await read({ ...query, from: iso(START + 1) })).toEqual([]);
    expect(await read({ ...query, from: iso(START), to: iso(START + 1) })).toHaveLength(1);
    expect(await read({ ...query, holdId: other.hold.id })).toEqual([]);
  });

  it('of all has the entries of events too, within the last 31 days', async () => {
    const eventId = await publish(useCases, { sections: [standing(1)] });
    expect(await read({ eventId })).toMatchObject([{ action: 'event.published', id: `${eventId}/0`, from: null }]);
    useCases.now = START + FEED_DAYS_DEFAULT * DAY + 1;
    expect(await read({ eventId })).toEqual([]);
  });

  it('of one hold is read completely, however old it is', async () => {
    const { hold } = await withHold(useCases);
    await journal(useCases, hold);
    useCases.now = START + 400 * DAY;
    expect(await read({ holdId: hold.id })).toHaveLength(1);
  });
});
