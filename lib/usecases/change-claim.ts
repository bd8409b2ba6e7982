/** Changing a claim: decide from what was read, write under its conditions, and decide again from what beat us. */

import type { Origin } from '../domain/claim-changes.ts';
import { DECISIONS_MAX } from '../domain/limits.ts';
import type { Claim } from '../domain/model.ts';
import { busy, refuse } from '../domain/refusals.ts';
import type { Call, Caller, CallerCall } from '../ports/calls.ts';
import type { ClaimOutcome, IdempotentClaimOutcome } from '../ports/store.ts';

type Settled<Outcome extends IdempotentClaimOutcome> = Exclude<Outcome, { is: 'stale' } | { is: 'busy' }>;

/**
 * Calls `write` with the claim until its outcome is not about a stale read, a bounded number of times. Throws the
 * refusal `busy` where neither patience nor decisions are left: the caller retries with the same key.
 */
export async function retryWhileStale<Outcome extends IdempotentClaimOutcome = ClaimOutcome>(
  claim: Claim | undefined,
  write: (claim: Claim | undefined) => Promise<Outcome>,
): Promise<Settled<Outcome>> {
  let current = claim;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const outcome = await write(current);
    if (outcome.is === 'busy') break;
    if (outcome.is !== 'stale') return outcome as Settled<Outcome>;
    current = outcome.claim;
  }
  throw busy();
}

/** The caller's own claim as a hold: somebody else's answers like an absent one (P10). */
export function requireOwnHold(claim: Claim | undefined, caller: Caller): Claim {
  if (claim?.ownerId !== caller.userId) throw refuse('hold-not-found');
  return claim;
}

export const byOwner = ({ now, requestId, ip }: Call): Origin => ({
  at: now,
  actor: 'owner',
  requestId,
  ...(ip !== undefined && { ip }),
});

export const byCaller = (call: CallerCall): Origin => ({ ...byOwner(call), actor: call.caller.userId });

export const bySystem = ({ now, requestId }: Call): Origin => ({ at: now, actor: 'system', requestId });
