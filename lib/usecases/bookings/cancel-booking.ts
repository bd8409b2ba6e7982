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
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { Dependencies, KeyedCall } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, KeyedClaimOutcome } from '../../ports/store.ts';
import { byCaller, byOwner, settle } from '../change-claim.ts';
import { type Keyed, keyedOrThrow, recordKeyOf, replay } from '../idempotency.ts';
import { drivePayment } from './drive-payment.ts';

export interface CancellationWish {
  bookingId: string;
  reason?: string | undefined;
}

/** A fault of the request, where an administrator gives no reason. */
export type Cancelled = Keyed<Cancellation> | { isReasonMissing: true };

export async function cancelBooking(deps: Dependencies, call: KeyedCall, wish: CancellationWish): Promise<Cancelled> {
  const { store } = deps;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(wish.bookingId), key, call.now);
  if (record) return repeat(deps, call, wish, record);
  const by = standingOf(call, claim, wish);
  if (by === 'admin' && wish.reason === undefined) return { isReasonMissing: true };

  let cancelled: { claim: Claim; answer: Cancellation } | undefined;
  const outcome = await settle<KeyedClaimOutcome>(claim, async current => {
    if (!current) throw refuse('booking-not-found');
    const verdict = await decide(deps, call, current, by);
    if (verdict instanceof Refusal) return keyedOrThrow(deps, call, verdict);
    const change = cancellation(current, by === 'owner' ? byOwner(call) : byCaller(call), wish.reason);
    cancelled = answerOf(applyChange(current, change));
    return store.cancelBooking(current, change, { key, answer: JSON.stringify(cancelled.answer) });
  });
  if (outcome.is === 'keyed') return repeat(deps, call, wish, outcome.record);
  if (outcome.is === 'lost' || !cancelled)
    throw new Error(`the booking of claim ${claim?.id} was neither cancelled nor kept`);
  return goOn(deps, call, cancelled.claim, { answer: cancelled.answer, isReplay: false });
}

/**
 * Who may cancel: its owner, or an administrator, as the table has just said; for all others there is no such booking
 * (P10). An administrator who gives a reason needs no other for what is their own.
 */
function standingOf({ caller }: KeyedCall, claim: Claim | undefined, { reason }: CancellationWish): 'owner' | 'admin' {
  const isOwner = claim?.ownerId === caller.userId;
  if (caller.role === 'admin' && (!isOwner || reason !== undefined)) return 'admin';
  if (!isOwner) throw refuse('booking-not-found');
  return 'owner';
}

/** A cache may grant, never refuse: before a refusal, the event is read afresh. */
async function decide(
  { events }: Dependencies,
  { now }: KeyedCall,
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
  deps: Dependencies,
  call: KeyedCall,
  { bookingId }: CancellationWish,
  record: IdempotencyRecord,
): Promise<Keyed<Cancellation>> {
  const answered = replay<Cancellation>(record, call);
  // What was read beside the record may be older than it.
  const claim = await deps.store.readClaim(claimIdOf(bookingId));
  return claim ? goOn(deps, call, claim, answered) : answered;
}

/** The refund itself: what is not done now, the reconciler does. The answer is what the deciding transaction wrote. */
async function goOn(
  deps: Dependencies,
  call: KeyedCall,
  claim: Claim,
  answered: Keyed<Cancellation>,
): Promise<Keyed<Cancellation>> {
  const number = claim.booking?.paymentNumber;
  if (number === undefined) return answered;
  await drivePayment(deps, call, claim, number).catch(error => {
    deps.log.warn('a refund goes on without its caller', { claimId: claim.id, error });
  });
  return answered;
}
