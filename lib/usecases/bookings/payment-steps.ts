/**
 * The steps of a payment, by the table of payment-lifecycle.ts. Each asks the gateway and writes its answer to the
 * claim. The one decision that is not the gateway's, to give a payment up, is committed before the gateway hears of it
 * (P6).
 */
import { applyChange, type ClaimChange, cancelBooking, confirmBooking } from '../../domain/claim-changes.ts';
import { codeCounterOf, countedPartsOf } from '../../domain/counters.ts';
import type { Area, Claim, PaymentState, Refund } from '../../domain/model.ts';
import { giveUpFees, giveUpPayment, recordPayment, recordRefund, recordStuck } from '../../domain/payment-changes.ts';
import {
  hasPendedTooLong,
  type PaymentStep,
  paymentOf,
  recoversBooking,
  refundRequestedAt,
  resumptionsIn,
} from '../../domain/payment-lifecycle.ts';
import { refundsToMake } from '../../domain/refunds.ts';
import { busy } from '../../domain/refusals.ts';
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { GatewayAnswer, GatewayPayment, GatewayRefund } from '../../ports/payment-gateway.ts';
import type { IdempotentClaimOutcome } from '../../ports/store.ts';
import { findEvent } from '../decide-from-event.ts';
import { bySystem } from '../origin.ts';
import { requireClock } from '../require-clock.ts';

export type PaymentDependencies = Pick<Dependencies, 'store' | 'events' | 'gateway' | 'clockSkew' | 'stopwatch'>;

/** A payment at one of its steps. */
export interface PaymentContext {
  dependencies: PaymentDependencies;
  call: Call;
  claim: Claim;
  number: number;
  gatewayPayment: GatewayPayment;
  /** The time (ms) in which further refunds may begin. */
  timeLeft: () => number;
}

/** The claim from which the next step starts, or the reason why the payment has to wait. */
export type StepResult = { is: 'continues'; claim: Claim } | PaymentWaits;
export type PaymentWaits = { is: 'waits'; for: 'pending' | 'unknown'; clientSecret?: string };

export const STEPS: Record<Exclude<PaymentStep, 'none'>, (context: PaymentContext) => Promise<StepResult>> = {
  authorise,
  capture,
  void: voidPayment,
  refund,
  cancel: context => cancel(context, 'the gateway took the payment back'),
};

const ask = (
  { dependencies, gatewayPayment, call }: PaymentContext,
  verb: 'authorise' | 'capture' | 'void',
): Promise<GatewayAnswer> => dependencies.gateway[verb](gatewayPayment, call.now);

async function authorise(context: PaymentContext): Promise<StepResult> {
  // Decided before the gateway is asked, because a gateway that does not know the payment yet would authorise it now.
  if (isGivenUp(context)) return isClockWrong(context) ? UNDECIDED : giveUp(context, 'initiated');
  const answer = await ask(context, 'authorise');
  const { says, clientSecret } = answer;
  switch (says) {
    case 'authorised':
    case 'captured':
      return confirm(context, answer);
    case 'pending':
      return { is: 'waits', for: 'pending', ...(clientSecret !== undefined && { clientSecret }) };
    case 'unknown':
      return { is: 'waits', for: 'unknown' };
    default:
      return record(context, 'declined', answer);
  }
}

/**
 * A process outside the allowed skew decides nothing by its clock: it would give a live payment up, or take places from a
 * live hold for a late one. It still books the places of a claim that has them. The next driver decides the rest.
 */
const isClockWrong = ({ dependencies }: PaymentContext): boolean => dependencies.clockSkew.isOutside();
const UNDECIDED: PaymentWaits = { is: 'waits', for: 'unknown' };

/** Long after the hold has lapsed, the customer no longer expects a charge. */
const isGivenUp = ({ claim, gatewayPayment, call }: PaymentContext): boolean =>
  hasLapsed(claim.expiresAt, call.now) && hasPendedTooLong(gatewayPayment.initiatedAt, call.now);

/** Confirms the booking. Once the gateway has authorised a payment, only a refused confirmation may give it up. */
async function confirm(context: PaymentContext, answer: GatewayAnswer): Promise<StepResult> {
  const { dependencies, call, claim, number } = context;
  const hasLapsedHere = hasLapsed(claim.expiresAt, call.now) && !isClockWrong(context);
  if (claim.status !== 'active' || hasLapsedHere) return recover(context, answer);
  const facts = await findEvent(dependencies, claim.eventId);
  // Deleting an event takes the places of a lapsed hold, as the next buyer does.
  if (!facts) return giveUp(context, 'authorised', answer);
  const confirmation = confirmBooking(claim, facts.event, number, bySystem(call), answer.reference);
  const outcome = await dependencies.store.confirmBooking(claim, confirmation);
  if (outcome.is === 'places-gone') return recover(context, answer);
  return continueAfter(outcome, claim, confirmation);
}

/**
 * Confirms a booking whose hold lapsed before its payment was authorised: with all of its places, if they can still be
 * had, or else it gives the payment up. Giving up is final, so the event is read without the cache.
 */
async function recover(context: PaymentContext, answer: GatewayAnswer): Promise<StepResult> {
  if (isClockWrong(context)) return UNDECIDED;
  const { dependencies, call, claim, number } = context;
  const facts = await dependencies.events.fresh(claim.eventId);
  if (!facts || !recoversBooking(claim, facts.event, call.now)) return giveUp(context, 'authorised', answer);
  const confirmation = confirmBooking(claim, facts.event, number, bySystem(call), answer.reference);
  const counted = [...countedPartsOf(facts), ...(await readCodeCounter(dependencies, claim))];
  const outcome = await dependencies.store.recoverBooking(claim, confirmation, counted);
  if (outcome.is === 'recovered') return { is: 'continues', claim: outcome.claim };
  if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);
  return continueAfter(outcome, claim, confirmation);
}

/** The counter of the claim's code as it is now: it may have got more uses since the hold. */
async function readCodeCounter({ store }: PaymentDependencies, { eventId, sale }: Claim): Promise<Area[]> {
  const code = sale?.code && (await store.readCode(eventId, sale.code.id));
  const counter = code?.counterId === sale?.code?.counterId ? code && codeCounterOf(code) : undefined;
  return counter ? [counter] : [];
}

/** Commits that the payment will be voided. `state` is what the gateway said last. */
const giveUp = (context: PaymentContext, state: 'initiated' | 'authorised', answer?: GatewayAnswer) =>
  write(context, giveUpPayment(context.claim, context.number, bySystem(context.call), state, answer?.reference));

/** Captures the payment. If the outcome is unknown, the booking stays and the payment remains unfinished. */
async function capture(context: PaymentContext): Promise<StepResult> {
  const answer = await ask(context, 'capture');
  if (answer.says === 'refused') return cancel(context, 'the gateway refused to take the payment');
  return recordIfNew(context, answer);
}

/** Cancels a booking whose charge failed, and frees its places. If it is cancelled already, the seller keeps no fees of it. */
async function cancel(context: PaymentContext, reason: string): Promise<StepResult> {
  const { dependencies, call, claim, number } = context;
  if (claim.status === 'cancelled') return write(context, giveUpFees(claim, number, bySystem(call)));
  // The void tickets get the time of this clock. A later step, in another process, does it.
  requireClock(dependencies);
  const cancellation = cancelBooking(claim, bySystem(call), reason, { returnFees: true });
  return continueAfter(await dependencies.store.cancelBooking(claim, cancellation), claim, cancellation);
}

/** Voids the payment. A final refusal leaves it stuck: a person has to resolve it. */
async function voidPayment(context: PaymentContext): Promise<StepResult> {
  const { call, claim, number } = context;
  const answer = await ask(context, 'void');
  return answer.says === 'refused'
    ? write(context, recordStuck(claim, number, bySystem(call)))
    : recordIfNew(context, answer);
}

/**
 * Makes the next refund of the payment. A refund may wait for the bank for days; it does not delay those after it. A refund that
 * the gateway refuses for good is stuck; the others continue.
 */
async function refund(context: PaymentContext): Promise<StepResult> {
  const { claim, number } = context;
  let waits: PaymentWaits | undefined;
  for (const next of refundsToMake(paymentOf(claim, number))) {
    const result = await makeRefund(context, next);
    if (result.is === 'continues') return result;
    waits ??= result;
    if (context.timeLeft() <= 0) break;
  }
  if (!waits) throw new Error(`payment ${number} of claim ${claim.id} has no refund to make`);
  return waits;
}

async function makeRefund(context: PaymentContext, next: Refund): Promise<StepResult> {
  const { dependencies, gatewayPayment, call, claim, number } = context;
  const asked = { ...gatewayPayment, refund: gatewayRefundOf(claim, number, next) };
  const answer = await dependencies.gateway.refund(asked, call.now);
  if (answer.says === 'refused') return write(context, recordStuck(claim, number, bySystem(call), next.number));
  if (answer.says === 'refunded') return write(context, recordRefund(claim, number, next.number, bySystem(call)));
  return recordIfNew(context, answer);
}

/** The refund as the gateway needs to know it. */
export function gatewayRefundOf(claim: Claim, number: number, { number: refundNumber, amount }: Refund): GatewayRefund {
  return {
    number: refundNumber,
    amount,
    requestedAt: refundRequestedAt(claim, number, refundNumber),
    resumptions: resumptionsIn(claim.history, number, refundNumber).length,
  };
}

const FINAL_STATES: Partial<Record<GatewayAnswer['says'], Exclude<PaymentState, 'initiated' | 'authorised'>>> = {
  captured: 'captured',
  voided: 'voided',
  // The customer was not charged, so there is nothing left to void or refund.
  declined: 'voided',
  refunded: 'refunded',
};

function recordIfNew(context: PaymentContext, answer: GatewayAnswer): StepResult | Promise<StepResult> {
  const state = FINAL_STATES[answer.says];
  if (state !== undefined && state !== paymentOf(context.claim, context.number).state)
    return record(context, state, answer);
  return { is: 'waits', for: answer.says === 'pending' ? 'pending' : 'unknown' };
}

const record = (context: PaymentContext, state: Exclude<PaymentState, 'initiated'>, { reference }: GatewayAnswer) =>
  write(context, recordPayment(context.claim, context.number, state, bySystem(context.call), reference));

async function write({ dependencies, claim }: PaymentContext, change: ClaimChange): Promise<StepResult> {
  return continueAfter(await dependencies.store.changeClaim(claim, change), claim, change);
}

/** Continues from the changed claim, or from the claim that another driver has changed meanwhile. */
function continueAfter(outcome: IdempotentClaimOutcome, claim: Claim, change: ClaimChange): StepResult {
  if (outcome.is === 'done') return { is: 'continues', claim: applyChange(claim, change) };
  if (outcome.is === 'stale' && outcome.claim) return { is: 'continues', claim: outcome.claim };
  throw busy();
}
