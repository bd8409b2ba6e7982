/**
 * Cancels and refunds a booking, or a part of it: for its owner until the deadline, for members of the event's organization and
 * administrators at any time. One transaction frees the places and requests the refund, without the fees that the seller keeps. The gateway is asked afterwards, and again
 * until it is done (P6).
 */
import { bookingAnswer, lastRefundAnswer } from '../../contract/bookings/presenter.ts';
import type { Cancellation } from '../../contract/bookings/responses.ts';
import { type Canceller, decideCancellation, returnsAllFees } from '../../domain/cancellation.ts';
import { applyChange, type ClaimChange, cancelTickets, isLastOf } from '../../domain/claim-changes.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { chooseTickets, faultsOfPlaces, type PlacesToCancel } from '../../domain/part-cancellation.ts';
import { type FieldError, invalid, Refusal, refuse } from '../../domain/refusals.ts';
import type { Ticket } from '../../domain/tickets.ts';
import { feesKeptFor } from '../../domain/totals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { IdempotencyRecord } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { decideFromEvent, decideFromFreshEvent, type EventRefusal } from '../decide-from-event.ts';
import { type Idempotent, recordKeyOf, refuseOrReplay, replay, replayOrThrow } from '../idempotency.ts';
import { byCaller, byOwner } from '../origin.ts';
import { requireClock } from '../require-clock.ts';
import { type BookingRightDependencies, mayAsMember } from './booking-right.ts';
import { drivePayment } from './drive-payment.ts';
import type { PaymentDependencies } from './payment-steps.ts';

/** Without places, the whole booking is cancelled. */
export interface CancellationRequest extends PlacesToCancel {
  bookingId: string;
  reason?: string | undefined;
  /** Fees that are not refundable are returned too. */
  returnFees?: boolean | undefined;
}

type CancellationDependencies = PaymentDependencies &
  BookingRightDependencies &
  Pick<Dependencies, 'log' | 'clockSkew'>;

const REASON_IS_MISSING: FieldError = {
  path: 'body.reason',
  message: "is required from an administrator who cancels another customer's booking",
};

const FEES_ARE_NOT_OWNERS: FieldError = {
  path: 'body.returnFees',
  message: "only a member of the event's organization or an administrator may send true: leave it out",
};

export async function cancelBooking(
  dependencies: CancellationDependencies,
  call: IdempotentCall,
  input: CancellationRequest,
): Promise<Idempotent<Cancellation>> {
  const { store } = dependencies;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(input.bookingId), key, call.now);
  if (record) return replayCancellation(dependencies, call, input, record);
  const by = await requireRightToCancel(dependencies, call, claim, input);
  // The owner's deadline is decided by the clock, and the void tickets of every cancellation get its time.
  requireClock(dependencies);
  if (by === 'admin' && input.reason === undefined)
    throw new Refusal('validation-failed', { errors: [REASON_IS_MISSING] });
  if (by === 'owner' && input.returnFees) throw new Refusal('validation-failed', { errors: [FEES_ARE_NOT_OWNERS] });
  const faulty = claim?.booking && invalid(faultsOfPlaces(claim, input));
  if (faulty) throw faulty;

  let cancelled: { claim: Claim; answer: Cancellation } | undefined;
  const outcome = await retryWhileStale(claim, async current => {
    if (!current) return replayOrThrow(dependencies, call, refuse('booking-not-found'));
    const decision = await decide(dependencies, call, current, input, by);
    if ('refusal' in decision) return refuseOrReplay(dependencies, call, decision.refusal, current.status);
    const origin = by === 'owner' ? byOwner(call) : byCaller(call);
    const change = cancelTickets(current, decision.tickets, origin, input.reason, decision);
    const impossible = refuseImpossibleRefund(dependencies, current, change);
    if (impossible) return replayOrThrow(dependencies, call, impossible);
    cancelled = withAnswer(current, change, await dependencies.events.cached(current.eventId));
    return store.cancelBooking(current, change, { key, answer: JSON.stringify(cancelled.answer) });
  });
  if (outcome.is === 'duplicate') return replayCancellation(dependencies, call, input, outcome.record);
  if (!cancelled) throw new Error(`the booking of claim ${claim?.id} was neither cancelled nor kept`);
  await continueRefund(dependencies, call, cancelled.claim);
  return { answer: cancelled.answer, isReplay: false };
}

/**
 * Decides whether the caller cancels as the owner, a member or an administrator. For all others there is no such booking
 * (P10). The route has just read the administrator's role from the table. Members and administrators cancel a booking of
 * their own as the owner, unless they give a reason.
 */
async function requireRightToCancel(
  dependencies: CancellationDependencies,
  call: IdempotentCall,
  claim: Claim | undefined,
  { reason }: CancellationRequest,
): Promise<Canceller> {
  const isOwner = claim?.ownerId === call.caller.userId;
  if (isOwner && reason === undefined) return 'owner';
  if (call.caller.role === 'admin') return 'admin';
  if (await mayAsMember(dependencies, call, claim, 'cancel-bookings')) return 'member';
  if (!isOwner) throw refuse('booking-not-found');
  return 'owner';
}

interface CancellationDecision {
  tickets: Ticket[];
  returnFees: boolean;
}

/**
 * Returns the tickets to cancel. Only the deadline and the kept fees depend on the event, which may have been moved or cancelled since it was
 * cached: the cached event neither refuses, nor keeps fees.
 */
async function decide(
  dependencies: Pick<Dependencies, 'events'>,
  { now }: IdempotentCall,
  claim: Claim,
  input: Pick<CancellationRequest, keyof PlacesToCancel | 'returnFees'>,
  by: Canceller,
): Promise<CancellationDecision | EventRefusal> {
  const decideFrom = (facts: EventFacts | undefined): CancellationDecision | Refusal => {
    const decision = decideCancellation(claim, by, facts?.event, now);
    if (decision instanceof Refusal) return decision;
    const tickets = chooseTickets(claim, input, by);
    if (tickets instanceof Refusal) return tickets;
    return { tickets, returnFees: input.returnFees === true || returnsAllFees(facts?.event) };
  };
  const decision = await decideFromEvent(dependencies, claim.eventId, decideFrom, {
    dependsOnEvent: ({ code }) => code === 'cancellation-closed',
  });
  if ('refusal' in decision || input.returnFees) return decision;
  const mayKeepFees = feesKeptFor(claim, decision.tickets, isLastOf(claim, decision.tickets)) > 0;
  return mayKeepFees ? decideFromFreshEvent(dependencies, claim.eventId, decideFrom) : decision;
}

/**
 * Refuses a cancellation if the gateway cannot express its refund. If the gateway can express all refunds before, it can express
 * the rest too, so a cancellation of the whole booking that returns all fees is always possible.
 */
function refuseImpossibleRefund(
  { gateway }: Pick<CancellationDependencies, 'gateway'>,
  { currency }: Claim,
  { entry }: ClaimChange,
): Refusal | undefined {
  const refund = entry.payment?.refund;
  if (!refund || gateway.canExpress(refund.amount, currency)) return undefined;
  return new Refusal('refund-not-possible', { amount: refund.amount, currency });
}

function withAnswer(
  before: Claim,
  change: ClaimChange,
  facts: EventFacts | undefined,
): { claim: Claim; answer: Cancellation } {
  const claim = applyChange(before, change);
  const booking = bookingAnswer(claim, facts);
  if (!booking) throw new Error(`claim ${claim.id} was cancelled and has no booking`);
  return { claim, answer: { booking, refund: lastRefundAnswer(before, claim) } };
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
