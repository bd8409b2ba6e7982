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
import type { Call, Dependencies } from '../../ports/dependencies.ts';
import type { GatewayAnswer, GatewayPayment } from '../../ports/payment-gateway.ts';
import type { ClaimOutcome, KeyedClaimOutcome } from '../../ports/store.ts';
import { bySystem } from '../change-claim.ts';
import { readEventOfClaim } from '../events/read-event.ts';

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
interface Turn {
  deps: PaymentDependencies;
  call: Call;
  claim: Claim;
  number: number;
  asked: GatewayPayment;
}

/** Where a step led: to a claim to go on from, or to a payment that has to wait. */
type Stepped = { is: 'on'; claim: Claim } | { is: 'waits'; for: 'pending' | 'unknown'; clientSecret?: string };

/** `reference` is the gateway's own id of the payment, where somebody brings it that the claim does not know yet. */
export async function drivePayment(
  deps: PaymentDependencies,
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
    const stepped = await STEPS[step]({ deps, call, claim: current, number, asked });
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

const STEPS: Record<Exclude<PaymentStep, 'none'>, (turn: Turn) => Promise<Stepped>> = {
  authorise,
  capture,
  void: async turn => tidy(turn, await turn.deps.gateway.void(turn.asked, turn.call.now)),
  refund: async turn => tidy(turn, await turn.deps.gateway.refund(turn.asked, turn.call.now)),
  cancel: turn => cancel(turn, 'the gateway took the payment back'),
};

async function authorise(turn: Turn): Promise<Stepped> {
  const { deps, call, asked } = turn;
  // Before the gateway is asked, which may hear of the payment only now.
  if (isGivenUp(turn)) return giveUp(turn, 'initiated');
  const said = await deps.gateway.authorise(asked, call.now);
  switch (said.says) {
    case 'authorised':
    case 'captured':
      return confirm(turn, said);
    case 'pending':
      return {
        is: 'waits',
        for: 'pending',
        ...(said.clientSecret !== undefined && { clientSecret: said.clientSecret }),
      };
    case 'unknown':
      return { is: 'waits', for: 'unknown' };
    default:
      return record(turn, 'declined', said);
  }
}

/** Long after the hold has lapsed nobody waits for its payment any more: a charge now would only surprise its customer. */
const isGivenUp = ({ claim, asked, call }: Turn): boolean =>
  hasLapsed(claim.expiresAt, call.now) && hasPendedTooLong(asked.initiatedAt, call.now);

/** Where the gateway has authorised it, only a confirm that its conditions refused may give up. */
async function confirm(turn: Turn, said: GatewayAnswer): Promise<Stepped> {
  const { deps, call, claim, number } = turn;
  if (claim.status !== 'active' || hasLapsed(claim.expiresAt, call.now)) return recover(turn, said);
  const facts = await readEventOfClaim(deps, claim);
  // Whoever deleted the event took the places, as the next buyer would have: the hold had lapsed.
  if (!facts) return giveUp(turn, 'authorised', said);
  const confirmation = confirmBooking(claim, facts.event, number, bySystem(call), said.reference);
  const outcome = await deps.store.confirmBooking(claim, confirmation);
  return outcome.is === 'lost' ? recover(turn, said) : after(outcome, claim, confirmation);
}

/** The hold lapsed before its money came: what of its places nobody has taken since is booked all the same, or none. */
async function recover(turn: Turn, said: GatewayAnswer): Promise<Stepped> {
  const { deps, call, claim, number } = turn;
  // A cache may grant, never refuse: what is given up here comes never back.
  const facts = await deps.events.fresh(claim.eventId);
  if (!facts || !recoversBooking(claim, facts.event, call.now)) return giveUp(turn, 'authorised', said);
  const confirmation = confirmBooking(claim, facts.event, number, bySystem(call), said.reference);
  const outcome = await deps.store.recoverBooking(claim, confirmation, areasOf(facts));
  if (outcome.is === 'recovered') return { is: 'on', claim: outcome.claim };
  return outcome.is === 'lost' ? giveUp(turn, 'authorised', said) : after(outcome, claim, confirmation);
}

const giveUp = ({ deps, call, claim, number }: Turn, state: 'initiated' | 'authorised', said?: GatewayAnswer) =>
  change(deps, claim, giveUpPayment(claim, number, bySystem(call), state, said?.reference));

/** A capture that is not known to have happened leaves the booking as it is: the payment stays unfinished, not lost. */
async function capture(turn: Turn): Promise<Stepped> {
  const said = await turn.deps.gateway.capture(turn.asked, turn.call.now);
  if (said.says === 'refused') return cancel(turn, 'the gateway refused to take the payment');
  return recordIfNew(turn, said);
}

/** What was asked for will never be done: a person has to see to it. */
function tidy(turn: Turn, said: GatewayAnswer): Stepped | Promise<Stepped> {
  const { deps, call, claim, number } = turn;
  return said.says === 'refused'
    ? change(deps, claim, recordStuck(claim, number, bySystem(call)))
    : recordIfNew(turn, said);
}

const FINAL_ANSWERS: Partial<Record<GatewayAnswer['says'], Exclude<PaymentState, 'initiated' | 'authorised'>>> = {
  captured: 'captured',
  voided: 'voided',
  // It never came to a charge, whatever we had asked for.
  declined: 'voided',
  refunded: 'refunded',
};

function recordIfNew(turn: Turn, said: GatewayAnswer): Stepped | Promise<Stepped> {
  const state = FINAL_ANSWERS[said.says];
  if (state !== undefined && state !== paymentOf(turn.claim, turn.number).state) return record(turn, state, said);
  return { is: 'waits', for: said.says === 'pending' ? 'pending' : 'unknown' };
}

const record = (
  { deps, call, claim, number }: Turn,
  state: Exclude<PaymentState, 'initiated'>,
  said: GatewayAnswer,
): Promise<Stepped> => change(deps, claim, recordPayment(claim, number, state, bySystem(call), said.reference));

/** Nothing is kept without its charge: the places are free again. */
async function cancel({ deps, call, claim }: Turn, reason: string): Promise<Stepped> {
  const cancellation = cancelBooking(claim, bySystem(call), reason);
  return after(await deps.store.cancelBooking(claim, cancellation), claim, cancellation);
}

const change = async ({ store }: PaymentDependencies, claim: Claim, made: ClaimChange): Promise<Stepped> =>
  after(await store.changeClaim(claim, made), claim, made);

function after(outcome: KeyedClaimOutcome | ClaimOutcome, claim: Claim, made: ClaimChange): Stepped {
  if (outcome.is === 'done') return { is: 'on', claim: applyChange(claim, made) };
  if (outcome.is === 'stale' && outcome.claim) return { is: 'on', claim: outcome.claim };
  throw busy();
}
