/** Sums, occupancy and the journal, as administrators and organizers read them; and the time range of their queries. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CLOCK_SKEW_MAX_MS, FEED_DAYS_DEFAULT, OCCUPANCY_PLACES_MAX } from '../../../lib/domain/limits.ts';
import { readJournal } from '../../../lib/usecases/administration/read-journal.ts';
import { readOccupancy } from '../../../lib/usecases/administration/read-occupancy.ts';
import { readStats } from '../../../lib/usecases/administration/read-stats.ts';
import { isWithin, rangeOf } from '../../../lib/usecases/administration/time-range.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { callBy, HOUR, keyedCall, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, countCalls } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  iso,
  journal,
  ORGANIZER,
  placed,
  publish,
  refusalOf,
  standing,
  withBooking,
  withHold,
} from '../sales.ts';

const DAY = 24 * HOUR;
const PAGE = { limit: 10 };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('the sums', () => {
  const euros = (amount: number) => ({ amount, currency: 'EUR' });

  it('count holds and bookings, and what was booked, cancelled, captured and returned', async () => {
    const [one, other] = [await withBooking(useCases), await withBooking(useCases)];
    const held = await withHold(useCases);
    await cancelBooking(useCases, keyedCall(useCases, other.owner, 'cancel-booking'), { bookingId: other.booking.id });
    await journal(useCases, one.booking, other.booking, held.hold);
    expect(await readStats(useCases, call(), {})).toEqual({
      holds: { active: 1, confirmed: 2, released: 0, expired: 0 },
      bookings: { confirmed: 1, cancelled: 1 },
      revenue: [
        {
          currency: 'EUR',
          gross: euros(10_000),
          refunded: euros(5_000),
          net: euros(5_000),
          captured: euros(10_000),
          returned: euros(5_000),
        },
      ],
      asOf: iso(START),
    });
    expect((await readStats(useCases, call(), { eventId: one.eventId })).bookings).toEqual({
      confirmed: 1,
      cancelled: 0,
    });
  });

  it('follow the journal: a change that is not published yet is not counted', async () => {
    const { hold, owner, eventId } = await withHold(useCases);
    await placed(useCases, owner, eventId, ['a/A-2']);
    await journal(useCases, hold);
    expect((await readStats(useCases, call(), { eventId })).holds.active).toBe(1);
  });

  it('are zero without sales', async () => {
    const nothing = { holds: { active: 0 }, bookings: { confirmed: 0 }, revenue: [] };
    expect(await readStats(useCases, call(), {})).toMatchObject(nothing);
    expect(await readStats(useCases, call(), { eventId: `evt_${ABSENT}` })).toMatchObject(nothing);
  });
});

describe('the occupancy', () => {
  const read = (
    query: Parameters<typeof readOccupancy>[2] = {},
    by = ADMIN,
    page: { limit: number; after?: string } = PAGE,
  ) => readOccupancy(useCases, callBy(useCases, by), query, page);
  const starting = (startsAt: number, by = ORGANIZER) =>
    publish(useCases, { startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR) }, by);

  it('of one event counts its places by section', async () => {
    const { eventId } = await withHold(useCases);
    const { items } = await read({ eventId }, ORGANIZER);
    expect(items).toMatchObject([
      {
        eventId,
        capacity: 10,
        held: 1,
        available: 9,
        percentage: 10,
        sections: [{ id: 'a', name: 'Section A', held: 1 }],
      },
    ]);
  });

  it('of one event is refused to another organizer, and not found if it is absent or deleted meanwhile', async () => {
    const { eventId } = await withHold(useCases);
    expect(await refusalOf(read({ eventId }, person('organizer')))).toEqual({ code: 'not-your-event', details: {} });
    const absent = { code: 'event-not-found', details: {} };
    expect(await refusalOf(read({ eventId: `evt_${ABSENT}` }))).toEqual(absent);
    answerAlways(useCases.seatMaps, 'availability', undefined);
    expect(await refusalOf(read({ eventId }))).toEqual(absent);
  });

  it('lists an organizer’s own events, and all events for an admin', async () => {
    const other = person('organizer');
    const [mine, theirs] = [await starting(START + HOUR), await starting(START + 2 * HOUR, other)];
    const idsOf = async (by: typeof ADMIN) => (await read({}, by)).items.map(({ eventId }) => eventId);
    expect(await idsOf(ORGANIZER)).toEqual([mine]);
    expect(await idsOf(other)).toEqual([theirs]);
    expect(await idsOf(ADMIN)).toEqual([mine, theirs]);
  });

  it('lists events from exactly a day ago by default, and from `from` until before `to`', async () => {
    const eventId = await starting(START + HOUR);
    const found = async (now: number, query = {}) => {
      useCases.now = now;
      return (await read(query)).items.length;
    };
    expect(await found(START + HOUR + DAY)).toBe(1);
    expect(await found(START + HOUR + DAY + 1)).toBe(0);
    expect(await found(START, { from: iso(START + HOUR), to: iso(START + HOUR + 1) })).toBe(1);
    expect(await found(START, { to: iso(START + HOUR) })).toBe(0);
    expect(await found(START, { from: '0001-01-01T00:00:00Z' })).toBe(1);
    expect((await read({ from: iso(START) })).items[0]?.eventId).toBe(eventId);
  });

  it('leaves out an event that was deleted after it was found', async () => {
    await starting(START + HOUR);
    const second = await starting(START + 2 * HOUR);
    answerNext(useCases.seatMaps, 'availability', undefined);
    expect((await read()).items.map(({ eventId }) => eventId)).toEqual([second]);
  });

  it('ends a page at its limit, and continues after it', async () => {
    for (let hours = 1; hours <= 7; hours++) await starting(START + hours * HOUR);
    const first = await read({}, ADMIN, { limit: 6 });
    expect(first.items).toHaveLength(6);
    const second = await read({}, ADMIN, { limit: 6, after: first.next ?? '' });
    expect(second.items).toHaveLength(1);
    expect(second).not.toHaveProperty('next');
  });

  it('ends a page after very many places, or ten lists, with a position', async () => {
    const availability = { answer: { json: JSON.stringify({ total: OCCUPANCY_PLACES_MAX, sections: [] }) }, ageMs: 0 };
    answerAlways(useCases.seatMaps, 'availability', availability);
    const facts = await useCases.events.fresh(await starting(START + HOUR));
    if (!facts) throw new Error('the event was not published');
    answerAlways(useCases.store, 'listEvents', { items: [facts], next: 'there' });
    expect(await read()).toMatchObject({ items: { length: 1 }, next: 'there' });
    answerAlways(useCases.store, 'listEvents', { items: [], next: 'there' });
    const lists = countCalls(useCases.store, 'listEvents');
    expect(await read()).toEqual({ items: [], next: 'there' });
    expect(lists.calls).toBe(10);
  });
});

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

describe('the time range of a query', () => {
  it('is the last 31 days until half a second after now, for clocks that are ahead', () => {
    const until = START + CLOCK_SKEW_MAX_MS;
    expect(rangeOf({}, START)).toEqual({ from: until - FEED_DAYS_DEFAULT * DAY, until });
  });

  it('is the 31 days before `to`, or all from `from` on', () => {
    expect(rangeOf({ to: iso(START) }, START + DAY)).toEqual({ from: START - FEED_DAYS_DEFAULT * DAY, until: START });
    expect(rangeOf({ from: iso(5) }, START).from).toBe(5);
  });

  it('never begins or ends before 1970', () => {
    expect(rangeOf({ from: '0001-01-01T00:00:00Z', to: '1969-12-31T23:59:59Z' }, START)).toEqual({ from: 0, until: 0 });
    expect(rangeOf({ to: iso(5) }, START)).toEqual({ from: 0, until: 5 });
  });

  it('has its beginning in it, and not its end', () => {
    const query = { from: iso(START), to: iso(START + SECOND) };
    expect([START - 1, START, START + SECOND - 1, START + SECOND].map(at => isWithin(at, query))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isWithin(0, {})).toBe(true);
  });
});
