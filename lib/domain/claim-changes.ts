/**
 * Every change a claim can undergo, as data: what it sets and the one history entry it appends. The table writes a
 * change, the answers are made from `applyChange`, and whoever keeps claims elsewhere applies the very same value.
 */

import { cancellableUntil } from './cancellation.ts';
import type { HoldTerms } from './hold-policy.ts';
import {
  type Actor,
  type BookingFacts,
  type Claim,
  type ClaimStatus,
  type EntryPayment,
  type Event,
  type HistoryEntry,
  JOURNEY_KINDS,
  type Payment,
  type PaymentState,
  type PaymentWanted,
  type Place,
  type TicketStatus,
} from './model.ts';
import { type PaymentTerms, paymentOf } from './payment-lifecycle.ts';
import { unitsOf } from './places.ts';

/** Who asks for a change, when (epoch ms), and in which request. */
export interface Origin {
  at: number;
  actor: Actor;
  requestId: string;
  ip?: string;
}

export interface ClaimChange {
  entry: HistoryEntry;
  status?: ClaimStatus;
  expiresAt?: number;
  extensions?: number;
  paymentWindowUsed?: true;
  /** Takes its number's place among the payments. */
  payment?: Payment;
  /** Where a late payment found its places in other buckets. */
  places?: Place[];
  booking?: BookingFacts;
  tickets?: TicketStatus[];
}

/** The claim after a change; a change appends exactly one entry. */
export function applyChange(claim: Claim, { entry, payment, ...set }: ClaimChange): Claim {
  const payments = payment
    ? [...claim.payments.slice(0, payment.number - 1), payment, ...claim.payments.slice(payment.number)]
    : claim.payments;
  return { ...claim, ...set, payments, history: [...claim.history, entry] };
}

/** A new claim: an active hold whose history begins with its placing. */
export function placedHold(
  facts: { id: string; ownerId: string; event: Event; terms: HoldTerms },
  origin: Origin,
): Claim {
  const { id, ownerId, event, terms } = facts;
  const { placesPerCustomerMax, kind, startsAt, endsAt } = event;
  return {
    id,
    eventId: event.id,
    ownerId,
    status: 'active',
    ...terms,
    currency: event.currency,
    holdSeconds: event.holdSeconds,
    createdAt: origin.at,
    extensions: 0,
    ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
    ...(JOURNEY_KINDS.includes(kind) && { journey: { startsAt, endsAt } }),
    paymentWindowUsed: false,
    payments: [],
    tickets: [],
    history: [{ ...origin, action: 'hold.placed', to: 'active', expiresAt: terms.expiresAt }],
  };
}

export const extendHold = (claim: Claim, expiresAt: number, origin: Origin): ClaimChange & { expiresAt: number } => ({
  entry: { ...origin, action: 'hold.extended', from: 'active', to: 'active', expiresAt },
  expiresAt,
  extensions: claim.extensions + 1,
});

/** Ends a hold that was not paid for: by its owner before the deadline, or by Holdfast after it. */
export const endHold = (to: 'released' | 'expired', origin: Origin): ClaimChange => ({
  entry: { ...origin, action: `hold.${to}`, from: 'active', to },
  status: to,
});

/** Records that we are about to ask the gateway, before anybody does (P6). */
export function initiatePayment(claim: Claim, method: string, terms: PaymentTerms, origin: Origin): ClaimChange {
  const { number, movedExpiresAt } = terms;
  const payment: Payment = { number, state: 'initiated', wanted: 'captured', method, amount: claim.total };
  const moved = movedExpiresAt === undefined ? {} : { expiresAt: movedExpiresAt };
  return {
    entry: {
      ...origin,
      action: 'payment.initiated',
      to: 'initiated',
      payment: { number, amount: claim.total, method },
      ...moved,
    },
    payment,
    ...moved,
    ...(movedExpiresAt !== undefined && { paymentWindowUsed: true }),
  };
}

/** The hold becomes a booking: its tickets exist, and the payment that paid for it is authorised. */
export function confirmBooking(
  claim: Claim,
  event: Event,
  paymentNumber: number | undefined,
  origin: Origin,
  reference?: string,
): ClaimChange {
  const payment = paymentNumber === undefined ? undefined : paymentOf(claim, paymentNumber);
  const { title, startsAt, endsAt, venue } = event;
  return {
    entry: {
      ...origin,
      action: 'booking.confirmed',
      from: claim.status,
      to: 'confirmed',
      ...(payment && { payment: entryOf(payment, { reference }) }),
    },
    status: 'confirmed',
    booking: {
      confirmedAt: origin.at,
      event: { title, startsAt, endsAt, ...(venue !== undefined && { venue }) },
      cancellableUntil: cancellableUntil(event),
      ...(paymentNumber !== undefined && { paymentNumber }),
    },
    tickets: claim.places.flatMap(place => Array.from({ length: unitsOf(place) }, () => 'valid' as const)),
    ...(payment && { payment: { ...payment, state: 'authorised', ...withReference(reference) } }),
  };
}

/**
 * The booking ends: its tickets are void, and where it was paid for, a refund is wanted from now on, whatever the gateway
 * says by then (P6).
 */
export function cancelBooking(claim: Claim, origin: Origin, reason?: string): ClaimChange {
  const { booking } = claim;
  if (!booking) throw new Error(`claim ${claim.id} is no booking`);
  const payment = booking.paymentNumber === undefined ? undefined : paymentOf(claim, booking.paymentNumber);
  return {
    entry: {
      ...origin,
      action: 'booking.cancelled',
      from: claim.status,
      to: 'cancelled',
      ...(reason !== undefined && { reason }),
      ...(payment && { payment: entryOf(payment, { wanted: 'refunded' }) }),
    },
    status: 'cancelled',
    booking: { ...booking, cancelledAt: origin.at },
    tickets: claim.tickets.map(() => 'void' as const),
    ...(payment && { payment: { ...payment, wanted: 'refunded' } }),
  };
}

/**
 * Gives a payment up whose claim could not be confirmed: what is wanted is committed before the gateway hears of it,
 * so that nobody who reads the claim afterwards can still confirm it (P6). `state` is what the gateway last said.
 */
export function giveUpPayment(
  claim: Claim,
  number: number,
  origin: Origin,
  state: 'initiated' | 'authorised',
  reference?: string,
): ClaimChange {
  const payment = paymentOf(claim, number);
  return {
    entry: {
      ...origin,
      action: `payment.${state}`,
      from: payment.state,
      to: state,
      payment: entryOf(payment, { wanted: 'voided', reference }),
    },
    payment: { ...payment, state, wanted: 'voided', ...withReference(reference) },
  };
}

/** What the gateway said of a payment, where nothing else changes with it; or a person, with a reason. */
export function recordPayment(
  claim: Claim,
  number: number,
  state: Exclude<PaymentState, 'initiated'>,
  origin: Origin,
  reference?: string,
  reason?: string,
): ClaimChange {
  const { stuckSince: _goesOn, ...payment } = paymentOf(claim, number);
  return {
    entry: {
      ...origin,
      action: `payment.${state}`,
      from: payment.state,
      to: state,
      ...(reason !== undefined && { reason }),
      payment: entryOf(payment, { reference }),
    },
    payment: { ...payment, state, ...withReference(reference) },
  };
}

/** The gateway refuses for good what is still to be done with a payment: from now on it waits for a person. */
export function recordStuck(claim: Claim, number: number, origin: Origin): ClaimChange {
  const payment = paymentOf(claim, number);
  return {
    entry: {
      ...origin,
      action: 'payment.stuck',
      from: payment.state,
      to: payment.state,
      payment: entryOf(payment, {}),
    },
    payment: { ...payment, stuckSince: origin.at },
  };
}

/** It is asked for again: what stood in the way may be gone. */
export function resumePayment(claim: Claim, number: number, origin: Origin): ClaimChange {
  const { stuckSince: _over, ...payment } = paymentOf(claim, number);
  const { state } = payment;
  return {
    entry: { ...origin, action: 'payment.resumed', from: state, to: state, payment: entryOf(payment, {}) },
    payment,
  };
}

const entryOf = (
  { number, amount, reference: known }: Payment,
  { wanted, reference }: { wanted?: PaymentWanted; reference?: string | undefined },
): EntryPayment => ({
  number,
  amount,
  ...(wanted !== undefined && { wanted }),
  ...(reference !== known && withReference(reference)),
});

const withReference = (reference: string | undefined): { reference?: string } =>
  reference === undefined ? {} : { reference };
