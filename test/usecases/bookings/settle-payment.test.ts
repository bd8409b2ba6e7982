/** Settling a payment that the gateway refuses to return: an administrator has returned the money by hand. */
import { beforeEach, describe, expect, it } from 'vitest';
import { applyChange, cancelTickets } from '../../../lib/domain/claim-changes.ts';
import { recordStuck } from '../../../lib/domain/payment-changes.ts';
import { refundViolations } from '../../../lib/domain/refund-integrity.ts';
import { ticketsOf } from '../../../lib/domain/tickets.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { resumePayment } from '../../../lib/usecases/bookings/resume-payment.ts';
import { settlePayment } from '../../../lib/usecases/bookings/settle-payment.ts';
import { callBy, HOUR, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerNext } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  actionsOf,
  BUSY,
  claimOf,
  lastEntryOf,
  paid,
  placed,
  publish,
  refusalOf,
  withBooking,
} from '../sales.ts';
import { standingOf, withAuthorised, withIntent, withRefund } from './payments.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const resume = (paymentId: string, by = ADMIN) => resumePayment(useCases, callBy(useCases, by), paymentId);
const settle = (paymentId: string, reason = 'by transfer', by = ADMIN) =>
  settlePayment(useCases, callBy(useCases, by), { paymentId, reason });
const BY_SYSTEM = { at: START, actor: 'system', requestId: 'r' };
const NOT_FOUND = { code: 'payment-not-found', details: {} };
const NOT_STUCK = { code: 'payment-not-stuck', details: {} };

describe('settling a payment', () => {
  it('finishes it as refunded, with the administrator and the reason, and counts the refund', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    useCases.counted.length = 0;
    useCases.now += MINUTE;
    expect(await settle(paymentId)).toMatchObject({ id: paymentId, state: 'refunded' });
    expect(await lastEntryOf(useCases, hold)).toEqual({
      at: START + MINUTE,
      actor: ADMIN.userId,
      requestId: 'request-1',
      action: 'payment.refunded',
      from: 'captured',
      to: 'refunded',
      reason: 'by transfer',
      payment: { number: 1, amount: 5_000, refund: { number: 1, amount: 5_000 } },
    });
    expect((await claimOf(useCases, hold)).payments[0]?.refunds).toEqual([
      { number: 1, amount: 5_000, state: 'refunded' },
    ]);
    expect(useCases.counted).toEqual(['Payments refunded']);
  });

  it('finishes it as voided if it was never captured', async () => {
    const { claim, hold, eventId, paymentId } = await withIntent(useCases);
    useCases.now += 5 * MINUTE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    answerNext(useCases.gateway, 'void', { says: 'refused' });
    await drivePayment(useCases, { now: useCases.now, requestId: 'reconcile' }, claim, 1);
    expect(await settle(paymentId)).toMatchObject({ state: 'voided' });
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'payment.voided', reason: 'by transfer' });
  });

  it('is answered alike for each further call, which writes nothing', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    const first = await settle(paymentId);
    const actions = await actionsOf(useCases, hold);
    expect(await settle(paymentId, 'in cash', person('admin'))).toEqual(first);
    expect(await actionsOf(useCases, hold)).toEqual(actions);
  });

  it('is refused for a payment that is not stuck: finished, under way, or resumed', async () => {
    const { booking } = await withBooking(useCases);
    expect(await refusalOf(settle(booking.payment?.id ?? ''))).toEqual(NOT_STUCK);
    const { paymentId } = await withAuthorised(useCases);
    expect(await refusalOf(settle(paymentId))).toEqual(NOT_STUCK);
    const refund = await withRefund(useCases);
    await resume(refund.paymentId);
    expect(await refusalOf(settle(refund.paymentId))).toEqual(NOT_STUCK);
  });

  it('is refused for a refund that the gateway has made', async () => {
    const { paymentId } = await withRefund(useCases, { says: 'refunded' });
    expect(await refusalOf(settle(paymentId))).toEqual(NOT_STUCK);
  });

  it('does not find a payment that does not exist', async () => {
    const { claim } = await withRefund(useCases);
    for (const id of ['', `pay_${claim.id}_2`, `pay_${ABSENT}_1`])
      expect(await refusalOf(settle(id))).toEqual(NOT_FOUND);
  });

  it('is refused with `busy` if the store is busy', async () => {
    const { paymentId } = await withRefund(useCases);
    answerNext(useCases.store, 'changeClaim', { is: 'busy' });
    expect(await refusalOf(settle(paymentId))).toEqual(BUSY);
  });

  it('is done once by two calls at the same time', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    const [one, other] = await Promise.all([settle(paymentId), settle(paymentId, 'in cash', person('admin'))]);
    expect(one).toEqual(other);
    expect((await actionsOf(useCases, hold)).filter(action => action === 'payment.refunded')).toHaveLength(1);
  });

  it('of a booking whose capture is stuck cancels the booking, when it is driven next', async () => {
    const { claim, hold, paymentId } = await withAuthorised(useCases);
    await useCases.store.changeClaim(claim, recordStuck(claim, 1, BY_SYSTEM));
    useCases.now += HOUR;
    expect(await settle(paymentId)).toMatchObject({ state: 'refunded' });
    await drivePayment(useCases, { now: useCases.now, requestId: 'r' }, await claimOf(useCases, hold), 1);
    expect(standingOf(await claimOf(useCases, hold))).toMatchObject({ status: 'cancelled', wanted: 'refunded' });
  });

  it('does not take the number of a refund while the capture is stuck: it used to end the whole booking', async () => {
    const owner = person();
    const hold = await placed(useCases, owner, await publish(useCases), ['a/A-1', 'a/A-2']);
    answerNext(useCases.gateway, 'capture', { says: 'unknown' });
    await paid(useCases, owner, hold);
    const paymentId = `pay_${hold.id.slice(4)}_1`;
    const claim = await claimOf(useCases, hold);
    const part = cancelTickets(claim, ticketsOf(claim).slice(0, 1), BY_SYSTEM);
    await useCases.store.cancelBooking(claim, part);
    const parted = applyChange(claim, part);
    await useCases.store.changeClaim(parted, recordStuck(parted, 1, BY_SYSTEM));
    const before = await claimOf(useCases, hold);
    const request = { paymentId, reason: 'in cash', refund: 1 };
    expect(await refusalOf(settlePayment(useCases, callBy(useCases, ADMIN), request))).toEqual({
      code: 'validation-failed',
      details: { errors: [{ path: 'body.refund', message: 'must be absent: the payment has no refund to make' }] },
    });
    expect(await claimOf(useCases, hold)).toEqual(before);
    expect(await settle(paymentId)).toMatchObject({ state: 'refunded' });
    const settled = await claimOf(useCases, hold);
    expect(await settle(paymentId)).toMatchObject({ state: 'refunded' });
    await drivePayment(useCases, { now: useCases.now, requestId: 'r' }, settled, 1);
    expect(refundViolations(await claimOf(useCases, hold), false)).toEqual([]);
  });
});
