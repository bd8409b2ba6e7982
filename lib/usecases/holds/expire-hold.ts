/**
 * Expires a hold whose deadline has passed. The lapse marker's TTL removal and the sweep both come here, in any order
 * and any number of times: what is not an active, lapsed hold is passed over. Nobody's sale waits for it (P4).
 */
import { endHold } from '../../domain/claim-changes.ts';
import type { RandomPart } from '../../domain/ids.ts';
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LapsedClaim } from '../../ports/store.ts';
import { bySystem, retryWhileStale } from '../change-claim.ts';

type TellingDependencies = Pick<Dependencies, 'store' | 'metrics' | 'log'>;

/** What the removal of a lapse marker by TTL asks for: that it is gone proves that its time has come, though our clock may be behind. */
export async function expireUnmarked(
  dependencies: TellingDependencies,
  call: Call,
  { claimId, expiresAt }: LapsedClaim,
): Promise<void> {
  await expireAndTell(dependencies, { ...call, now: Math.max(call.now, expiresAt) }, claimId, 'ttl');
}

/** The same as `expireHold`; that the hold has expired is counted, and told to the log by the claim's id. */
export async function expireAndTell(
  dependencies: TellingDependencies,
  call: Call,
  claimId: RandomPart,
  path: 'sweep' | 'ttl',
): Promise<boolean> {
  const hasExpired = await expireHold(dependencies, call, claimId);
  if (hasExpired) {
    dependencies.metrics.count('HoldsLapsed', 1, { path });
    dependencies.log.info('a hold has expired', { requestId: call.requestId, claimId, path });
  }
  return hasExpired;
}

/** True where this very call expired the hold. */
export async function expireHold(
  { store }: Pick<Dependencies, 'store'>,
  call: Call,
  claimId: RandomPart,
): Promise<boolean> {
  let hasExpired = false;
  await retryWhileStale(await store.readClaim(claimId), async current => {
    hasExpired = current?.status === 'active' && hasLapsed(current.expiresAt, call.now);
    return hasExpired && current ? store.endHold(current, endHold('expired', bySystem(call))) : { is: 'done' };
  });
  return hasExpired;
}
