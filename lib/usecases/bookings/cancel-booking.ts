/**
 * Cancels and refunds a booking, or a part of it: for its owner until the deadline, for members of the event's organization and
 * administrators at any time. One transaction frees the places and requests the refund, without the fees that the seller keeps. The gateway is asked afterwards, and again
 * until it is done (P6).
 */
import type { Cancellation } from '../../contract/bookings/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { IdempotencyRecord } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { type Idempotent, recordKeyOf, refuseOrReplay, replay, replayOrThrow } from '../idempotency.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';
import {
  type CancellationRequest,
  type PreparationDependencies,
  type PreparedCancellation,
  prepareCancellation,
  requireCancellation,
} from './prepare-cancellation.ts';

type CancellationDependencies = PaymentDependencies & PreparationDependencies & Pick<Dependencies, 'log'>;

export async function cancelBooking(
  dependencies: CancellationDependencies,
  call: IdempotentCall,
  input: CancellationRequest,
): Promise<Idempotent<Cancellation>> {
  const { store } = dependencies;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(input.bookingId), key, call.now);
  if (record) return replayCancellation(dependencies, call, input, record);
  const by = await requireCancellation(dependencies, call, claim, input);

  let cancelled: PreparedCancellation | undefined;
  const outcome = await retryWhileStale(claim, async current => {
    if (!current) return replayOrThrow(dependencies, call, refuse('booking-not-found'));
    const prepared = await prepareCancellation(dependencies, call, current, input, by);
    if (prepared instanceof Refusal) return refuseOrReplay(dependencies, call, prepared, current.status);
    cancelled = prepared;
    return store.cancelBooking(current, prepared.change, { key, answer: JSON.stringify(prepared.answer) });
  });
  if (outcome.is === 'duplicate') return replayCancellation(dependencies, call, input, outcome.record);
  if (!cancelled) throw new Error(`the booking of claim ${claim?.id} was neither cancelled nor kept`);
  await continueRefund(dependencies, call, cancelled.claim);
  return { answer: cancelled.answer, isReplay: false };
}

/** Repeats the stored answer, and continues the refund if it is not done. */
async function replayCancellation(
  dependencies: CancellationDependencies,
  call: IdempotentCall,
  { bookingId }: CancellationRequest,
  record: IdempotencyRecord,
): Promise<Idempotent<Cancellation>> {
  const replayed = replay<Cancellation>(record, call);
  // The claim that was read with the record may be older than the record.
  const claim = await dependencies.store.readClaim(claimIdOf(bookingId));
  if (claim) await continueRefund(dependencies, call, claim);
  return replayed;
}

/**
 * Refunds the payment as far as the gateway answers now. A failure does not change the answer: the reconciler
 * continues.
 */
async function continueRefund(
  dependencies: CancellationDependencies,
  call: IdempotentCall,
  claim: Claim,
): Promise<void> {
  const number = claim.booking?.paymentNumber;
  if (number === undefined) return;
  try {
    await drivePayment(dependencies, call, claim, number);
  } catch (error) {
    dependencies.log.warn('a refund is left to the reconciler', { claimId: claim.id, error });
  }
}
