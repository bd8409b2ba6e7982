/** Reading bookings: one, and a customer's list. A hold is no booking. */
import { beforeEach, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { listBookings, readBooking } from '../../../lib/usecases/bookings/read-booking.ts';
import { callBy, keyedCall, openUseCases, person, SECOND, type UseCases } from '../open-use-cases.ts';
import { answerNext } from '../ports.ts';
import { ABSENT, ADMIN, ORGANIZER, paid, placed, refusalOf, withBooking, withHold } from '../sales.ts';

const NOT_FOUND = { code: 'booking-not-found', details: {} };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('reading a booking', () => {
  const read = (by = person(), id: string) => readBooking(useCases, callBy(useCases, by), id);

  it('shows it with the state of its payment', async () => {
    const { owner, booking } = await withBooking(useCases);
    expect(await read(owner, booking.id)).toEqual({ ...booking, payment: { ...booking.payment, state: 'captured' } });
  });

  it('shows after a cancellation whether the refund is done', async () => {
    const { owner, booking } = await withBooking(useCases);
    answerNext(useCases.gateway, 'refund', { says: 'unknown' });
    const call = keyedCall(useCases, owner, 'cancel-booking');
    await cancelBooking(useCases, call, { bookingId: booking.id });
    expect((await read(owner, booking.id)).refund?.status).toBe('refunding');
    await cancelBooking(useCases, call, { bookingId: booking.id });
    expect((await read(owner, booking.id)).refund?.status).toBe('refunded');
  });

  it('does not find a hold, another customer’s booking, or an absent one', async () => {
    const { owner, hold } = await withHold(useCases);
    expect(await refusalOf(read(owner, `bkg_${hold.id.slice(4)}`))).toEqual(NOT_FOUND);
    const { booking } = await withBooking(useCases);
    expect(await refusalOf(read(owner, booking.id))).toEqual(NOT_FOUND);
    expect(await refusalOf(read(ADMIN, `bkg_${hold.id.slice(4)}`))).toEqual(NOT_FOUND);
    expect(await refusalOf(read(ADMIN, `bkg_${ABSENT}`))).toEqual(NOT_FOUND);
    // A caller without a session has no rights of a member.
    expect(await refusalOf(read(ORGANIZER, booking.id))).toEqual(NOT_FOUND);
    expect(await read(ADMIN, booking.id)).toMatchObject({ id: booking.id });
    expect(await refusalOf(read(owner, `bkg_${ABSENT}`))).toEqual(NOT_FOUND);
  });
});

describe('listing bookings', () => {
  it('shows confirmed and cancelled ones, newest first, and no holds', async () => {
    const { owner, booking, eventId } = await withBooking(useCases);
    useCases.now += SECOND;
    const second = await paid(useCases, owner, await placed(useCases, owner, eventId, ['a/A-2']));
    await placed(useCases, owner, eventId, ['a/A-3']);
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: booking.id });
    const list = async (status?: 'confirmed' | 'cancelled') =>
      (await listBookings(useCases, callBy(useCases, owner), { status }, { limit: 10 })).items.map(({ id }) => id);
    expect(await list()).toEqual([second.id, booking.id]);
    expect(await list('confirmed')).toEqual([second.id]);
    expect(await list('cancelled')).toEqual([booking.id]);
    const none = await listBookings(useCases, callBy(useCases, person()), {}, { limit: 10 });
    expect(none).toEqual({ items: [] });
  });
});
