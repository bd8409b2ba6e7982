/**
 * The buckets of areas: their number and capacity, what is available in them, and from which to take places. Pure: the
 * condition of each bucket's write decides.
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

/** The claims of a bucket that have lapsed at `now`. */
export const lapsedClaimsOf = (bucket: Pick<Bucket, 'claims'>, now: number) =>
  Object.entries(bucket.claims).flatMap(([claimId, { quantity, expiresAt }]) =>
    hasLapsed(expiresAt, now) ? [{ claimId, quantity, expiresAt }] : [],
  );

/** The places of a bucket that a buyer can take at `now`: the available ones, and those of lapsed holds. */
export const availableAt = (bucket: Pick<Bucket, 'available' | 'claims'>, now: number): number =>
  bucket.available + lapsedClaimsOf(bucket, now).reduce((sum, { quantity }) => sum + quantity, 0);

/** The available places of a bucket, as they were read or remembered. */
export interface BucketLevel {
  number: number;
  available: number;
}

/**
 * Chooses buckets for `quantity` places: a single bucket that has them all, or else the fullest ones together. Undefined if
 * all buckets together have too few. `random` (in [0, 1)) spreads buyers over the buckets.
 */
export function chooseShares(levels: BucketLevel[], quantity: number, random: number): BucketShare[] | undefined {
  const sufficient = levels.filter(({ available }) => available >= quantity);
  const one = sufficient[Math.floor(random * sufficient.length)];
  if (one) return [{ bucket: one.number, quantity }];
  const shares = chooseFullest(levels, quantity);
  return shares.reduce((sum, share) => sum + share.quantity, 0) === quantity ? shares : undefined;
}

/** Chooses the fullest buckets for `quantity` places, or for as many as they have. */
export function chooseFullest(levels: BucketLevel[], quantity: number): BucketShare[] {
  const fullestFirst = levels.filter(({ available }) => available > 0).sort((a, b) => b.available - a.available);
  let missing = quantity;
  return fullestFirst.flatMap(({ number, available }) => {
    const taken = Math.min(available, missing);
    missing -= taken;
    return taken > 0 ? [{ bucket: number, quantity: taken }] : [];
  });
}

/** Chooses the places to add, so that the buckets together have `capacity`. Existing buckets are filled up before new ones. */
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

/** The places that a job has withdrawn from a bucket, by step. */
export const withdrawnBy = ({ claims }: Pick<Bucket, 'claims'>, jobId: string): { id: string; quantity: number }[] =>
  Object.entries(claims).flatMap(([id, { quantity }]) => (id.startsWith(`${jobId}.`) ? [{ id, quantity }] : []));

/** The number of places that edits have withdrawn from a bucket. They are among its claims, but no customer holds them. */
export const withdrawnFrom = ({ claims }: Pick<Bucket, 'claims'>): number =>
  Object.entries(claims).reduce((sum, [id, { quantity }]) => (isEditId(id) ? sum + quantity : sum), 0);

/**
 * An upper bound of the places that were available together at one instant between two reads of all buckets: what the first
 * read saw, and what was freed until the second one. If the bound is too small, the area was sold out at that instant. So
 * no transactional read of the rows is needed, which would fail on busy rows.
 */
export function availableAtMostBetween(before: Bucket[], after: Bucket[], now: number): number {
  const first = new Map(before.map(bucket => [bucket.number, bucket]));
  return after.reduce((sum, bucket) => {
    const seen = first.get(bucket.number);
    // A bucket that the first read did not find may have any number of places, so the caller reads again.
    return sum + (seen ? availableAt(seen, now) + bucket.freed - seen.freed : Number.POSITIVE_INFINITY);
  }, 0);
}
