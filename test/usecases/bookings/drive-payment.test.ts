/** Driving a payment: the effect of each answer of the gateway, and races with other drivers. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX, HOLD_SECONDS_MAX, PAYMENT_PENDING_SECONDS_MAX } from '../../../lib/domain/limits.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import type { GatewayPayment } from '../../../lib/ports/payment-gateway.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { keyedCall, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from '../ports.ts';
import { actionsOf, BUSY, claimOf, lastEntryOf, placed, refusalOf, seatOf } from '../sales.ts';
import { standingOf, withAuthorised, withIntent, withRefund } from './payments.ts';

const DEADLINE = START + 5 * MINUTE;
const PENDED_TOO_LONG = START + PAYMENT_PENDING_SECONDS_MAX * SECOND;
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const drive = (claim: Claim, reference?: string) =>
  drivePayment(useCases, { now: useCases.now, requestId: 'driver-1' }, claim, 1, reference);
const callsOf = () => useCases.gateway.calls.map(({ call }) => call);

describe('a payment that has begun', () => {
  it('tells the gateway its id, method, amount, time and number of resumptions', async () => {
    const { claim, paymentId } = await withIntent(useCases);
    const asked: GatewayPayment[] = [];
    useCases.gateway.authorise = async payment => {
      asked.push(payment);
      return { says: 'unknown' };
    };
    useCases.now += SECOND;
    await drive(claim, 'pi_1');
    expect(asked).toEqual([
      {
        paymentId,
        method: 'sim_ok',
        amount: 5_000,
        currency: 'EUR',
        initiatedAt: START,
        resumptions: 0,
        reference: 'pi_1',
      },
    ]);
  });

  it.each(['authorised', 'captured'] as const)('that is %s confirms the booking and is captured', async says => {
    const { claim, eventId } = await withIntent(useCases);
    answerNext(useCases.gateway, 'authorise', { says, reference: 'pi_1' });
    answerNext(useCases.gateway, 'capture', { says: 'captured', reference: 'pi_1' });
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('confirmed');
    expect(standingOf(driven)).toMatchObject({ status: 'confirmed', state: 'captured', reference: 'pi_1' });
    expect(driven).toEqual(await claimOf(useCases, { id: `hld_${claim.id}` }));
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('booked');
    // The reference is in the entry that learnt it, and in no later one.
    expect(driven.history.map(({ payment }) => payment?.reference)).toEqual([undefined, undefined, 'pi_1', undefined]);
  });

  it.each(['declined', 'voided', 'refunded', 'refused'] as const)('that is %s is recorded as declined', async says => {
    const { claim, hold } = await withIntent(useCases);
    answerNext(useCases.gateway, 'authorise', { says });
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('declined');
    expect(standingOf(driven)).toMatchObject({ status: 'active', state: 'declined', wanted: 'captured' });
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'payment.declined', actor: 'system' });
  });

  it('that is pending waits, with the secret for the customer’s browser', async () => {
    const { claim, hold } = await withIntent(useCases);
    answerNext(useCases.gateway, 'authorise', { says: 'pending', clientSecret: 'secret' });
    expect(await drive(claim)).toEqual({ outcome: 'pending', claim, clientSecret: 'secret' });
    expect(await actionsOf(useCases, hold)).toEqual(['hold.placed', 'payment.initiated']);
  });

  it('whose outcome is unknown waits', async () => {
    const { claim } = await withIntent(useCases);
    answerNext(useCases.gateway, 'authorise', { says: 'unknown' });
    expect(await drive(claim)).toEqual({ outcome: 'unknown', claim });
  });

  it('is given up exactly an hour after its intent, if the hold has lapsed, without a request to the gateway', async () => {
    const { claim, hold } = await withIntent(useCases);
    const seen: string[] = [];
    useCases.gateway.before = async () => seen.push(...(await actionsOf(useCases, hold)).slice(2));
    answerNext(useCases.gateway, 'authorise', { says: 'pending' });
    useCases.now = PENDED_TOO_LONG - 1;
    expect((await drive(claim)).outcome).toBe('pending');
    useCases.now = PENDED_TOO_LONG;
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('given-up');
    expect(standingOf(driven)).toMatchObject({ state: 'voided', wanted: 'voided' });
    expect(callsOf()).toEqual(['void']);
    expect(seen).toEqual(['payment.initiated']);
    expect(useCases.counted.slice(-2)).toEqual(['Payments given-up', 'Payments voided']);
  });

  it('is not given up after an hour while its hold has not lapsed', async () => {
    const { claim, owner, hold } = await withIntent(useCases, { holdSeconds: HOLD_SECONDS_MAX });
    useCases.now = PENDED_TOO_LONG;
    await extendHold(useCases, keyedCall(useCases, owner, 'extend-hold'), hold.id);
    expect((await drive(claim)).outcome).toBe('confirmed');
  });
});

describe('a payment of a booking', () => {
  it.each(['pending', 'unknown', 'authorised'] as const)('whose capture is answered %s waits', async says => {
    const { claim } = await withAuthorised(useCases);
    expect(standingOf(claim)).toMatchObject({ status: 'confirmed', state: 'authorised', wanted: 'captured' });
    answerNext(useCases.gateway, 'capture', { says });
    expect(await drive(claim)).toEqual({ outcome: 'confirmed', claim });
  });

  it('whose capture is refused cancels the booking, and is voided', async () => {
    const { claim, hold, eventId } = await withAuthorised(useCases);
    answerNext(useCases.gateway, 'capture', { says: 'refused' });
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('confirmed');
    expect(standingOf(driven)).toMatchObject({ status: 'cancelled', state: 'voided', wanted: 'refunded' });
    expect((await claimOf(useCases, hold)).history.slice(-2)).toMatchObject([
      { action: 'booking.cancelled', actor: 'system', reason: 'the gateway refused to take the payment' },
      { action: 'payment.voided' },
    ]);
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
  });

  it.each([
    ['voided', 'voided'],
    ['declined', 'voided'],
    ['refunded', 'refunded'],
  ] as const)('that is found %s at the capture cancels the booking without another call', async (says, state) => {
    const { claim } = await withAuthorised(useCases);
    useCases.gateway.calls.length = 0;
    answerNext(useCases.gateway, 'capture', { says });
    const { claim: driven } = await drive(claim);
    expect(standingOf(driven)).toMatchObject({ status: 'cancelled', state, wanted: 'refunded' });
    expect(driven.history.at(-1)).toMatchObject({
      action: 'booking.cancelled',
      reason: 'the gateway took the payment back',
    });
    expect(callsOf()).toEqual([]);
  });
});

describe('a payment that is to be returned', () => {
  it('is refunded if the void meets a capture', async () => {
    const { claim, eventId } = await withIntent(useCases);
    useCases.now = DEADLINE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    answerNext(useCases.gateway, 'void', { says: 'captured' });
    answerNext(useCases.gateway, 'refund', { says: 'refunded' });
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('given-up');
    expect(driven.history.slice(-2).map(({ action }) => action)).toEqual(['payment.captured', 'payment.refunded']);
  });

  it.each(['pending', 'unknown'] as const)('waits while the refund is answered %s', async says => {
    const { claim } = await withRefund(useCases, { says: 'unknown' });
    answerNext(useCases.gateway, 'refund', { says });
    expect((await drive(claim)).claim).toEqual(claim);
  });

  it('is stuck if the gateway refuses the refund, counted once, and is not asked again', async () => {
    const { claim, hold } = await withRefund(useCases, { says: 'unknown' });
    useCases.counted.length = 0;
    useCases.now += SECOND;
    answerNext(useCases.gateway, 'refund', { says: 'refused' });
    const { claim: driven } = await drive(claim);
    expect(standingOf(driven)).toMatchObject({
      state: 'captured',
      wanted: 'refunded',
      refunds: [{ number: 1, state: 'initiated', stuckSince: START + SECOND }],
    });
    expect(standingOf(driven)).not.toHaveProperty('stuckSince');
    expect(await lastEntryOf(useCases, hold)).toMatchObject({
      action: 'payment.stuck',
      from: 'captured',
      to: 'captured',
    });
    expect(useCases.counted).toEqual(['Payments stuck']);
    useCases.gateway.calls.length = 0;
    expect((await drive(driven)).claim).toEqual(driven);
    expect(callsOf()).toEqual([]);
  });
});

describe('two drivers of a payment', () => {
  it('take each step once: the slower one continues from the claim of the other', async () => {
    const { claim } = await withIntent(useCases);
    const other = { now: useCases.now, requestId: 'driver-2' };
    beforeNext(useCases.store, 'confirmBooking', () => drivePayment(useCases, other, claim, 1));
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('confirmed');
    expect(driven.history.map(({ action }) => action)).toEqual([
      'hold.placed',
      'payment.initiated',
      'booking.confirmed',
      'payment.captured',
    ]);
    expect(useCases.counted.filter(metric => metric === 'BookingsConfirmed')).toHaveLength(1);
  });

  it('are bounded: a claim that is stale each time ends with `busy`', async () => {
    const { claim } = await withIntent(useCases);
    answerAlways(useCases.store, 'confirmBooking', { is: 'stale', claim });
    const attempts = countCalls(useCases.store, 'confirmBooking');
    expect(await refusalOf(drive(claim))).toEqual(BUSY);
    expect(attempts.calls).toBe(5 + DECISIONS_MAX);
  });

  it('end with `busy` if the store is busy, or the claim is gone', async () => {
    const { claim } = await withIntent(useCases);
    answerNext(useCases.store, 'confirmBooking', { is: 'busy' }, { is: 'stale', claim: undefined });
    expect(await refusalOf(drive(claim))).toEqual(BUSY);
    expect(await refusalOf(drive(claim))).toEqual(BUSY);
    expect((await drive(claim)).outcome).toBe('confirmed');
    expect(useCases.gateway.accounts.size).toBe(1);
  });
});
