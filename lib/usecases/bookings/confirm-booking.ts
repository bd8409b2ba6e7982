/**
 * Pays for a hold, which makes it a booking. Paying is not one transaction, so the key's record is put with the intent
 * and names the payment; whoever brings the same key again goes on with that payment and never starts a second (P3).
 */
import { bookingAnswerAsConfirmed } from '../../contract/claims/claim-presenter.ts';
import type { AcceptedPayment, Booking } from '../../contract/claims/messages.ts';
import { applyChange, confirmBooking as confirmation, initiatePayment } from '../../domain/claim-changes.ts';
import { claimIdOf, isHoldId, paymentIdOf } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { decidePayment, type PaymentTerms } from '../../domain/payment-lifecycle.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, IdempotentClaimOutcome } from '../../ports/store.ts';
import { byOwner, requireOwnHold, retryWhileStale } from '../change-claim.ts';
import { findEvent } from '../decide-from-event.ts';
import { type Idempotent, recordKeyOf, replayOrThrow, requireSameRequest, storedRefusal } from '../idempotency.ts';
import { drivePayment } from './drive-payment.ts';

export interface BookingRequest {
  holdId: string;
  paymentMethod: string;
}

const GATEWAY_RETRY_AFTER_SECONDS = 5;

/** The gateway answers later: the payment is where to ask for its outcome. */
export interface PendingPayment {
  pending: AcceptedPayment;
}

export async function confirmBooking(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: BookingRequest,
): Promise<Idempotent<Booking> | PendingPayment> {
  if (!isHoldId(input.holdId)) throw refuse('hold-not-found');
  const key = recordKeyOf(call);
  const { claim, record } = await dependencies.store.readClaimAndRecord(claimIdOf(input.holdId), key, call.now);
  if (record) return goOn(dependencies, call, record);

  let begun: Begun | undefined;
  const outcome = await retryWhileStale<IdempotentClaimOutcome>(claim, async current => {
    const own = requireOwnHold(current, call.caller);
    const terms = decidePayment(own, call.now);
    if (terms instanceof Refusal) return replayOrThrow(dependencies, call, terms);
    begun = await begin(dependencies, call, input, own, terms);
    return begun.outcome;
  });
  if (outcome.is === 'duplicate') return goOn(dependencies, call, outcome.record);
  if (outcome.is === 'places-gone' || !begun) throw refuse('hold-expired');
  return finish(dependencies, call, begun, false);
}

interface Begun {
  outcome: IdempotentClaimOutcome;
  /** The claim as the write would leave it. */
  claim: Claim;
  /** Absent where nothing is to be paid, and the write has confirmed the booking itself. */
  paymentNumber?: number;
}

/** Records the intent to pay, or confirms at once what costs nothing. */
async function begin(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: BookingRequest,
  claim: Claim,
  terms: PaymentTerms,
): Promise<Begun> {
  if (claim.total === 0) {
    const facts = await findEvent(dependencies, claim.eventId);
    if (!facts) throw refuse('hold-expired');
    const change = confirmation(claim, facts.event, undefined, byOwner(call));
    const outcome = await dependencies.store.confirmBooking(claim, change, recordKeyOf(call));
    return { outcome, claim: applyChange(claim, change) };
  }
  const change = initiatePayment(claim, input.paymentMethod, terms, byOwner(call));
  const outcome = await dependencies.store.initiatePayment(claim, change, recordKeyOf(call));
  return { outcome, claim: applyChange(claim, change), paymentNumber: terms.number };
}

/** The same key again: its payment is finished or goes on. */
async function goOn(
  dependencies: Dependencies,
  call: IdempotentCall,
  record: IdempotencyRecord,
): Promise<Idempotent<Booking> | PendingPayment> {
  requireSameRequest(record, call);
  if (!record.booking) throw new Error(`the record of ${record.operation} names no booking`);
  const { claimId, paymentNumber } = record.booking;
  const claim = await dependencies.store.readClaim(claimId);
  if (!claim) throw new Error(`claim ${claimId} is gone, though a record names it`);
  return finish(dependencies, call, { claim, ...(paymentNumber !== undefined && { paymentNumber }) }, true);
}

/** Drives the payment to where it can go, and answers with its outcome: the same one to everybody who asks. */
async function finish(
  dependencies: Dependencies,
  call: IdempotentCall,
  { claim, paymentNumber }: Pick<Begun, 'claim' | 'paymentNumber'>,
  isReplay: boolean,
): Promise<Idempotent<Booking> | PendingPayment> {
  if (paymentNumber === undefined) return { answer: requireBooking(claim), isReplay };
  const { outcome, claim: driven, clientSecret } = await drivePayment(dependencies, call, claim, paymentNumber);
  const paymentId = paymentIdOf(claim.id, paymentNumber);
  switch (outcome) {
    case 'pending':
      if (!isReplay) dependencies.metrics.count('Payments', 1, { outcome: 'pending' });
      return { pending: { paymentId, ...(clientSecret !== undefined && { clientSecret }) } };
    case 'confirmed':
      return { answer: requireBooking(driven), isReplay };
    case 'declined': {
      const details = { paymentId };
      throw storedRefusal(new Refusal('payment-declined', details), isReplay);
    }
    case 'given-up':
      throw storedRefusal(refuse('hold-expired'), isReplay);
    case 'unknown':
      dependencies.metrics.count('Payments', 1, { outcome: 'unanswered' });
      throw new Refusal('payment-unavailable', { retryAfterSeconds: GATEWAY_RETRY_AFTER_SECONDS });
  }
}

function requireBooking(claim: Claim): Booking {
  const booking = bookingAnswerAsConfirmed(claim);
  if (!booking) throw new Error(`claim ${claim.id} was confirmed and has no booking`);
  return booking;
}
