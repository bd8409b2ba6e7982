/**
 * Expires a hold whose deadline has passed. The lapse marker's TTL removal and the sweep both come here, in any order
 * and any number of times: what is not an active, lapsed hold is passed over. Nobody's sale waits for it (P4).
 */
import { endHold } from '../domain/claim-changes.ts';
import type { RandomPart } from '../domain/ids.ts';
import { hasLapsed } from '../domain/seat-lifecycle.ts';
import type { Call, Dependencies } from './dependencies.ts';
import { bySystem, settle } from './settle.ts';

/** True where this very call expired the hold. */
export async function expireHold(
  { store }: Pick<Dependencies, 'store'>,
  call: Call,
  claimId: RandomPart,
): Promise<boolean> {
  let hasExpired = false;
  await settle(await store.readClaim(claimId), async current => {
    hasExpired = current?.status === 'active' && hasLapsed(current.expiresAt, call.now);
    return hasExpired && current ? store.endHold(current, endHold('expired', bySystem(call))) : { is: 'done' };
  });
  return hasExpired;
}
