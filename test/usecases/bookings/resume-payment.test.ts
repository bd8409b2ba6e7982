/** Resuming a payment that the gateway refuses to return: an administrator asks for another attempt. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX } from '../../../lib/domain/limits.ts';
import type { RefundedPayment } from '../../../lib/ports/payment-gateway.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { resumePayment } from '../../../lib/usecases/bookings/resume-payment.ts';
import { callBy, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from '../ports.ts';
import { ABSENT, ADMIN, actionsOf, BUSY, claimOf, lastEntryOf, refusalOf, withBooking } from '../sales.ts';
import { standingOf, withRefund } from './payments.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const resume = (paymentId: string, by = ADMIN) => resumePayment(useCases, callBy(useCases, by), paymentId);
const NOT_FOUND = { code: 'payment-not-found', details: {} };
const NOT_STUCK = { code: 'payment-not-stuck', details: {} };

describe('resuming a payment', () => {
  it('clears its stuck flag with an entry by the administrator, and sends no request to the gateway', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    useCases.gateway.calls.length = 0;
    useCases.now += SECOND;
    expect(await resume(paymentId)).toMatchObject({ id: paymentId, state: 'captured' });
    expect(await lastEntryOf(useCases, hold)).toEqual({
      at: START + SECOND,
      actor: ADMIN.userId,
      requestId: 'request-1',
      action: 'payment.resumed',
      from: 'captured',
      to: 'captured',
      payment: { number: 1, amount: 5_000, refund: { number: 1, amount: 5_000 } },
    });
    expect((await claimOf(useCases, hold)).payments[0]?.refunds).toEqual([
      { number: 1, amount: 5_000, state: 'initiated' },
    ]);
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('is idempotent: the second call writes nothing', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    const first = await resume(paymentId);
    const actions = await actionsOf(useCases, hold);
    expect(await resume(paymentId)).toEqual(first);
    expect(await actionsOf(useCases, hold)).toEqual(actions);
  });

  it('lets the next driver ask the gateway again, as a new request', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    await resume(paymentId);
    const asked: Partial<RefundedPayment>[] = [];
    useCases.gateway.before = async (_call, payment) => asked.push(payment);
    const call = { now: useCases.now, requestId: 'reconcile' };
    const { claim } = await drivePayment(useCases, call, await claimOf(useCases, hold), 1);
    expect(asked).toMatchObject([{ resumptions: 0, refund: { number: 1, resumptions: 1 } }]);
    expect(standingOf(claim)).toMatchObject({ state: 'refunded' });
  });

  it('is refused for a payment that is finished', async () => {
    const { booking } = await withBooking(useCases);
    expect(await refusalOf(resume(booking.payment?.id ?? ''))).toEqual(NOT_STUCK);
  });

  it('does not find a payment that does not exist', async () => {
    const { claim } = await withRefund(useCases);
    for (const id of ['', 'pay_1', `pay_${claim.id}_2`, `pay_${ABSENT}_1`])
      expect(await refusalOf(resume(id))).toEqual(NOT_FOUND);
  });

  it('is refused with `busy` if the store is busy, and after six stale versions', async () => {
    const { claim, paymentId } = await withRefund(useCases);
    answerNext(useCases.store, 'changeClaim', { is: 'busy' });
    expect(await refusalOf(resume(paymentId))).toEqual(BUSY);
    answerAlways(useCases.store, 'changeClaim', { is: 'stale', claim });
    const attempts = countCalls(useCases.store, 'changeClaim');
    expect(await refusalOf(resume(paymentId))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });

  it('is done if another administrator has resumed it meanwhile', async () => {
    const { hold, paymentId } = await withRefund(useCases);
    beforeNext(useCases.store, 'changeClaim', () => resume(paymentId, person('admin')));
    await resume(paymentId);
    expect((await actionsOf(useCases, hold)).filter(action => action === 'payment.resumed')).toHaveLength(1);
  });
});
