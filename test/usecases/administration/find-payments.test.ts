/** Finding unfinished payments, and those that need a person. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PAYMENT_NEEDS_PERSON_SECONDS } from '../../../lib/domain/limits.ts';
import { findPayments } from '../../../lib/usecases/administration/find-payments.ts';
import { withAuthorised, withIntent, withRefund } from '../bookings/payments.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { iso, withBooking } from '../sales.ts';

const PAGE = { limit: 10 };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

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
