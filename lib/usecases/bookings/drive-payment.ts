/**
 * Drives one payment as far as it will go, by the table of payment-lifecycle.ts: authorise, confirm the booking, capture;
 * or decline; or give up and void; or refund. Every step is idempotent and begins from what the claim says, so it may be
 * started anew from anywhere, by the same call, by a retry with its key, by a webhook or by the reconciler, and by several
 * of them at once (P6).
 */
import {
  applyChange,
  type ClaimChange,
  cancelBooking,
  confirmBooking,
  giveUpPayment,
  recordPayment,
  recordStuck,
} from '../../domain/claim-changes.ts';
import { paymentIdOf } from '../../domain/ids.ts';
import { areasOf } from '../../domain/layout.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Claim, PaymentState } from '../../domain/model.ts';
import {
  hasPendedTooLong,
  initiatedAtOf,
  nextStepOf,
  type PaymentStep,
  paymentOf,
  recoversBooking,
} from '../../domain/payment-lifecycle.ts';
import { busy } from '../../domain/refusals.ts';
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { GatewayAnswer, GatewayPayment } from '../../ports/payment-gateway.ts';
import type { ClaimOutcome, IdempotentClaimOutcome } from '../../ports/store.ts';
import { bySystem } from '../change-claim.ts';
import { findEvent } from '../decide-from-event.ts';

export type PaymentDependencies = Pick<Dependencies, 'store' | 'events' | 'gateway'>;

export interface Driven {
  /**
   * `pending`: the gateway answers later. `unknown`: it did not answer, and asking again with the same payment id is safe.
   * `confirmed` also where the booking was cancelled since.
   */
  outcome: 'confirmed' | 'declined' | 'given-up' | 'pending' | 'unknown';
  claim: Claim;
  /** With `pending`: what the customer's browser needs to go on with it. */
  clientSecret?: string;
}

/** A payment at one of its steps. */
interface PaymentContext {
  dependencies: PaymentDependencies;
  call: Call;
  claim: Claim;
  number: number;
  asked: GatewayPayment;
}

/** Where a step led: to a claim to go on from, or to a payment that has to wait. */
type Stepped = { is: 'on'; claim: Claim } | { is: 'waits'; for: 'pending' | 'unknown'; clientSecret?: string };

/** `reference` is the gateway's own id of the payment, where somebody brings it that the claim does not know yet. */
export async function drivePayment(
  dependencies: PaymentDependencies,
  call: Call,
  claim: Claim,
  number: number,
  reference?: string,
): Promise<Driven> {
  let current = claim;
  // No payment has more than five steps; the rest is room for steps that met a twin's and looked again.
  for (let taken = 0; taken < 5 + DECISIONS_MAX; taken++) {
    const payment = paymentOf(current, number);
    const step = nextStepOf(payment);
    // What waits for a person is left to that person: money must not be given back by two of us.
    if (step === 'none' || payment.stuckSince !== undefined) return driven(current, number);
    const asked = askedOf(current, number, reference);
    const stepped = await STEPS[step]({ dependencies, call, claim: current, number, asked });
    if (stepped.is === 'waits') return driven(current, number, stepped);
    current = stepped.claim;
  }
  throw busy();
}

function driven(claim: Claim, number: number, waits?: Extract<Stepped, { is: 'waits' }>): Driven {
  const { state, wanted } = paymentOf(claim, number);
  if (state === 'declined') return { outcome: 'declined', claim };
  if (wanted === 'voided') return { outcome: 'given-up', claim };
  if (state !== 'initiated') return { outcome: 'confirmed', claim };
  const { clientSecret } = waits ?? {};
  return { outcome: waits?.for ?? 'unknown', claim, ...(clientSecret !== undefined && { clientSecret }) };
}

function askedOf(claim: Claim, number: number, brought: string | undefined): GatewayPayment {
  const { method, amount, reference = brought } = paymentOf(claim, number);
  return {
    paymentId: paymentIdOf(claim.id, number),
    method,
    amount,
    currency: claim.currency,
    initiatedAt: initiatedAtOf(claim, number),
    resumptions: claim.history.filter(entry => entry.action === 'payment.resumed' && entry.payment?.number === number)
      .length,
    ...(reference !== undefined && { reference }),
  };
}

const STEPS: Record<Exclude<PaymentStep, 'none'>, (context: PaymentContext) => Promise<Stepped>> = {
  authorise,
  capture,
  void: async context => tidy(context, await context.dependencies.gateway.void(context.asked, context.call.now)),
  refund: async context => tidy(context, await context.dependencies.gateway.refund(context.asked, context.call.now)),
  cancel: context => cancel(context, 'the gateway took the payment back'),
};

async function authorise(context: PaymentContext): Promise<Stepped> {
  const { dependencies, call, asked } = context;
  // Before the gateway is asked, which may hear of the payment only now.
  if (isGivenUp(context)) return giveUp(context, 'initiated');
  const said = await dependencies.gateway.authorise(asked, call.now);
  switch (said.says) {
    case 'authorised':
    case 'captured':
      return confirm(context, said);
    case 'pending':
      return {
        is: 'waits',
        for: 'pending',
        ...(said.clientSecret !== undefined && { clientSecret: said.clientSecret }),
      };
    case 'unknown':
      return { is: 'waits', for: 'unknown' };
    default:
      return record(context, 'declined', said);
  }
}

/** Long after the hold has lapsed nobody waits for its payment any more: a charge now would only surprise its customer. */
const isGivenUp = ({ claim, asked, call }: PaymentContext): boolean =>
  hasLapsed(claim.expiresAt, call.now) && hasPendedTooLong(asked.initiatedAt, call.now);

/** Where the gateway has authorised it, only a confirm that its conditions refused may give up. */
async function confirm(context: PaymentContext, said: GatewayAnswer): Promise<Stepped> {
  const { dependencies, call, claim, number } = context;
  if (claim.status !== 'active' || hasLapsed(claim.expiresAt, call.now)) return recover(context, said);
  const facts = await findEvent(dependencies, claim.eventId);
  // Whoever deleted the event took the places, as the next buyer would have: the hold had lapsed.
  if (!facts) return giveUp(context, 'authorised', said);
  const confirmation = confirmBooking(claim, facts.event, number, bySystem(call), said.reference);
  const outcome = await dependencies.store.confirmBooking(claim, confirmation);
  return outcome.is === 'places-gone' ? recover(context, said) : after(outcome, claim, confirmation);
}

/** The hold lapsed before its money came: what of its places nobody has taken since is booked all the same, or none. */
async function recover(context: PaymentContext, said: GatewayAnswer): Promise<Stepped> {
  const { dependencies, call, claim, number } = context;
  // A cache may grant, never refuse: what is given up here comes never back.
  const facts = await dependencies.events.fresh(claim.eventId);
  if (!facts || !recoversBooking(claim, facts.event, call.now)) return giveUp(context, 'authorised', said);
  const confirmation = confirmBooking(claim, facts.event, number, bySystem(call), said.reference);
  const outcome = await dependencies.store.recoverBooking(claim, confirmation, areasOf(facts));
  if (outcome.is === 'recovered') return { is: 'on', claim: outcome.claim };
  return outcome.is === 'places-gone' ? giveUp(context, 'authorised', said) : after(outcome, claim, confirmation);
}

const giveUp = (
  { dependencies, call, claim, number }: PaymentContext,
  state: 'initiated' | 'authorised',
  said?: GatewayAnswer,
) => change(dependencies, claim, giveUpPayment(claim, number, bySystem(call), state, said?.reference));

/** A capture that is not known to have happened leaves the booking as it is: the payment stays unfinished, not lost. */
async function capture(context: PaymentContext): Promise<Stepped> {
  const said = await context.dependencies.gateway.capture(context.asked, context.call.now);
  if (said.says === 'refused') return cancel(context, 'the gateway refused to take the payment');
  return recordIfNew(context, said);
}

/** What was asked for will never be done: a person has to see to it. */
function tidy(context: PaymentContext, said: GatewayAnswer): Stepped | Promise<Stepped> {
  const { dependencies, call, claim, number } = context;
  return said.says === 'refused'
    ? change(dependencies, claim, recordStuck(claim, number, bySystem(call)))
    : recordIfNew(context, said);
}

const FINAL_ANSWERS: Partial<Record<GatewayAnswer['says'], Exclude<PaymentState, 'initiated' | 'authorised'>>> = {
  captured: 'captured',
  voided: 'voided',
  // It never came to a charge, whatever we had asked for.
  declined: 'voided',
  refunded: 'refunded',
};

function recordIfNew(context: PaymentContext, said: GatewayAnswer): Stepped | Promise<Stepped> {
  const state = FINAL_ANSWERS[said.says];
  if (state !== undefined && state !== paymentOf(context.claim, context.number).state)
    return record(context, state, said);
  return { is: 'waits', for: said.says === 'pending' ? 'pending' : 'unknown' };
}

const record = (
  { dependencies, call, claim, number }: PaymentContext,
  state: Exclude<PaymentState, 'initiated'>,
  said: GatewayAnswer,
): Promise<Stepped> => change(dependencies, claim, recordPayment(claim, number, state, bySystem(call), said.reference));

/** Nothing is kept without its charge: the places are free again. */
async function cancel({ dependencies, call, claim }: PaymentContext, reason: string): Promise<Stepped> {
  const cancellation = cancelBooking(claim, bySystem(call), reason);
  return after(await dependencies.store.cancelBooking(claim, cancellation), claim, cancellation);
}

const change = async ({ store }: PaymentDependencies, claim: Claim, made: ClaimChange): Promise<Stepped> =>
  after(await store.changeClaim(claim, made), claim, made);

function after(outcome: IdempotentClaimOutcome | ClaimOutcome, claim: Claim, made: ClaimChange): Stepped {
  if (outcome.is === 'done') return { is: 'on', claim: applyChange(claim, made) };
  if (outcome.is === 'stale' && outcome.claim) return { is: 'on', claim: outcome.claim };
  throw busy();
}
