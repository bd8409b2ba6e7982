/**
 * Takes counted places from one bucket, with the places of as many lapsed claims as that needs: what has lapsed is for
 * sale at its deadline, with no job having run (P4).
 */
import { lapsedClaimsOf } from '../../domain/buckets.ts';
import type { Bucket, BucketShare, Claim } from '../../domain/model.ts';
import { isStillLapsed, mayBeTaken } from '../conditions.ts';
import { type Update, update } from '../expression.ts';
import { bucketKey } from '../keys.ts';

/** `seen` is the bucket as it was last read; without it, only what is plainly available is tried for. */
export function takeShare(
  table: string,
  claim: Pick<Claim, 'id' | 'eventId' | 'createdAt' | 'expiresAt'>,
  areaId: string,
  { bucket, quantity }: BucketShare,
  seen: Bucket | undefined,
): Update {
  const lapsed = reclaim(seen, quantity, claim.createdAt);
  return update(table, bucketKey(claim.eventId, areaId, bucket), {
    set: [...lapsed.set, 'claims.#claim = :share'],
    remove: lapsed.remove,
    condition: [mayBeTaken, ...lapsed.conditions].join(' AND '),
    values: { ...lapsed.values, ':share': { quantity, expiresAt: claim.expiresAt } },
    names: { '#claim': claim.id, ...lapsed.names },
  });
}

/**
 * The part of an update that takes `quantity` from what a bucket has available, with the places of the lapsed claims that
 * it needs for that: `:needed` is what must be available besides.
 */
export function reclaim(seen: Bucket | undefined, quantity: number, now: number) {
  const olds = (seen ? lapsedNeeded(seen, quantity, now) : []).map((old, i) => ({ name: `old${i}`, ...old }));
  const reclaimed = olds.reduce((sum, old) => sum + old.quantity, 0);
  return {
    set: ['available = available + :gained', ...(reclaimed > 0 ? ['freed = freed + :reclaimed'] : [])],
    remove: olds.map(({ name }) => `claims.#${name}`),
    conditions: olds.map(({ name }) => isStillLapsed(name)),
    values: {
      ':gained': reclaimed - quantity,
      ':needed': Math.max(0, quantity - reclaimed),
      ':reclaimed': reclaimed,
      ...Object.fromEntries(olds.map(({ name, expiresAt }) => [`:${name}`, expiresAt])),
    },
    names: Object.fromEntries(olds.map(({ name, claimId }) => [`#${name}`, claimId])),
  };
}

/** The largest lapsed claims, until with them there is enough; none where there is enough without. */
function lapsedNeeded(bucket: Bucket, quantity: number, now: number) {
  const largestFirst = lapsedClaimsOf(bucket, now).sort((a, b) => b.quantity - a.quantity);
  let missing = quantity - bucket.available;
  return largestFirst.filter(old => {
    const isNeeded = missing > 0;
    if (isNeeded) missing -= old.quantity;
    return isNeeded;
  });
}
