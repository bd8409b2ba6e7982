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
  const lapsed = seen ? lapsedNeeded(seen, quantity, claim.createdAt) : [];
  const reclaimed = lapsed.reduce((sum, old) => sum + old.quantity, 0);
  const olds = lapsed.map((old, i) => ({ name: `old${i}`, ...old }));
  return update(table, bucketKey(claim.eventId, areaId, bucket), {
    set: [
      'available = available + :gained',
      ...(reclaimed > 0 ? ['freed = freed + :reclaimed'] : []),
      'claims.#claim = :share',
    ],
    remove: olds.map(({ name }) => `claims.#${name}`),
    condition: [mayBeTaken, ...olds.map(({ name }) => isStillLapsed(name))].join(' AND '),
    values: {
      ':gained': reclaimed - quantity,
      ':needed': Math.max(0, quantity - reclaimed),
      ':reclaimed': reclaimed,
      ':share': { quantity, expiresAt: claim.expiresAt },
      ...Object.fromEntries(olds.map(({ name, expiresAt }) => [`:${name}`, expiresAt])),
    },
    names: { '#claim': claim.id, ...Object.fromEntries(olds.map(({ name, claimId }) => [`#${name}`, claimId])) },
  });
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
