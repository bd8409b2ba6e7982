/** Releases a hold. Idempotent; it never frees a place that another claim has taken since (P5). */
import { endHold } from '../../domain/claim-changes.ts';
import { decideRelease } from '../../domain/hold-policy.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireOwnHold, retryWhileStale } from '../change-claim.ts';
import { byOwner, bySystem } from '../origin.ts';

export async function releaseHold(
  { store, metrics }: Pick<Dependencies, 'store' | 'metrics'>,
  call: CallerCall,
  holdId: string,
): Promise<void> {
  let hasExpired = false;
  await retryWhileStale(await store.readClaim(claimIdOf(holdId)), async current => {
    const own = requireOwnHold(current, call.caller);
    const verdict = decideRelease(own, call.now);
    if (verdict instanceof Refusal) throw verdict;
    hasExpired = verdict === 'expire';
    if (verdict === 'done') return { is: 'done' };
    const change = verdict === 'release' ? endHold('released', byOwner(call)) : endHold('expired', bySystem(call));
    return store.endHold(own, change);
  });
  if (hasExpired) metrics.count('HoldsLapsed', 1, { path: 'owner' });
}
