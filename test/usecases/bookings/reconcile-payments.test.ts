/** The reconciler: the payments that it drives, its report and its metrics, and the payments that need a person. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  PAYMENT_NEEDS_PERSON_SECONDS,
  PAYMENT_OVERDUE_SECONDS,
  RECONCILE_AFTER_SECONDS,
} from '../../../lib/domain/limits.ts';
import { reconcilePayments } from '../../../lib/usecases/bookings/reconcile-payments.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, failAlways } from '../ports.ts';
import { claimOf, lastEntryOf } from '../sales.ts';
import { standingOf, withAuthorised, withIntent, withRefund } from './payments.ts';

const NOTHING = { finished: 0, unfinished: 0, needPerson: 0, failed: 0 };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const reconcileAfter = (seconds: number, timeLeft = () => 1) => {
  useCases.now = START + seconds * SECOND;
  return reconcilePayments(useCases, { now: useCases.now, requestId: 'reconcile-1' }, timeLeft);
};

describe('the reconciler', () => {
  it('reports nothing and counts nothing if no payment is unfinished', async () => {
    expect(await reconcileAfter(60)).toEqual(NOTHING);
    expect(useCases.counted).toEqual([]);
  });

  it('drives a payment exactly 30 s after its intent, and not before its call has ended for certain', async () => {
    const { hold } = await withIntent(useCases);
    useCases.now += RECONCILE_AFTER_SECONDS * SECOND - 1;
    const early = await reconcilePayments(useCases, { now: useCases.now, requestId: 'r' }, () => 1);
    expect(early).toEqual(NOTHING);
    expect(await reconcileAfter(RECONCILE_AFTER_SECONDS)).toEqual({ ...NOTHING, finished: 1 });
    expect((await claimOf(useCases, hold)).status).toBe('confirmed');
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ actor: 'system', requestId: 'reconcile-1' });
  });

  it('drives each unfinished payment once, and the failure of one does not stop the others', async () => {
    const held = [await withIntent(useCases), await withIntent(useCases), await withIntent(useCases)];
    const broken = held[1]?.claim.id;
    const { readClaim } = useCases.store;
    useCases.store.readClaim = async id => {
      if (id === broken) throw new Error('a corrupt row');
      return readClaim(id);
    };
    expect(await reconcileAfter(60)).toEqual({ ...NOTHING, finished: 2, failed: 1 });
    expect(useCases.lines).toEqual([
      {
        level: 'error',
        message: 'a payment could not be reconciled',
        claimId: broken,
        error: new Error('a corrupt row'),
      },
    ]);
  });

  it('reports a payment that still waits as unfinished', async () => {
    await withIntent(useCases);
    answerAlways(useCases.gateway, 'authorise', { says: 'pending' });
    expect(await reconcileAfter(60)).toEqual({ ...NOTHING, unfinished: 1 });
    expect(useCases.counted.slice(-1)).not.toContain('PaymentNeedsPerson');
  });

  it('counts a payment as finished if it was finished after it was listed, or if its claim does not exist any more', async () => {
    const { claim } = await withIntent(useCases);
    const [payment] = claim.payments;
    if (!payment) throw new Error('there is no payment');
    answerNext(useCases.store, 'readClaim', { ...claim, payments: [{ ...payment, state: 'captured' }] }, undefined);
    expect(await reconcileAfter(60)).toEqual({ ...NOTHING, finished: 1 });
    expect(await reconcileAfter(60)).toEqual({ ...NOTHING, finished: 1 });
  });

  it('begins no payment when its time is used up', async () => {
    await withIntent(useCases);
    useCases.gateway.calls.length = 0;
    await reconcileAfter(60, () => 0);
    expect(useCases.gateway.calls).toEqual([]);
  });
});

describe('a payment that needs a person', () => {
  it('is one whose refund the gateway refuses: counted and logged in that run, and counted in each later one', async () => {
    const { claim } = await withRefund(useCases, { says: 'unknown' });
    answerNext(useCases.gateway, 'refund', { says: 'refused' });
    expect(await reconcileAfter(60)).toEqual({ ...NOTHING, unfinished: 1, needPerson: 1 });
    expect(useCases.lines).toEqual([
      {
        level: 'warn',
        message: 'a payment needs a person',
        claimId: claim.id,
        number: 1,
        state: 'captured',
        wanted: 'refunded',
      },
    ]);
    useCases.gateway.calls.length = 0;
    expect(await reconcileAfter(120)).toEqual({ ...NOTHING, unfinished: 1, needPerson: 1 });
    expect(useCases.gateway.calls).toEqual([]);
    expect(useCases.lines).toHaveLength(1);
    expect(useCases.counted.filter(metric => metric === 'PaymentNeedsPerson')).toHaveLength(2);
  });

  it('is one that is unfinished for two hours, exactly', async () => {
    await withAuthorised(useCases);
    answerAlways(useCases.gateway, 'capture', { says: 'unknown' });
    useCases.now = START;
    const before = START + PAYMENT_NEEDS_PERSON_SECONDS * SECOND - 1;
    const early = await reconcilePayments(useCases, { now: before, requestId: 'r' }, () => 1);
    expect(early).toEqual({ ...NOTHING, unfinished: 1 });
    expect(await reconcileAfter(PAYMENT_NEEDS_PERSON_SECONDS)).toEqual({ ...NOTHING, unfinished: 1, needPerson: 1 });
  });

  it('is recorded as stuck when it is overdue, exactly after 26 hours, and then is not asked again', async () => {
    const { hold } = await withAuthorised(useCases);
    answerAlways(useCases.gateway, 'capture', { says: 'unknown' });
    await reconcileAfter(PAYMENT_OVERDUE_SECONDS - 1);
    expect(standingOf(await claimOf(useCases, hold))).not.toHaveProperty('stuckSince');
    await reconcileAfter(PAYMENT_OVERDUE_SECONDS);
    expect(standingOf(await claimOf(useCases, hold))).toMatchObject({
      state: 'authorised',
      stuckSince: START + PAYMENT_OVERDUE_SECONDS * SECOND,
    });
    expect(useCases.counted).toContain('Payments stuck');
    expect(await reconcileAfter(PAYMENT_OVERDUE_SECONDS + 60)).toMatchObject({ unfinished: 1, needPerson: 1 });
  });

  it('is one that fails in each run, from two hours after its intent', async () => {
    await withIntent(useCases);
    failAlways(useCases.store, 'readClaim', new Error('a corrupt row'));
    const failed = { ...NOTHING, failed: 1 };
    expect(await reconcileAfter(PAYMENT_NEEDS_PERSON_SECONDS - 1)).toEqual(failed);
    expect(await reconcileAfter(PAYMENT_NEEDS_PERSON_SECONDS)).toEqual({ ...failed, needPerson: 1 });
    expect(useCases.counted.at(-1)).toBe('PaymentNeedsPerson');
  });

  it('is counted in one metric with their number', async () => {
    await withRefund(useCases);
    await withRefund(useCases);
    await reconcileAfter(60);
    expect(useCases.counted.at(-1)).toBe('PaymentNeedsPerson 2');
  });
});
