/**
 * Expires a hold whose deadline has passed. The TTL removal of its lapse marker and the sweep both call this, in any
 * order and any number of times; a claim that is not an active, lapsed hold is left alone. No sale waits for it (P4).
 */
import { endHold } from '../../domain/claim-changes.ts';
import type { RandomPart } from '../../domain/ids.ts';
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LapsedClaim } from '../../ports/store.ts';
import { retryWhileStale } from '../change-claim.ts';
import { bySystem } from '../origin.ts';

export type ExpireDependencies = Pick<Dependencies, 'store' | 'metrics' | 'log'>;

/**
 * Expires the hold whose lapse marker TTL has removed. The removal proves that the deadline has passed, even if our
 * clock is behind.
 */
export async function expireUnmarked(
  dependencies: ExpireDependencies,
  call: Call,
  { claimId, expiresAt }: LapsedClaim,
): Promise<void> {
  await expireAndLog(dependencies, { ...call, now: Math.max(call.now, expiresAt) }, claimId, 'ttl');
}

/** Expires a hold, and counts and logs it if this call expired it. */
export async function expireAndLog(
  dependencies: ExpireDependencies,
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

/** Returns true if this call expired the hold. */
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
