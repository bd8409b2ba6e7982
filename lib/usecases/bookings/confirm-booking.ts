/**
 * Pays for a hold, which makes it a booking. Paying is not one transaction: the key's record is written together with
 * the payment intent and names the payment. A retry with the same key continues that payment and never starts a second
 * (P3).
 */
import { bookingAnswerAsConfirmed } from '../../contract/bookings/presenter.ts';
import type { AcceptedPayment, Booking } from '../../contract/bookings/responses.ts';
import { applyChange, confirmBooking as confirmation } from '../../domain/claim-changes.ts';
import { claimIdOf, isHoldId, paymentIdOf } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { initiatePayment } from '../../domain/payment-changes.ts';
import { decidePayment, type PaymentTerms } from '../../domain/payment-lifecycle.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, IdempotentClaimOutcome } from '../../ports/store.ts';
import { requireOwnHold, retryWhileStale } from '../change-claim.ts';
import { findEvent } from '../decide-from-event.ts';
import {
  type Idempotent,
  recordKeyOf,
  refuseForGood,
  refuseOrReplay,
  replayOrThrow,
  requireEffect,
  storedRefusal,
} from '../idempotency.ts';
import { byOwner } from '../origin.ts';
import { requireClock } from '../require-clock.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';

export interface BookingRequest {
  holdId: string;
  paymentMethod: string;
}

/** The gateway answers later; the caller reads the payment for its outcome. */
export interface PendingPayment {
  pending: AcceptedPayment;
}

type ConfirmDependencies = PaymentDependencies & Pick<Dependencies, 'metrics' | 'clockSkew'>;

const GATEWAY_RETRY_AFTER_SECONDS = 5;

export async function confirmBooking(
  dependencies: ConfirmDependencies,
  call: IdempotentCall,
  input: BookingRequest,
): Promise<Idempotent<Booking> | PendingPayment> {
  if (!isHoldId(input.holdId)) throw refuse('hold-not-found');
  const key = recordKeyOf(call);
  const { claim, record } = await dependencies.store.readClaimAndRecord(claimIdOf(input.holdId), key, call.now);
  if (record) return continuePayment(dependencies, call, record);

  requireOwnHold(claim, call.caller);
  requireClock(dependencies);

  let started: StartedPayment | undefined;
  const outcome = await retryWhileStale(claim, async current => {
    if (!current) return replayOrThrow(dependencies, call, refuse('hold-not-found'));
    const terms = decidePayment(current, call.now);
    if (terms instanceof Refusal) return refuseOrReplay(dependencies, call, terms, current.status);
    started = await startPayment(dependencies, call, input, current, terms);
    const { outcome: written } = started;
    return written.is === 'places-gone' ? refuseForGood(dependencies, call, refuse('hold-expired')) : written;
  });
  if (outcome.is === 'duplicate') return continuePayment(dependencies, call, outcome.record);
  if (!started) throw new Error('a hold was neither paid for nor refused');
  return finishPayment(dependencies, call, started, false);
}

interface StartedPayment {
  outcome: IdempotentClaimOutcome;
  /** The claim as this write leaves it. */
  claim: Claim;
  /** Absent if there is nothing to pay: then this write has confirmed the booking. */
  paymentNumber?: number;
}

/** Records the intent to pay, or confirms a claim that costs nothing. */
async function startPayment(
  dependencies: ConfirmDependencies,
  call: IdempotentCall,
  input: BookingRequest,
  claim: Claim,
  terms: PaymentTerms,
): Promise<StartedPayment> {
  if (claim.total === 0) {
    const facts = await findEvent(dependencies, claim.eventId);
    // An event is deleted only if no claim on it is live, so this hold has lapsed.
    if (!facts) return { outcome: await refuseForGood(dependencies, call, refuse('hold-expired')), claim };
    const change = confirmation(claim, facts.event, undefined, byOwner(call));
    const outcome = await dependencies.store.confirmBooking(claim, change, recordKeyOf(call));
    return { outcome, claim: applyChange(claim, change) };
  }
  const change = initiatePayment(claim, input.paymentMethod, terms, byOwner(call));
  const outcome = await dependencies.store.initiatePayment(claim, change, recordKeyOf(call));
  return { outcome, claim: applyChange(claim, change), paymentNumber: terms.number };
}

/** Continues the payment that the key's record names, or repeats the refusal that it has. */
async function continuePayment(
  dependencies: ConfirmDependencies,
  call: IdempotentCall,
  record: IdempotencyRecord,
): Promise<Idempotent<Booking> | PendingPayment> {
  requireEffect(record, call);
  if (!record.booking) throw new Error(`the record of ${record.operation} names no booking`);
  const { claimId, paymentNumber } = record.booking;
  const claim = await dependencies.store.readClaim(claimId);
  if (!claim) throw new Error(`claim ${claimId} does not exist, though a record names it`);
  return finishPayment(dependencies, call, { claim, ...(paymentNumber !== undefined && { paymentNumber }) }, true);
}

/** Drives the payment as far as it goes, and answers with its outcome, which is the same for every call. */
async function finishPayment(
  dependencies: ConfirmDependencies,
  call: IdempotentCall,
  { claim, paymentNumber }: Pick<StartedPayment, 'claim' | 'paymentNumber'>,
  isReplay: boolean,
): Promise<Idempotent<Booking> | PendingPayment> {
  if (paymentNumber === undefined) return { answer: await requireBooking(dependencies, claim), isReplay };
  const { outcome, claim: driven, clientSecret } = await drivePayment(dependencies, call, claim, paymentNumber);
  const paymentId = paymentIdOf(claim.id, paymentNumber);
  switch (outcome) {
    case 'pending':
      if (!isReplay) dependencies.metrics.count('Payments', 1, { outcome: 'pending' });
      return { pending: { paymentId, ...(clientSecret !== undefined && { clientSecret }) } };
    case 'confirmed':
      return { answer: await requireBooking(dependencies, driven), isReplay };
    case 'declined':
      throw storedRefusal(new Refusal('payment-declined', { paymentId }), isReplay);
    case 'given-up':
      throw storedRefusal(refuse('hold-expired'), isReplay);
    case 'unknown':
      dependencies.metrics.count('Payments', 1, { outcome: 'unanswered' });
      throw new Refusal('payment-unavailable', { retryAfterSeconds: GATEWAY_RETRY_AFTER_SECONDS });
  }
}

async function requireBooking({ events }: Pick<Dependencies, 'events'>, claim: Claim): Promise<Booking> {
  const booking = bookingAnswerAsConfirmed(claim, await events.cached(claim.eventId));
  if (!booking) throw new Error(`claim ${claim.id} was confirmed and has no booking`);
  return booking;
}
