/**
 * Areas are sold by count, in buckets of about 50 places: how many there are, what one has left at a time, and which to
 * take from. Pure; the condition of each bucket's write decides.
 */
import { PLACES_PER_BUCKET } from './limits.ts';
import type { Bucket, BucketShare } from './model.ts';
import { hasLapsed } from './seat-lifecycle.ts';

/** How many buckets an area of this capacity has. */
export const bucketCountOf = (capacity: number): number => Math.max(1, Math.ceil(capacity / PLACES_PER_BUCKET));

/** The capacity of each bucket: as even as whole numbers allow. */
export const bucketCapacities = (capacity: number, buckets: number): number[] =>
  Array.from(
    { length: buckets },
    (_, i) => Math.floor((capacity * (i + 1)) / buckets) - Math.floor((capacity * i) / buckets),
  );

/** The claims of a bucket that have lapsed at `now`, whatever job has run. */
export const lapsedClaimsOf = (bucket: Pick<Bucket, 'claims'>, now: number) =>
  Object.entries(bucket.claims).flatMap(([claimId, { quantity, expiresAt }]) =>
    hasLapsed(expiresAt, now) ? [{ claimId, quantity, expiresAt }] : [],
  );

/** What a bucket has for a buyer at `now`: its available places, and those whose holds have lapsed. */
export const availableAt = (bucket: Pick<Bucket, 'available' | 'claims'>, now: number): number =>
  bucket.available + lapsedClaimsOf(bucket, now).reduce((sum, { quantity }) => sum + quantity, 0);

/** How much a bucket is thought to have. */
export interface BucketLevel {
  number: number;
  available: number;
}

/**
 * From which buckets to take `quantity`: any single one that has them all, or else the fullest ones together; undefined
 * where all of them together have too few. `random` (in [0, 1)) spreads buyers over the buckets.
 */
export function chooseShares(levels: BucketLevel[], quantity: number, random: number): BucketShare[] | undefined {
  const sufficient = levels.filter(({ available }) => available >= quantity);
  const one = sufficient[Math.floor(random * sufficient.length)];
  if (one) return [{ bucket: one.number, quantity }];
  const fullestFirst = levels.filter(({ available }) => available > 0).sort((a, b) => b.available - a.available);
  const shares: BucketShare[] = [];
  let missing = quantity;
  for (const { number, available } of fullestFirst) {
    const taken = Math.min(available, missing);
    shares.push({ bucket: number, quantity: taken });
    missing -= taken;
    if (missing === 0) return shares;
  }
  return undefined;
}

/**
 * The most that could have been available at any one instant between two reads of all buckets: what the first saw, and
 * whatever was freed until the second. Takes in between only make it less, so where this is too little, an area truly
 * was sold out at that instant; no snapshot of hot rows is needed, which a crowd would never let us have.
 */
export function availableAtMostBetween(before: Bucket[], after: Bucket[], now: number): number {
  const first = new Map(before.map(bucket => [bucket.number, bucket]));
  return after.reduce((sum, bucket) => {
    const seen = first.get(bucket.number);
    // A bucket that the first read did not find may have had any number of places since: it takes another read.
    return sum + (seen ? availableAt(seen, now) + bucket.freed - seen.freed : Number.POSITIVE_INFINITY);
  }, 0);
}
