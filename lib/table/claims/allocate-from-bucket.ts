/**
 * Takes counted places from one bucket, and with them the places of as many lapsed claims as are needed: a lapsed claim's
 * places are for sale at its deadline, before any job has run (P4).
 */
import { lapsedClaimsOf } from '../../domain/buckets.ts';
import type { Bucket, BucketShare, Claim } from '../../domain/model.ts';
import { isStillLapsed, mayBeTaken } from '../conditions.ts';
import { and, attribute, type Expression, expression, type Update, update } from '../expression.ts';
import { bucketKey } from '../keys.ts';

/** Takes a share for a claim. `seen` is the bucket as it was last read; without it no lapsed claim is removed. */
export function allocateFromBucket(
  table: string,
  claim: Pick<Claim, 'id' | 'eventId' | 'createdAt' | 'expiresAt'>,
  areaId: string,
  { bucket, quantity }: BucketShare,
  seen: Bucket | undefined,
): Update {
  const taken = takePlaces(seen, quantity, claim.createdAt);
  const share = { quantity, expiresAt: claim.expiresAt };
  return update(table, bucketKey(claim.eventId, areaId, bucket), {
    set: [...taken.set, expression`claims.${attribute(claim.id)} = ${share}`],
    remove: taken.remove,
    condition: and(mayBeTaken({ needed: taken.needed, claimId: claim.id }), ...taken.conditions),
  });
}

/** The part of an update that takes places from a bucket and removes lapsed claims. */
interface TakenPlaces {
  set: Expression[];
  remove: Expression[];
  /** The lapsed claims are as they were read. */
  conditions: Expression[];
  /** How many places must be available besides those of the lapsed claims. */
  needed: number;
}

/** Takes `quantity` places from those that are available, and from as many lapsed claims as are needed. */
export function takePlaces(seen: Bucket | undefined, quantity: number, now: number): TakenPlaces {
  const lapsed = seen ? lapsedNeeded(seen, quantity, now) : [];
  const reclaimed = lapsed.reduce((sum, claim) => sum + claim.quantity, 0);
  return {
    set: [
      expression`available = available + ${reclaimed - quantity}`,
      ...(reclaimed > 0 ? [expression`freed = freed + ${reclaimed}`] : []),
    ],
    remove: lapsed.map(({ claimId }) => expression`claims.${attribute(claimId)}`),
    conditions: lapsed.map(isStillLapsed),
    needed: Math.max(0, quantity - reclaimed),
  };
}

/** The largest lapsed claims whose places are needed to have enough; none if enough are available. */
function lapsedNeeded(bucket: Bucket, quantity: number, now: number) {
  const largestFirst = lapsedClaimsOf(bucket, now).sort((a, b) => b.quantity - a.quantity);
  let missing = quantity - bucket.available;
  return largestFirst.filter(old => {
    const isNeeded = missing > 0;
    if (isNeeded) missing -= old.quantity;
    return isNeeded;
  });
}
