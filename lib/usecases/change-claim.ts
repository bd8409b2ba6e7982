/** Changes a claim by optimistic concurrency: decides from the claim as read, writes under conditions, decides again if it was stale. */
import { DECISIONS_MAX } from '../domain/limits.ts';
import type { Claim } from '../domain/model.ts';
import { busy, refuse } from '../domain/refusals.ts';
import type { Caller } from '../ports/calls.ts';
import type { ClaimOutcome, IdempotentClaimOutcome } from '../ports/store.ts';

type Settled<Outcome extends IdempotentClaimOutcome> = Exclude<Outcome, { is: 'stale' } | { is: 'busy' }>;

/**
 * Calls `write` until its outcome is not `stale`, each time with the claim as it is now. Throws the refusal `busy` if the
 * store was busy, or after so many calls: the caller retries with the same key.
 */
export async function retryWhileStale<Outcome extends IdempotentClaimOutcome = ClaimOutcome>(
  claim: Claim | undefined,
  write: (claim: Claim | undefined) => Promise<Outcome>,
  decisionsMax = DECISIONS_MAX,
): Promise<Settled<Outcome>> {
  let current = claim;
  for (let decision = 0; decision < decisionsMax; decision++) {
    const outcome = await write(current);
    if (outcome.is === 'busy') break;
    if (outcome.is !== 'stale') return outcome as Settled<Outcome>;
    current = outcome.claim;
  }
  throw busy();
}

/** Requires a claim of the caller. A foreign claim is answered like an absent one (P10). */
export function requireOwnHold(claim: Claim | undefined, caller: Caller): Claim {
  if (claim?.ownerId !== caller.userId) throw refuse('hold-not-found');
  return claim;
}
