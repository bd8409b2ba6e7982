/**
 * Cancels a booking and refunds it: its owner while its terms allow, an administrator at any time with a reason. The places
 * are free and the refund is wanted with one commit; what the gateway does about it comes after, and again if need be (P6).
 */
import { bookingAnswer, refundAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Cancellation } from '../../contract/claims/messages.ts';
import { decideCancellation } from '../../domain/cancellation.ts';
import { applyChange, cancelBooking as cancellation } from '../../domain/claim-changes.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { type FieldError, Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, IdempotentClaimOutcome } from '../../ports/store.ts';
import { byCaller, byOwner, retryWhileStale } from '../change-claim.ts';
import { type Idempotent, recordKeyOf, replay, replayOrThrow } from '../idempotency.ts';
import { drivePayment } from './drive-payment.ts';

export interface CancellationRequest {
  bookingId: string;
  reason?: string | undefined;
}

const REASON_IS_MISSING: FieldError = {
  path: 'body.reason',
  message: "is needed from an administrator who cancels somebody else's booking",
};

export async function cancelBooking(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: CancellationRequest,
): Promise<Idempotent<Cancellation>> {
  const { store } = dependencies;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(input.bookingId), key, call.now);
  if (record) return repeat(dependencies, call, input, record);
  const by = standingOf(call, claim, input);
  if (by === 'admin' && input.reason === undefined)
    throw new Refusal('validation-failed', { errors: [REASON_IS_MISSING] });

  let cancelled: { claim: Claim; answer: Cancellation } | undefined;
  const outcome = await retryWhileStale<IdempotentClaimOutcome>(claim, async current => {
    if (!current) throw refuse('booking-not-found');
    const verdict = await decide(dependencies, call, current, by);
    if (verdict instanceof Refusal) return replayOrThrow(dependencies, call, verdict);
    const change = cancellation(current, by === 'owner' ? byOwner(call) : byCaller(call), input.reason);
    cancelled = answerOf(applyChange(current, change));
    return store.cancelBooking(current, change, { key, answer: JSON.stringify(cancelled.answer) });
  });
  if (outcome.is === 'duplicate') return repeat(dependencies, call, input, outcome.record);
  if (outcome.is === 'places-gone' || !cancelled)
    throw new Error(`the booking of claim ${claim?.id} was neither cancelled nor kept`);
  return goOn(dependencies, call, cancelled.claim, { answer: cancelled.answer, isReplay: false });
}

/**
 * Who may cancel: its owner, or an administrator, as the table has just said; for all others there is no such booking
 * (P10). An administrator who gives a reason needs no other for what is their own.
 */
function standingOf(
  { caller }: IdempotentCall,
  claim: Claim | undefined,
  { reason }: CancellationRequest,
): 'owner' | 'admin' {
  const isOwner = claim?.ownerId === caller.userId;
  if (caller.role === 'admin' && (!isOwner || reason !== undefined)) return 'admin';
  if (!isOwner) throw refuse('booking-not-found');
  return 'owner';
}

/** A cache may grant, never refuse: before a refusal, the event is read afresh. */
async function decide(
  { events }: Dependencies,
  { now }: IdempotentCall,
  claim: Claim,
  by: 'owner' | 'admin',
): Promise<'cancel' | Refusal> {
  const verdict = decideCancellation(claim, by, (await events.cached(claim.eventId))?.event, now);
  if (!(verdict instanceof Refusal) || verdict.code !== 'cancellation-closed') return verdict;
  return decideCancellation(claim, by, (await events.fresh(claim.eventId))?.event, now);
}

function answerOf(claim: Claim): { claim: Claim; answer: Cancellation } {
  const booking = bookingAnswer(claim);
  if (!booking) throw new Error(`claim ${claim.id} was cancelled and has no booking`);
  return { claim, answer: { booking, refund: refundAnswer(claim) } };
}

/** The same answer again; and where its refund is not done yet, that goes on. */
async function repeat(
  dependencies: Dependencies,
  call: IdempotentCall,
  { bookingId }: CancellationRequest,
  record: IdempotencyRecord,
): Promise<Idempotent<Cancellation>> {
  const answered = replay<Cancellation>(record, call);
  // What was read beside the record may be older than it.
  const claim = await dependencies.store.readClaim(claimIdOf(bookingId));
  return claim ? goOn(dependencies, call, claim, answered) : answered;
}

/** The refund itself: what is not done now, the reconciler does. The answer is what the deciding transaction wrote. */
async function goOn(
  dependencies: Dependencies,
  call: IdempotentCall,
  claim: Claim,
  answered: Idempotent<Cancellation>,
): Promise<Idempotent<Cancellation>> {
  const number = claim.booking?.paymentNumber;
  if (number === undefined) return answered;
  await drivePayment(dependencies, call, claim, number).catch(error => {
    dependencies.log.warn('a refund goes on without its caller', { claimId: claim.id, error });
  });
  return answered;
}
