/**
 * Drives one payment as far as it will go: authorise, confirm the booking, capture; or decline; or give up and void.
 * Every step is idempotent and begins from what the claim says, so it may be started anew from anywhere, by the same
 * call, by a retry with its key, or by a reconciler, and by several of them at once (P6).
 */
import {
  applyChange,
  type ClaimChange,
  confirmBooking,
  giveUpPayment,
  recordPayment,
} from '../domain/claim-changes.ts';
import { paymentIdOf } from '../domain/ids.ts';
import { DECISIONS_MAX } from '../domain/limits.ts';
import type { Claim } from '../domain/model.ts';
import { paymentOf } from '../domain/payment-lifecycle.ts';
import { busy } from '../domain/refusals.ts';
import type { Call, ClaimOutcome, Dependencies, KeyedClaimOutcome } from './dependencies.ts';
import { readEventOfClaim } from './read-event.ts';
import { bySystem } from './settle.ts';

export interface Driven {
  /** `unknown`: the gateway did not answer, and asking again with the same payment id is safe. */
  outcome: 'confirmed' | 'declined' | 'given-up' | 'unknown';
  claim: Claim;
}

/** Where a step led: to the payment's outcome, or to a claim to go on from. */
type Step = Driven | { outcome?: never; claim: Claim };

export async function drivePayment(deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Driven> {
  let current = claim;
  // No payment has more than five steps; the rest is room for steps that met a twin's and looked again.
  for (let taken = 0; taken < 5 + DECISIONS_MAX; taken++) {
    const step = await takeStep(deps, call, current, number);
    if (step.outcome) return step;
    current = step.claim;
  }
  throw busy();
}

function takeStep(deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Step> | Step {
  const { state, wanted } = paymentOf(claim, number);
  if (state === 'declined') return { outcome: 'declined', claim };
  if (wanted === 'voided')
    return state === 'voided' ? { outcome: 'given-up', claim } : voidPayment(deps, call, claim, number);
  if (state === 'initiated') return authorise(deps, call, claim, number);
  if (state === 'authorised' && wanted === 'captured') return capture(deps, call, claim, number);
  return { outcome: 'confirmed', claim };
}

async function authorise(deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Step> {
  const { method, amount } = paymentOf(claim, number);
  const paymentId = paymentIdOf(claim.id, number);
  const said = await deps.gateway.authorise({ paymentId, method, amount, currency: claim.currency });
  if (said === 'declined') return change(deps, claim, recordPayment(claim, number, 'declined', bySystem(call)));
  // Only a plain yes goes on; whatever else a gateway may say, we do not know.
  if (said !== 'authorised') return { outcome: 'unknown', claim };
  return claim.status === 'active' ? confirm(deps, call, claim, number) : giveUp(deps, call, claim, number);
}

/** Only a confirm refused by its conditions may give up. */
async function confirm(deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Step> {
  const event = await readEventOfClaim(deps, claim);
  // Whoever deleted the event took the places, as the next buyer would have: the hold had lapsed.
  if (!event) return giveUp(deps, call, claim, number);
  const confirmation = confirmBooking(claim, event, number, bySystem(call));
  const outcome = await deps.store.confirmBooking(claim, confirmation);
  return outcome.is === 'lost' ? giveUp(deps, call, claim, number) : after(outcome, claim, confirmation);
}

const giveUp = (deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Step> =>
  change(deps, claim, giveUpPayment(claim, number, bySystem(call)));

/** A capture that is not known to have happened leaves the booking as it is: the payment stays unfinished, not lost. */
async function capture(deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Step> {
  const { amount } = paymentOf(claim, number);
  const said = await deps.gateway.capture({ paymentId: paymentIdOf(claim.id, number), amount });
  if (said !== 'captured') return { outcome: 'confirmed', claim };
  return change(deps, claim, recordPayment(claim, number, 'captured', bySystem(call)));
}

async function voidPayment(deps: Dependencies, call: Call, claim: Claim, number: number): Promise<Step> {
  const said = await deps.gateway.void({ paymentId: paymentIdOf(claim.id, number) });
  if (said !== 'voided') return { outcome: 'given-up', claim };
  return change(deps, claim, recordPayment(claim, number, 'voided', bySystem(call)));
}

const change = async (deps: Dependencies, claim: Claim, made: ClaimChange): Promise<Step> =>
  after(await deps.store.changeClaim(claim, made), claim, made);

function after(outcome: KeyedClaimOutcome | ClaimOutcome, claim: Claim, made: ClaimChange): Step {
  if (outcome.is === 'done') return { claim: applyChange(claim, made) };
  if (outcome.is === 'stale' && outcome.claim) return { claim: outcome.claim };
  throw busy();
}
