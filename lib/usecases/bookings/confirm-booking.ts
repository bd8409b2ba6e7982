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
import type { Dependencies, KeyedCall } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, KeyedClaimOutcome } from '../../ports/store.ts';
import { byOwner, requireOwnHold, settle } from '../change-claim.ts';
import { readEventOfClaim } from '../events/read-event.ts';
import { type Keyed, keyedOrThrow, recordKeyOf, requireSameRequest, storedRefusal } from '../idempotency.ts';
import { drivePayment } from './drive-payment.ts';

export interface BookingWish {
  holdId: string;
  paymentMethod: string;
}

const GATEWAY_RETRY_AFTER_SECONDS = 5;

/** The gateway answers later: the payment is where to ask for its outcome. */
export interface PendingPayment {
  pending: AcceptedPayment;
}

export async function confirmBooking(
  deps: Dependencies,
  call: KeyedCall,
  wish: BookingWish,
): Promise<Keyed<Booking> | PendingPayment> {
  if (!isHoldId(wish.holdId)) throw refuse('hold-not-found');
  const key = recordKeyOf(call);
  const { claim, record } = await deps.store.readClaimAndRecord(claimIdOf(wish.holdId), key, call.now);
  if (record) return goOn(deps, call, record);

  let begun: Begun | undefined;
  const outcome = await settle<KeyedClaimOutcome>(claim, async current => {
    const own = requireOwnHold(current, call.caller);
    const terms = decidePayment(own, call.now);
    if (terms instanceof Refusal) return keyedOrThrow(deps, call, terms);
    begun = await begin(deps, call, wish, own, terms);
    return begun.outcome;
  });
  if (outcome.is === 'keyed') return goOn(deps, call, outcome.record);
  if (outcome.is === 'lost' || !begun) throw refuse('hold-expired');
  return finish(deps, call, begun, false);
}

interface Begun {
  outcome: KeyedClaimOutcome;
  /** The claim as the write would leave it. */
  claim: Claim;
  /** Absent where nothing is to be paid, and the write has confirmed the booking itself. */
  paymentNumber?: number;
}

/** Records the intent to pay, or confirms at once what costs nothing. */
async function begin(
  deps: Dependencies,
  call: KeyedCall,
  wish: BookingWish,
  claim: Claim,
  terms: PaymentTerms,
): Promise<Begun> {
  if (claim.total === 0) {
    const facts = await readEventOfClaim(deps, claim);
    if (!facts) throw refuse('hold-expired');
    const change = confirmation(claim, facts.event, undefined, byOwner(call));
    const outcome = await deps.store.confirmBooking(claim, change, recordKeyOf(call));
    return { outcome, claim: applyChange(claim, change) };
  }
  const change = initiatePayment(claim, wish.paymentMethod, terms, byOwner(call));
  const outcome = await deps.store.initiatePayment(claim, change, recordKeyOf(call));
  return { outcome, claim: applyChange(claim, change), paymentNumber: terms.number };
}

/** The same key again: its payment is finished or goes on. */
async function goOn(
  deps: Dependencies,
  call: KeyedCall,
  record: IdempotencyRecord,
): Promise<Keyed<Booking> | PendingPayment> {
  requireSameRequest(record, call);
  if (!record.booking) throw new Error(`the record of ${record.operation} names no booking`);
  const { claimId, paymentNumber } = record.booking;
  const claim = await deps.store.readClaim(claimId);
  if (!claim) throw new Error(`claim ${claimId} is gone, though a record names it`);
  return finish(deps, call, { claim, ...(paymentNumber !== undefined && { paymentNumber }) }, true);
}

/** Drives the payment to where it can go, and answers with its outcome: the same one to everybody who asks. */
async function finish(
  deps: Dependencies,
  call: KeyedCall,
  { claim, paymentNumber }: Pick<Begun, 'claim' | 'paymentNumber'>,
  isReplay: boolean,
): Promise<Keyed<Booking> | PendingPayment> {
  if (paymentNumber === undefined) return { answer: requireBooking(claim), isReplay };
  const { outcome, claim: driven, clientSecret } = await drivePayment(deps, call, claim, paymentNumber);
  const paymentId = paymentIdOf(claim.id, paymentNumber);
  switch (outcome) {
    case 'pending':
      if (!isReplay) deps.metrics.count('Payments', 1, { outcome: 'pending' });
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
      deps.metrics.count('Payments', 1, { outcome: 'unanswered' });
      throw new Refusal('payment-unavailable', { retryAfterSeconds: GATEWAY_RETRY_AFTER_SECONDS });
  }
}

function requireBooking(claim: Claim): Booking {
  const booking = bookingAnswerAsConfirmed(claim);
  if (!booking) throw new Error(`claim ${claim.id} was confirmed and has no booking`);
  return booking;
}
