/** Reading holds: their status at a time, and a customer's list. */
import { beforeEach, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { listHolds, readHold } from '../../../lib/usecases/holds/read-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, keyedCall, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { ABSENT, paid, placed, publish, refusalOf, withBooking, withHold } from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('reading a hold', () => {
  it('shows it as active until a millisecond before its deadline, and as expired exactly at it', async () => {
    const { owner, hold } = await withHold(useCases);
    const statusAt = async (now: number) =>
      (await readHold(useCases, { ...callBy(useCases, owner), now }, hold.id)).status;
    expect(await statusAt(START + 5 * MINUTE - 1)).toBe('active');
    expect(await statusAt(START + 5 * MINUTE)).toBe('expired');
  });

  it('shows a booking as confirmed with its id, also after the cancellation', async () => {
    const { owner, hold, booking } = await withBooking(useCases);
    const read = () => readHold(useCases, callBy(useCases, owner), hold.id);
    expect(await read()).toMatchObject({ status: 'confirmed', bookingId: booking.id });
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: booking.id });
    expect(await read()).toMatchObject({ status: 'confirmed', bookingId: booking.id });
  });

  it('does not find the hold of another customer, or an absent one', async () => {
    const { hold } = await withHold(useCases);
    const absent = { code: 'hold-not-found', details: {} };
    expect(await refusalOf(readHold(useCases, callBy(useCases, person()), hold.id))).toEqual(absent);
    expect(await refusalOf(readHold(useCases, callBy(useCases, person()), `hld_${ABSENT}`))).toEqual(absent);
  });
});

describe('listing holds', () => {
  const list = async (owner = person(), query: Parameters<typeof listHolds>[2] = {}, page = { limit: 10 }) =>
    (await listHolds(useCases, callBy(useCases, owner), query, page)).items.map(({ id }) => id);

  it('shows those of the customer only, newest first, and none of a new customer', async () => {
    const { owner, hold, eventId } = await withHold(useCases);
    useCases.now += SECOND;
    const second = await placed(useCases, owner, eventId, ['a/A-2']);
    await placed(useCases, person(), eventId, ['a/A-3']);
    expect(await list(owner)).toEqual([second.id, hold.id]);
    expect(await list(person())).toEqual([]);
  });

  it('filters by the status at this time', async () => {
    const owner = person();
    const eventId = await publish(useCases);
    const [confirmed, released, lapsed] = [
      await placed(useCases, owner, eventId, ['a/A-1']),
      await placed(useCases, owner, eventId, ['a/A-2']),
      await placed(useCases, owner, eventId, ['a/A-3']),
    ];
    await paid(useCases, owner, confirmed);
    await releaseHold(useCases, callBy(useCases, owner), released.id);
    useCases.now = START + 5 * MINUTE;
    const active = await placed(useCases, owner, eventId, ['a/A-4']);
    for (const [status, id] of Object.entries({ confirmed, released, expired: lapsed, active }).map(
      ([name, hold]) => [name, hold.id] as const,
    )) {
      expect(await list(owner, { status: status as 'active' })).toEqual([id]);
    }
  });

  it('continues after a page, and ends without a position', async () => {
    const { owner, hold, eventId } = await withHold(useCases);
    useCases.now += SECOND;
    await placed(useCases, owner, eventId, ['a/A-2']);
    const call = callBy(useCases, owner);
    const first = await listHolds(useCases, call, {}, { limit: 1 });
    expect(first.items).toHaveLength(1);
    const second = await listHolds(useCases, call, {}, { limit: 2, after: first.next ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual([hold.id]);
    expect(second.next).toBeUndefined();
  });
});
