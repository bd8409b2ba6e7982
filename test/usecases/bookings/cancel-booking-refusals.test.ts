/** Refused and repeated cancellations: the rights, the deadline, the key, and races with another change. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { callBy, HOUR, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, countCalls } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  BUSY,
  claimOf,
  EVENT_STARTS,
  iso,
  lastEntryOf,
  ORGANIZER,
  paid,
  placed,
  publish,
  refusalOf,
  withBooking,
  withHold,
} from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const cancel = (
  by: Caller,
  { id: bookingId }: { id: string },
  { reason, ...options }: { reason?: string; key?: string; fingerprint?: string } = {},
) =>
  cancelBooking(
    useCases,
    { ...keyedCall(useCases, by, 'cancel-booking', options), ip: '192.0.2.7' },
    { bookingId, reason },
  );

const MISSING_REASON = {
  code: 'validation-failed',
  details: {
    errors: [
      { path: 'body.reason', message: "is required from an administrator who cancels another customer's booking" },
    ],
  },
};
const NOT_FOUND = { code: 'booking-not-found', details: {} };

describe('the deadline of a cancellation', () => {
  const cancelAt = async (now: number, { owner, booking }: { owner: Caller; booking: { id: string } }) => {
    useCases.now = now;
    return refusalOf(cancel(owner, booking)).catch(() => 'cancelled');
  };
  const closed = (closedAt: number) => ({ code: 'cancellation-closed', details: { closedAt } });

  it('is an hour before the start, exclusive', async () => {
    const [one, other] = [await withBooking(useCases), await withBooking(useCases)];
    const deadline = EVENT_STARTS - HOUR;
    expect(await cancelAt(deadline - 1, one)).toBe('cancelled');
    expect(await cancelAt(deadline, other)).toEqual(closed(deadline));
  });

  it('is the later one of the purchase and the event', async () => {
    const booked = await withBooking(useCases, { cancellationClosesMinutes: 120 });
    const shorten = { cancellationClosesMinutes: 60 };
    await editEvent(useCases, callBy(useCases, ORGANIZER), booked.eventId, shorten);
    expect(await cancelAt(EVENT_STARTS - HOUR, booked)).toEqual(closed(EVENT_STARTS - HOUR));
    await editEvent(useCases, { ...callBy(useCases, ORGANIZER), now: START }, booked.eventId, {
      cancellationClosesMinutes: 180,
    });
    expect(await cancelAt(EVENT_STARTS - 2 * HOUR, booked)).toEqual(closed(EVENT_STARTS - 2 * HOUR));
    expect(await cancelAt(EVENT_STARTS - 2 * HOUR - 1, booked)).toBe('cancelled');
  });

  it('is never after the start', async () => {
    const booked = await withBooking(useCases, { cancellationClosesMinutes: 0 });
    await editEvent(useCases, callBy(useCases, ORGANIZER), booked.eventId, { startsAt: iso(START + HOUR) });
    expect(await cancelAt(START + HOUR, booked)).toEqual(closed(START + HOUR));
    expect(await cancelAt(START + HOUR - 1, booked)).toBe('cancelled');
  });

  it('is the one at purchase if the event was deleted', async () => {
    const booked = await withBooking(useCases);
    answerAlways(useCases.events, 'cached', undefined);
    answerAlways(useCases.events, 'fresh', undefined);
    expect(await cancelAt(EVENT_STARTS - HOUR, booked)).toEqual(closed(EVENT_STARTS - HOUR));
  });

  it('is read again from the table before a cached event would refuse the cancellation', async () => {
    const booked = await withBooking(useCases, { cancellationClosesMinutes: 120 });
    const cached = await useCases.events.fresh(booked.eventId);
    await editEvent(useCases, callBy(useCases, ORGANIZER), booked.eventId, { cancellationClosesMinutes: 60 });
    answerAlways(useCases.events, 'cached', cached);
    expect(await cancelAt(EVENT_STARTS - 90 * MINUTE, booked)).toBe('cancelled');
  });

  it('does not apply to an administrator', async () => {
    const { booking } = await withBooking(useCases);
    useCases.now = EVENT_STARTS + HOUR;
    expect((await cancel(ADMIN, booking, { reason: 'illness' })).answer.booking.status).toBe('cancelled');
  });

  it('does not apply if the event was cancelled', async () => {
    const booked = await withBooking(useCases);
    const facts = await useCases.events.fresh(booked.eventId);
    if (!facts) throw new Error('the event was not published');
    answerAlways(useCases.events, 'cached', { ...facts, event: { ...facts.event, state: 'cancelled' } });
    expect(await cancelAt(EVENT_STARTS + HOUR, booked)).toBe('cancelled');
  });
});

describe('an administrator', () => {
  it('must give a reason, also for a booking that does not exist', async () => {
    const { booking } = await withBooking(useCases);
    expect(await refusalOf(cancel(ADMIN, booking))).toEqual(MISSING_REASON);
    expect(await refusalOf(cancel(ADMIN, { id: `bkg_${ABSENT}` }))).toEqual(MISSING_REASON);
    expect(await refusalOf(cancel(ADMIN, { id: `bkg_${ABSENT}` }, { reason: 'illness' }))).toEqual(NOT_FOUND);
  });

  it('is named in the entry by id', async () => {
    const { booking } = await withBooking(useCases);
    answerNext(useCases.gateway, 'refund', { says: 'unknown' });
    await cancel(ADMIN, booking, { reason: 'illness' });
    expect(await lastEntryOf(useCases, booking)).toMatchObject({ actor: ADMIN.userId, reason: 'illness' });
  });

  it('cancels an own booking as its owner, without a reason and until the deadline', async () => {
    const admin = person('admin');
    const eventId = await publish(useCases);
    const booking = await paid(useCases, admin, await placed(useCases, admin, eventId, ['a/A-1']));
    useCases.now = EVENT_STARTS - HOUR;
    expect(await refusalOf(cancel(admin, booking))).toMatchObject({ code: 'cancellation-closed' });
    useCases.now -= 1;
    answerNext(useCases.gateway, 'refund', { says: 'unknown' });
    await cancel(admin, booking);
    expect(await lastEntryOf(useCases, booking)).toMatchObject({ actor: 'owner' });
  });
});

describe('a cancellation is refused', () => {
  it('for another customer, and for a member without a session', async () => {
    const { booking } = await withBooking(useCases);
    expect(await refusalOf(cancel(person(), booking, { reason: 'mine' }))).toEqual(NOT_FOUND);
    expect(await refusalOf(cancel(ORGANIZER, booking, { reason: 'mine' }))).toEqual(NOT_FOUND);
  });

  it('for a hold, for its owner and for an administrator', async () => {
    const { owner, hold } = await withHold(useCases);
    expect(await refusalOf(cancel(owner, hold))).toEqual(NOT_FOUND);
    expect(await refusalOf(cancel(ADMIN, hold, { reason: 'illness' }))).toEqual(NOT_FOUND);
  });

  it('for a cancelled booking, also after the deadline', async () => {
    const { owner, booking } = await withBooking(useCases);
    await cancel(owner, booking);
    useCases.now = EVENT_STARTS;
    expect(await refusalOf(cancel(owner, booking))).toEqual({ code: 'booking-cancelled', details: {} });
  });

  it('with `busy` if the store is busy, before the gateway is asked', async () => {
    const { owner, booking } = await withBooking(useCases);
    useCases.gateway.calls.length = 0;
    answerAlways(useCases.store, 'cancelBooking', { is: 'busy' });
    expect(await refusalOf(cancel(owner, booking))).toEqual(BUSY);
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('with `busy` after six stale versions', async () => {
    const { owner, booking } = await withBooking(useCases);
    answerAlways(useCases.store, 'cancelBooking', { is: 'stale', claim: await claimOf(useCases, booking) });
    const attempts = countCalls(useCases.store, 'cancelBooking');
    expect(await refusalOf(cancel(owner, booking))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});
