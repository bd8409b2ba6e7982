/** The sums of holds, bookings and amounts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readStats } from '../../../lib/usecases/administration/read-stats.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { keyedCall, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { ABSENT, iso, journal, placed, withBooking, withHold } from '../sales.ts';

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
