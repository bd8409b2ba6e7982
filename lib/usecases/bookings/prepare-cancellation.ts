/**
 * Decides a cancellation, and computes its answer. The cancellation itself and its dry run use the same functions, so the refund that a dry
 * run shows is the refund of the cancellation. Writes nothing.
 */
import { bookingAnswer, lastRefundAnswer } from '../../contract/bookings/presenter.ts';
import type { Cancellation } from '../../contract/bookings/responses.ts';
import { type Canceller, decideCancellation, returnsAllFees } from '../../domain/cancellation.ts';
import { applyChange, type ClaimChange, cancelTickets, isLastOf } from '../../domain/claim-changes.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { chooseTickets, faultsOfPlaces, type PlacesToCancel } from '../../domain/part-cancellation.ts';
import { type FieldError, invalid, Refusal, refuse } from '../../domain/refusals.ts';
import type { Ticket } from '../../domain/tickets.ts';
import { feesKeptFor } from '../../domain/totals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { decideFromEvent, decideFromFreshEvent, type EventRefusal } from '../decide-from-event.ts';
import { byCaller, byOwner } from '../origin.ts';
import { requireClock } from '../require-clock.ts';
import { type BookingRightDependencies, mayAsMember } from './booking-right.ts';

/** Without places, the whole booking is cancelled. */
export interface CancellationRequest extends PlacesToCancel {
  bookingId: string;
  reason?: string | undefined;
  /** Fees that are not refundable are returned too. */
  returnFees?: boolean | undefined;
}

export interface PreparedCancellation {
  change: ClaimChange;
  /** The claim after the change. */
  claim: Claim;
  answer: Cancellation;
}

export type PreparationDependencies = BookingRightDependencies & Pick<Dependencies, 'events' | 'gateway' | 'clockSkew'>;

const REASON_IS_MISSING: FieldError = {
  path: 'body.reason',
  message: "is required from an administrator who cancels another customer's booking",
};

const FEES_ARE_NOT_OWNERS: FieldError = {
  path: 'body.returnFees',
  message: "only a member of the event's organization or an administrator may send true: leave it out",
};

/** Throws if the caller has no right to this cancellation, or if the booking never had the places. Returns the role of the caller. */
export async function requireCancellation(
  dependencies: PreparationDependencies,
  call: IdempotentCall,
  claim: Claim | undefined,
  input: CancellationRequest,
): Promise<Canceller> {
  const by = await requireRightToCancel(dependencies, call, claim, input);
  // The owner's deadline is decided by the clock, and the void tickets of every cancellation get its time.
  requireClock(dependencies);
  if (by === 'admin' && input.reason === undefined)
    throw new Refusal('validation-failed', { errors: [REASON_IS_MISSING] });
  if (by === 'owner' && input.returnFees) throw new Refusal('validation-failed', { errors: [FEES_ARE_NOT_OWNERS] });
  const faulty = claim?.booking && invalid(faultsOfPlaces(claim, input));
  if (faulty) throw faulty;
  return by;
}

/** Returns the change of the claim and the answer, or the refusal. */
export async function prepareCancellation(
  dependencies: PreparationDependencies,
  call: IdempotentCall,
  claim: Claim,
  input: CancellationRequest,
  by: Canceller,
): Promise<PreparedCancellation | Refusal> {
  const decision = await decide(dependencies, call, claim, input, by);
  if ('refusal' in decision) return decision.refusal;
  const origin = by === 'owner' ? byOwner(call) : byCaller(call);
  const change = cancelTickets(claim, decision.tickets, origin, input.reason, decision);
  const impossible = refuseImpossibleRefund(dependencies, claim, change);
  if (impossible) return impossible;
  return { change, ...withAnswer(claim, change, await dependencies.events.cached(claim.eventId)) };
}

/**
 * Decides whether the caller cancels as the owner, a member or an administrator. For all others there is no such booking
 * (P10). The route has just read the administrator's role from the table. Members and administrators cancel a booking of
 * their own as the owner, unless they give a reason.
 */
async function requireRightToCancel(
  dependencies: PreparationDependencies,
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
  { gateway }: Pick<PreparationDependencies, 'gateway'>,
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
