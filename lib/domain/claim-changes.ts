/**
 * Every change of a claim, as data: the fields that it sets and the one history entry that it appends. The table writes a
 * change; answers are made from the claim after `applyChange`.
 */
import { newReferenceOf } from './booking-reference.ts';
import { cancellableUntil } from './cancellation.ts';
import type { HoldTerms } from './hold-policy.ts';
import {
  type Actor,
  type BookingFacts,
  type CancelledPart,
  type Claim,
  type ClaimStatus,
  type Event,
  type HistoryEntry,
  JOURNEY_KINDS,
  type Payment,
  type Place,
  type Refund,
  type TicketStatus,
} from './model.ts';
import { paymentEntryOf, withReference } from './payment-entry.ts';
import { paymentOf, paymentOfBooking } from './payment-lifecycle.ts';
import type { Count } from './price-model.ts';
import { withImpliedRefund, withNewRefund, withRefundOfRest } from './refunds.ts';
import { remainingTicketsOf, type Ticket, ticketsFor } from './tickets.ts';
import { keptOf, returnedFor } from './totals.ts';

/** The origin of a change: its author, time (epoch ms) and request. */
export interface Origin {
  at: number;
  actor: Actor;
  requestId: string;
}

export interface ClaimChange {
  entry: HistoryEntry;
  status?: ClaimStatus;
  expiresAt?: number;
  extensions?: number;
  paymentWindowUsed?: true;
  /** Replaces the payment of the same number, or is appended. */
  payment?: Payment;
  /** The new places and units of counters, if a late payment had to take them from other buckets. */
  places?: Place[];
  counted?: Count[];
  booking?: BookingFacts;
  tickets?: TicketStatus[];
  ticketVersions?: number[];
}

/** Returns the claim after a change. */
export function applyChange(claim: Claim, { entry, payment, ...set }: ClaimChange): Claim {
  const payments = payment
    ? [
        ...claim.payments.slice(0, payment.number - 1),
        withImpliedRefund(payment),
        ...claim.payments.slice(payment.number),
      ]
    : claim.payments;
  return { ...claim, ...set, payments, history: [...claim.history, entry] };
}

/** Returns a new claim: an active hold with its first history entry. */
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

/** Ends an unpaid hold: released by its owner before the deadline, or expired by Holdfast after it. */
export const endHold = (to: 'released' | 'expired', origin: Origin): ClaimChange => ({
  entry: { ...origin, action: `hold.${to}`, from: 'active', to },
  status: to,
});

/** Makes a hold a booking with valid tickets, and its payment authorised. */
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
      ...(payment && { payment: paymentEntryOf(payment, { reference }) }),
    },
    status: 'confirmed',
    booking: {
      confirmedAt: origin.at,
      reference: newReferenceOf(claim.id),
      event: { title, startsAt, endsAt, ...(venue !== undefined && { venue }) },
      cancellableUntil: cancellableUntil(event),
      ...(paymentNumber !== undefined && { paymentNumber }),
    },
    tickets: ticketsFor(claim.places, 'valid'),
    ...(payment && { payment: { ...payment, state: 'authorised', ...withReference(reference) } }),
  };
}

export interface CancellationOptions {
  /** Also returns the fees that are not refundable. */
  returnFees?: boolean;
}

/**
 * Cancels a booking, or the rest of it: all tickets become void. The payment is to be refunded, whatever the gateway answers later (P6). If
 * the seller keeps fees, the payment is to be captured as before, and a refund of the rest is requested, as for a part.
 */
export function cancelBooking(
  claim: Claim,
  origin: Origin,
  reason?: string,
  options: CancellationOptions = {},
): ClaimChange {
  const { booking } = claim;
  if (!booking) throw new Error(`claim ${claim.id} is no booking`);
  const remaining = remainingTicketsOf(claim);
  const part = cancelledPart(claim, remaining, true, options);
  const isWhole = remaining.length === claim.tickets.length && part.amount === claim.total && !part.returnsFees;
  const returned = part.amount === keptOf(claim) ? returnAll(claim) : returnPart(claim, part.amount);
  const wanted = returned?.payment.wanted === 'refunded' ? { wanted: 'refunded' as const } : {};
  return {
    entry: {
      ...origin,
      action: 'booking.cancelled',
      from: claim.status,
      to: 'cancelled',
      ...(reason !== undefined && { reason }),
      ...(returned && { payment: paymentEntryOf(returned.payment, { ...wanted, refund: returned.refund }) }),
      ...(!isWhole && { cancelled: part }),
    },
    status: 'cancelled',
    booking: { ...booking, cancelledAt: origin.at },
    tickets: claim.tickets.map(() => 'void' as const),
    ...(returned && { payment: returned.payment }),
  };
}

/**
 * Cancels these tickets of a booking, and requests a refund of their prices and fees. If no other tickets are left, this cancels the
 * booking. If the payment is not captured yet, the gateway captures the whole amount first, and makes the refund then.
 */
export function cancelTickets(
  claim: Claim,
  cancelled: Ticket[],
  origin: Origin,
  reason?: string,
  options: CancellationOptions = {},
): ClaimChange {
  const numbers = new Set(cancelled.map(({ number }) => number));
  if (isLastOf(claim, cancelled)) return cancelBooking(claim, origin, reason, options);
  const part = cancelledPart(claim, cancelled, false, options);
  const returned = returnPart(claim, part.amount);
  return {
    entry: {
      ...origin,
      action: 'booking.places-cancelled',
      from: 'confirmed',
      to: 'confirmed',
      ...(reason !== undefined && { reason }),
      ...(returned && { payment: paymentEntryOf(returned.payment, { refund: returned.refund }) }),
      cancelled: part,
    },
    tickets: claim.tickets.map((status, i) => (numbers.has(i + 1) ? 'void' : status)),
    ...(returned && { payment: returned.payment }),
  };
}

/** Whether no other tickets of the booking are left. */
export const isLastOf = (claim: Claim, cancelled: Ticket[]): boolean => {
  const numbers = new Set(cancelled.map(({ number }) => number));
  return remainingTicketsOf(claim).every(({ number }) => numbers.has(number));
};

/** Of a payment that the gateway has taken back, the seller can keep nothing. */
function cancelledPart(
  claim: Claim,
  tickets: Ticket[],
  isLast: boolean,
  { returnFees = false }: CancellationOptions,
): CancelledPart {
  const state = paymentOfBooking(claim)?.state;
  const all = returnFees || state === 'voided' || state === 'refunded';
  const amount = returnedFor(claim, tickets, { isLast, all });
  const returnsFees = amount !== returnedFor(claim, tickets, { isLast, all: false });
  return { tickets: tickets.map(({ number }) => number), amount, ...(returnsFees && { returnsFees }) };
}

/**
 * The payment of a booking that is cancelled. If it is captured, this requests a refund of the rest. Otherwise the gateway voids
 * the payment.
 */
function returnAll(claim: Claim): { payment: Payment; refund?: Refund } | undefined {
  const paid = paymentOfBooking(claim);
  if (!paid) return undefined;
  const payment: Payment = { ...paid, wanted: 'refunded' };
  return payment.state === 'captured' ? withRefundOfRest(payment) : { payment };
}

function returnPart(claim: Claim, amount: number): { payment: Payment; refund: Refund } | undefined {
  const paid = paymentOfBooking(claim);
  return paid && amount > 0 ? withNewRefund(paid, amount) : undefined;
}
