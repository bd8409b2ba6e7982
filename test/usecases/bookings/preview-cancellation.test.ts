/** The dry run of a cancellation: it answers as the cancellation that follows, has its refusals, and writes nothing. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cancellation } from '../../../lib/contract/bookings/responses.ts';
import { keptOf } from '../../../lib/domain/totals.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import type { CancellationRequest } from '../../../lib/usecases/bookings/prepare-cancellation.ts';
import { previewCancellation } from '../../../lib/usecases/bookings/preview-cancellation.ts';
import { forEachSeed } from '../../support/randomized.ts';
import { drawFee, pick, type Random, upTo } from '../../support/sales-ledger.ts';
import { HOUR, keyedCall, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import {
  ABSENT,
  ADMIN,
  claimOf,
  EVENT_STARTS,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  standing,
  withBooking,
} from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const callOf = (by: Caller, key?: string) => ({
  ...keyedCall(useCases, by, 'cancel-booking', { ...(key !== undefined && { key }) }),
  ip: '192.0.2.7',
});
const preview = (by: Caller, input: CancellationRequest, key?: string) =>
  previewCancellation(useCases, callOf(by, key), input);
const cancel = async (by: Caller, input: CancellationRequest, key?: string): Promise<Cancellation> =>
  (await cancelBooking(useCases, callOf(by, key), input)).answer;

const FEES = [
  { id: 'ticket', name: 'Ticket fee', per: 'ticket', amount: 100, isRefundable: true },
  { id: 'system', name: 'System fee', per: 'ticket', amount: 40, isRefundable: false },
];

describe('the dry run of a cancellation', () => {
  it('shows the refund and the kept fees, and changes neither the booking nor its seat', async () => {
    const { owner, booking, eventId } = await withBooking(useCases, { prices: { fees: FEES } });
    const before = await claimOf(useCases, booking);
    const { refund, booking: after, isPreview } = await preview(owner, { bookingId: booking.id });
    expect({ refund, isPreview, status: after.status }).toEqual({
      refund: { status: 'refunding', amount: { amount: 5_100, currency: 'EUR' } },
      isPreview: true,
      status: 'cancelled',
    });
    expect(after.cancellations).toMatchObject([{ feesKept: { amount: 40, currency: 'EUR' } }]);
    expect(await claimOf(useCases, booking)).toEqual(before);
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('booked');
  });

  it('leaves its key unused, also after a refusal', async () => {
    const { owner, booking } = await withBooking(useCases);
    useCases.now = EVENT_STARTS;
    expect((await refusalOf(preview(owner, { bookingId: booking.id }, 'one key'))).code).toBe('cancellation-closed');
    useCases.now = START;
    await preview(owner, { bookingId: booking.id }, 'one key');
    expect((await cancel(owner, { bookingId: booking.id }, 'one key')).booking.status).toBe('cancelled');
  });

  it('is refused as the cancellation is', async () => {
    const { owner, booking } = await withBooking(useCases);
    const { id: bookingId } = booking;
    const refused = async (by: Caller, input: CancellationRequest): Promise<string> => {
      const refusal = await refusalOf(preview(by, input));
      expect(await refusalOf(cancel(by, input))).toEqual(refusal);
      return refusal.code;
    };
    expect(await refused(person(), { bookingId })).toBe('booking-not-found');
    expect(await refused(ADMIN, { bookingId: `bkg_${ABSENT}`, reason: 'x' })).toBe('booking-not-found');
    expect(await refused(ADMIN, { bookingId })).toBe('validation-failed');
    expect(await refused(owner, { bookingId, returnFees: true })).toBe('validation-failed');
    expect(await refused(owner, { bookingId, seats: ['a/B-5'] })).toBe('validation-failed');
    useCases.gateway.canExpress = () => false;
    expect(await refused(owner, { bookingId })).toBe('refund-not-possible');
    useCases.gateway.canExpress = () => true;
    await cancel(owner, { bookingId });
    expect(await refused(owner, { bookingId })).toBe('booking-cancelled');
  });
});

const RUNS = 30;
const PEOPLE = ['owner', 'admin'] as const;

/** The request of one of the people, about some of the tickets that are left, or about all. */
function drawRequest(booking: Cancellation['booking'], random: Random): [(typeof PEOPLE)[number], CancellationRequest] {
  const who = pick(PEOPLE, random);
  const left = booking.places.flatMap(({ tickets }) => tickets).filter(({ status }) => status === 'valid');
  const some = left.filter(() => random() < 0.4).map(({ id }) => id);
  const returnFees = who !== 'owner' && random() < 0.3;
  return [
    who,
    {
      bookingId: booking.id,
      seats: undefined,
      areas: undefined,
      tickets: some.length > 0 ? some : undefined,
      ...(who !== 'owner' && { reason: 'a reason' }),
      ...(returnFees && { returnFees }),
    } as CancellationRequest,
  ];
}

describe('the dry runs of random bookings', () => {
  it('answer as the cancellations that follow, and their refunds and kept fees add up to the total', async () => {
    await forEachSeed(RUNS, 'test/usecases/bookings/preview-cancellation.test.ts', async seed => {
      const random = seeded(seed);
      const owner = person();
      const people = { owner, admin: ADMIN };
      const fees = Array.from({ length: upTo(3, random) }, (_, i) => drawFee(1, random, i));
      const eventId = await publish(useCases, {
        sections: [SEATED, standing(10)],
        prices: { ...(fees.length > 0 && { fees }), taxPercent: 19 },
      });
      const seats = ['a/A-1', 'a/A-2', 'a/B-3'].slice(0, 1 + upTo(2, random));
      const areas = random() < 0.5 ? [{ areaId: 'standing', quantity: 1 + upTo(2, random) }] : [];
      let booking: Cancellation['booking'] = await paid(
        useCases,
        owner,
        await placed(useCases, owner, eventId, seats, { areas }),
      );
      let returned = 0;
      while (booking.status === 'confirmed') {
        const [who, request] = drawRequest(booking, random);
        const { isPreview, ...foreseen } = await preview(people[who], request);
        const done = await cancel(people[who], request);
        expect([isPreview, foreseen]).toEqual([true, done]);
        returned += done.refund.amount.amount;
        ({ booking } = done);
        useCases.now += HOUR;
      }
      expect(returned).toBe(booking.total.amount - keptOf(await claimOf(useCases, booking)));
      useCases.now = START;
    });
  });
});
