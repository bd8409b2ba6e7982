/**
 * Compares the tables of statuses and verbs with the rules that grant each change, and with the functions that write
 * it.
 */
import { describe, expect, it } from 'vitest';
import { decideCancellation } from '../../lib/domain/cancellation.ts';
import {
  applyChange,
  type ClaimChange,
  cancelBooking,
  cancelTickets,
  confirmBooking,
  endHold,
  extendHold,
  placedHold,
} from '../../lib/domain/claim-changes.ts';
import { BOOKING_VERBS, HOLD_VERBS, PAYMENT_VERBS } from '../../lib/domain/claim-lifecycle.ts';
import { decideExtension, decideRelease } from '../../lib/domain/hold-policy.ts';
import {
  BOOKING_STATUSES,
  type Claim,
  type ClaimStatus,
  type Event,
  HOLD_STATUSES,
  PAYMENT_STATES,
  PAYMENT_WANTED,
  type PaymentState,
} from '../../lib/domain/model.ts';
import { initiatePayment, recordFailedRefund, recordPayment, recordRefund } from '../../lib/domain/payment-changes.ts';
import { decidePayment, nextStepOf, recoversBooking } from '../../lib/domain/payment-lifecycle.ts';
import { Refusal } from '../../lib/domain/refusals.ts';
import { ticketsOf } from '../../lib/domain/tickets.ts';

const NOW = 1_000_000;
const MINUTE = 60_000;
const event = {
  id: 'evt_x',
  kind: 'concert',
  title: 'A concert',
  startsAt: NOW + 1_000 * MINUTE,
  endsAt: NOW + 1_100 * MINUTE,
  salesCloseAt: NOW + 1_000 * MINUTE,
  state: 'published',
  currency: 'EUR',
  holdSeconds: 300,
  cancellationClosesMinutes: 60,
} as Event;
const origin = { at: NOW, actor: 'owner', requestId: 'r' };
const terms = {
  places: [{ seatId: 'a/1-1', price: 100 }],
  total: 100,
  expiresAt: NOW + 5 * MINUTE,
  maxExpiresAt: NOW + 15 * MINUTE,
};
const placed = placedHold({ id: 'x', ownerId: 'usr_x', event, terms }, origin);
const paying = applyChange(placed, initiatePayment(placed, 'card', { number: 1 }, origin));
const booked = applyChange(paying, confirmBooking(paying, event, 1, origin));

/** A booking of two seats, and the same after the cancellation of the second and the capture. */
const ofTwo: Claim = {
  ...booked,
  places: [...terms.places, { seatId: 'a/1-2', price: 100 }],
  tickets: ['valid', 'valid'],
  payments: booked.payments.map(payment => ({ ...payment, amount: 200 })),
};
const withPart = applyChange(ofTwo, cancelTickets(ofTwo, ticketsOf(ofTwo).slice(1), origin));
const partCancelled = applyChange(withPart, recordPayment(withPart, 1, 'captured', origin));
const partRefunded = applyChange(partCancelled, recordRefund(partCancelled, 1, 1, origin));

const STATUSES: ClaimStatus[] = [...HOLD_STATUSES, ...BOOKING_STATUSES.filter(status => status !== 'confirmed')];
/** A claim with a status, as far as the rules read it. */
const claimThatIs = (status: ClaimStatus): Claim => ({
  ...(status === 'confirmed' || status === 'cancelled' ? booked : placed),
  status,
});
const statusesWhere = (isGranted: (claim: Claim) => boolean): ClaimStatus[] =>
  STATUSES.filter(status => isGranted(claimThatIs(status)));
const isGranted = (verdict: unknown): boolean => !(verdict instanceof Refusal);

describe('the verbs of a hold and a booking', () => {
  it.each<[string, readonly ClaimStatus[], (claim: Claim) => boolean]>([
    ['extend', HOLD_VERBS.extend.from, claim => isGranted(decideExtension(claim, NOW))],
    ['release', HOLD_VERBS.release.from, claim => decideRelease(claim, NOW) === 'release'],
    ['expire', HOLD_VERBS.expire.from, claim => decideRelease(claim, claim.expiresAt) === 'expire'],
    ['confirm, by a new payment', ['active'], claim => isGranted(decidePayment(claim, NOW))],
    ['confirm, by a late payment', HOLD_VERBS.confirm.from, claim => recoversBooking(claim, event, NOW)],
    [
      'cancel, a part or all',
      BOOKING_VERBS['cancel a part'].from,
      claim => decideCancellation(claim, 'owner', event, NOW) === 'cancel',
    ],
    ['cancel', BOOKING_VERBS.cancel.from, claim => decideCancellation(claim, 'owner', event, NOW) === 'cancel'],
  ])('are granted from exactly the statuses in the table: %s', (_verb, from, rule) => {
    expect(statusesWhere(rule)).toEqual(from);
  });

  it.each<[string, { from?: readonly string[]; to: string; action: string }, Claim, ClaimChange | undefined]>([
    ['place', HOLD_VERBS.place, placed, undefined],
    ['extend', HOLD_VERBS.extend, placed, extendHold(placed, NOW + 9 * MINUTE, origin)],
    ['release', HOLD_VERBS.release, placed, endHold('released', origin)],
    ['expire', HOLD_VERBS.expire, placed, endHold('expired', origin)],
    ['confirm a hold', HOLD_VERBS.confirm, paying, confirmBooking(paying, event, 1, origin)],
    ['confirm', BOOKING_VERBS.confirm, paying, confirmBooking(paying, event, 1, origin)],
    ['cancel a part', BOOKING_VERBS['cancel a part'], ofTwo, cancelTickets(ofTwo, ticketsOf(ofTwo).slice(1), origin)],
    ['cancel', BOOKING_VERBS.cancel, booked, cancelBooking(booked, origin)],
  ])('write the status and the action in the table: %s', (_verb, { from, to, action }, claim, change) => {
    const after = change ? applyChange(claim, change) : claim;
    const entry = after.history.at(-1);
    expect({ status: after.status, entry }).toMatchObject({ status: to, entry: { action, to } });
    if (from) expect(from).toContain(entry?.from);
  });
});

describe('the verbs of a payment', () => {
  const verbs = Object.values<{ from?: readonly PaymentState[]; to: PaymentState }>(PAYMENT_VERBS);

  it('lead to every state', () => {
    expect(new Set(verbs.map(({ to }) => to))).toEqual(new Set(PAYMENT_STATES));
  });

  it('include each step that nextStepOf requests, from the state that requests it', () => {
    const steps = PAYMENT_WANTED.flatMap(wanted =>
      PAYMENT_STATES.map(state => ({ wanted, state, step: nextStepOf({ wanted, state, amount: 1 }) })),
    );
    const missing = steps.flatMap(({ wanted, state, step }) => {
      // A declined payment has confirmed nothing, so no booking can want it refunded.
      if (step === 'none' || step === 'cancel' || state === 'declined') return [];
      const { from }: { from: readonly PaymentState[] } = PAYMENT_VERBS[step];
      return from.includes(state) ? [] : [`${step} of a payment that is ${state}, wanted ${wanted}`];
    });
    expect(missing).toEqual([]);
  });

  it('write the state and the action in the table', () => {
    const changes = {
      initiate: initiatePayment(placed, 'card', { number: 1 }, origin),
      authorise: confirmBooking(paying, event, 1, origin),
      decline: recordPayment(paying, 1, 'declined', origin),
      capture: recordPayment(booked, 1, 'captured', origin),
      void: recordPayment(booked, 1, 'voided', origin),
      'refund a part': recordRefund(partCancelled, 1, 1, origin),
      refund: recordPayment(booked, 1, 'refunded', origin),
      'reject a refund': recordFailedRefund(partRefunded, 1, 1, origin),
    };
    const written = Object.entries(changes).map(([verb, { payment, entry }]) => [verb, payment?.state, entry.action]);
    expect(written).toEqual(Object.entries(PAYMENT_VERBS).map(([verb, { to, action }]) => [verb, to, action]));
  });
});
