/**
 * Brings the buckets of an area to a capacity and to a number of places that the organizer keeps from sale. Each step is
 * computed from the buckets as they are, so any function can continue after a crash. Pure.
 */
import { keptIn, keptInAll } from './blocks.ts';
import { chooseRaises, withdrawnBy } from './buckets.ts';
import type { Area, Bucket, BucketShare } from './model.ts';

/** Places that an edit has withdrawn from a bucket in one step. */
export interface WithdrawnShare {
  areaId: string;
  bucket: number;
  /** The entry among the bucket's claims. */
  id: string;
  quantity: number;
  /** How many of them the organizer keeps from sale. */
  kept: number;
}

/** Chooses which of the places that a job has withdrawn the organizer keeps. `kept` is their number in the area after the edit. */
export function chooseKept(there: Bucket[], jobId: string, kept: number): WithdrawnShare[] {
  let missing = kept - keptInAll(there);
  return there.flatMap(bucket =>
    withdrawnBy(bucket, jobId).flatMap(({ id, quantity }) => {
      const taken = Math.min(quantity, missing);
      missing -= Math.max(0, taken);
      return taken > 0 ? [{ areaId: bucket.areaId, bucket: bucket.number, id, quantity, kept: taken }] : [];
    }),
  );
}

/**
 * A change of buckets: `raise` adds places for sale, `raise-kept` adds places that the organizer keeps, `lift` puts kept
 * places on sale, `retire` removes them.
 */
export interface Resize {
  does: 'raise' | 'raise-kept' | 'lift' | 'retire';
  shares: BucketShare[];
}

/** The next change; undefined if the buckets are as they should be. By default the number of kept places stays the same. */
export function nextResize(
  there: Bucket[],
  { capacity, buckets }: Pick<Area, 'capacity' | 'buckets'>,
  kept = keptInAll(there),
): Resize | undefined {
  const before = there.reduce((sum, bucket) => sum + bucket.capacity, 0);
  const places = capacity - before;
  const blocks = kept - keptInAll(there);
  if (blocks > 0 && places > 0) {
    const shares = chooseRaises(there, { capacity: before + Math.min(blocks, places), buckets });
    return { does: 'raise-kept', shares };
  }
  if (blocks < 0 && places < 0) return { does: 'retire', shares: chooseBlocks(there, Math.min(-blocks, -places)) };
  if (blocks < 0) return { does: 'lift', shares: chooseBlocks(there, -blocks) };
  return places > 0 ? { does: 'raise', shares: chooseRaises(there, { capacity, buckets }) } : undefined;
}

/** Chooses kept places to lift or retire, from the first bucket on: the blocks of a new area are in its last buckets. */
function chooseBlocks(there: Bucket[], quantity: number): BucketShare[] {
  let missing = quantity;
  return there.flatMap(bucket => {
    const taken = Math.min(keptIn(bucket), missing);
    missing -= taken;
    return taken > 0 ? [{ bucket: bucket.number, quantity: taken }] : [];
  });
}
