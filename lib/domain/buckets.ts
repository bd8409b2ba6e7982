/**
 * Areas are sold by count, in buckets of about 50 places: how many there are, what one has left at a time, and which to
 * take from. Pure; the condition of each bucket's write decides.
 */
import { isEditId } from './ids.ts';
import { PLACES_PER_BUCKET } from './limits.ts';
import type { Area, Bucket, BucketShare } from './model.ts';
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
  const shares = chooseFullest(levels, quantity);
  return shares.reduce((sum, share) => sum + share.quantity, 0) === quantity ? shares : undefined;
}

/** Takes as much of `quantity` as there is, from the fullest buckets. */
export function chooseFullest(levels: BucketLevel[], quantity: number): BucketShare[] {
  const fullestFirst = levels.filter(({ available }) => available > 0).sort((a, b) => b.available - a.available);
  let missing = quantity;
  return fullestFirst.flatMap(({ number, available }) => {
    const taken = Math.min(available, missing);
    missing -= taken;
    return taken > 0 ? [{ bucket: number, quantity: taken }] : [];
  });
}

/** What to add to which bucket, so that together they have `capacity`: each is filled up, and then new ones are made. */
export function chooseRaises(
  there: Bucket[],
  { capacity, buckets }: Pick<Area, 'capacity' | 'buckets'>,
): BucketShare[] {
  const capacities = new Map(there.map(bucket => [bucket.number, bucket.capacity]));
  let missing = capacity - [...capacities.values()].reduce((sum, places) => sum + places, 0);
  return Array.from({ length: buckets }, (_, number) => number).flatMap(number => {
    const added = Math.min(missing, PLACES_PER_BUCKET - (capacities.get(number) ?? 0));
    missing -= Math.max(0, added);
    return added > 0 ? [{ bucket: number, quantity: added }] : [];
  });
}

/** What a piece of work has withdrawn of a bucket, step by step. */
export const withdrawnBy = ({ claims }: Pick<Bucket, 'claims'>, jobId: string): { id: string; quantity: number }[] =>
  Object.entries(claims).flatMap(([id, { quantity }]) => (id.startsWith(`${jobId}.`) ? [{ id, quantity }] : []));

/** What edits have withdrawn of a bucket: it stands among the claims, and nobody holds it. */
export const withdrawnFrom = ({ claims }: Pick<Bucket, 'claims'>): number =>
  Object.entries(claims).reduce((sum, [id, { quantity }]) => (isEditId(id) ? sum + quantity : sum), 0);

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
