/** Closing and deleting an event: places are blocked as they become free, and a claim refuses a deletion. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { deleteEvent } from '../../../lib/usecases/events/edit-event.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, keyedCall, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { beforeNext } from '../ports.ts';
import { ADMIN, bucketsOf, ORGANIZER, paid, placed, publish, refusalOf, SEATED, seatOf, standing } from '../sales.ts';
import { edited, hurry, journalOf, runJobs } from './jobs.ts';

const STANDING = { areas: [{ areaId: 'standing', quantity: 2 }] };
let useCases: UseCases;
let eventId: string;
let buyer: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { sections: [SEATED, standing(60)] });
  buyer = person();
});
const close = () => edited(useCases, eventId, { status: 'closed' });
const remove = (by = ORGANIZER) => deleteEvent(useCases, callBy(useCases, by), eventId);
const status = async (seatId: string) => (await seatOf(useCases, eventId, seatId))?.status;
const available = async () =>
  (await bucketsOf(useCases, eventId)).reduce((sum, { available: places }) => sum + places, 0);
const HAS_BOOKINGS = { code: 'event-has-bookings', details: {} };

describe('closing an event', () => {
  it('is decided at once, although the job goes on until no cache can sell the places', async () => {
    expect(await close()).toMatchObject({ isDecided: true, event: { status: 'closed' } });
    expect(await status('a/A-1')).toBe('blocked');
    expect(await available()).toBe(0);
    useCases.now = START + EDIT_SETTLE_MS - 1;
    expect(await runJobs(useCases)).toEqual({ finished: 0, unfinished: 1, failed: 0 });
    useCases.now += 1;
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect(await runJobs(useCases)).toEqual({ finished: 0, unfinished: 0, failed: 0 });
  });

  it('is never refused by holds, which can still be paid, and blocks the places that they release', async () => {
    const [one, other] = [
      await placed(useCases, buyer, eventId, ['a/A-1'], STANDING),
      await placed(useCases, buyer, eventId, ['a/A-2'], STANDING),
    ];
    await close();
    expect((await paid(useCases, buyer, one)).status).toBe('confirmed');
    await releaseHold(useCases, callBy(useCases, buyer), other.id);
    useCases.now += SECOND;
    await runJobs(useCases);
    expect([await status('a/A-1'), await status('a/A-2')]).toEqual(['booked', 'blocked']);
    expect(await available()).toBe(0);
  });

  it('blocks a place that a function has sold from its cache, after the hold has lapsed', async () => {
    const cached = await useCases.events.fresh(eventId);
    beforeNext(useCases.edits, 'blockSeats', () => placed(useCases, buyer, eventId, ['a/A-1']));
    await close();
    expect(cached?.event.state).toBe('published');
    expect(await status('a/A-1')).toBe('held');
    useCases.now = START + 5 * MINUTE;
    await runJobs(useCases);
    expect(await status('a/A-1')).toBe('blocked');
  });

  it('has one journal entry for the decision', async () => {
    await close();
    const actions = await journalOf(useCases, eventId);
    expect(actions.filter(action => action === 'event.closed')).toHaveLength(1);
    expect(actions.indexOf('event.closed')).toBeLessThan(actions.indexOf('event.places-blocked'));
  });
});

describe('deleting an event', () => {
  it('withdraws all its places, and then it is not found', async () => {
    expect(await remove()).toBe(true);
    expect(await useCases.store.readEvent(eventId)).toBeUndefined();
    expect(await useCases.events.cached(eventId)).toBeUndefined();
    expect((await journalOf(useCases, eventId)).at(-1)).toBe('event.deleted');
    expect(await refusalOf(remove())).toEqual({ code: 'event-not-found', details: {} });
  });

  it('is refused by a booking, and not by a cancelled one', async () => {
    const booking = await paid(useCases, buyer, await placed(useCases, buyer, eventId, ['a/A-1']));
    expect(await refusalOf(remove())).toEqual(HAS_BOOKINGS);
    await cancelBooking(useCases, keyedCall(useCases, buyer, 'cancel-booking'), { bookingId: booking.id });
    useCases.now += SECOND;
    expect(await remove()).toBe(true);
  });

  it('is refused by a booking in an area only', async () => {
    await paid(useCases, buyer, await placed(useCases, buyer, eventId, [], STANDING));
    expect(await refusalOf(remove())).toEqual(HAS_BOOKINGS);
  });

  it.each([
    ['a seat', ['a/A-1'], {}],
    ['an area', [], STANDING],
  ])('is refused by a hold in %s until a millisecond before its deadline', async (_in, seatIds, areas) => {
    await placed(useCases, buyer, eventId, seatIds, areas);
    useCases.now = START + 5 * MINUTE - 1;
    expect(await refusalOf(remove())).toEqual(HAS_BOOKINGS);
    useCases.now += 1;
    expect(await remove()).toBe(true);
  });

  it('is refused if a customer holds a place while it withdraws the places, and then sells all others again', async () => {
    beforeNext(useCases.edits, 'blockSeats', () => placed(useCases, buyer, eventId, ['a/A-1'], STANDING));
    expect(await refusalOf(remove())).toEqual(HAS_BOOKINGS);
    expect([await status('a/A-1'), await status('a/A-2')]).toEqual(['held', 'available']);
    expect(await available()).toBe(58);
  });

  it('that has no time left continues in the background', async () => {
    hurry(useCases, 1);
    expect(await remove()).toBe(false);
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect(await useCases.store.readEvent(eventId)).toBeUndefined();
  });

  it('of a closing event replaces the closing, and a refusal lets the closing continue', async () => {
    const hold = await placed(useCases, buyer, eventId, ['a/A-1']);
    await close();
    expect(await refusalOf(remove())).toEqual(HAS_BOOKINGS);
    await releaseHold(useCases, callBy(useCases, buyer), hold.id);
    useCases.now = START + EDIT_SETTLE_MS;
    await runJobs(useCases);
    useCases.now += SECOND;
    await runJobs(useCases);
    expect(await status('a/A-1')).toBe('blocked');
    expect((await useCases.store.readEvent(eventId))?.event.state).toBe('closed');
    expect(await remove(ADMIN)).toBe(true);
  });
});
