/**
 * Remembers the levels of buckets that this process last saw or left. An allocation begins with a guess from them, so that
 * a warm function reads nothing before it writes. A guess decides nothing (P2) and never refuses.
 */
import { createCache } from '../../domain/bounded-cache.ts';
import { type BucketLevel, bucketCapacities } from '../../domain/buckets.ts';
import type { Counted } from '../../domain/counters.ts';

export interface BucketMemory {
  /** Returns the level of each bucket. A bucket that is not known counts as full. */
  levels(eventId: string, area: Counted): BucketLevel[];
  remember(eventId: string, area: Counted, level: BucketLevel): void;
}

/** Each bucket is one number. */
const BUCKETS_REMEMBERED_MAX = 100_000;

export function createBucketMemory(): BucketMemory {
  const cache = createCache<number[]>({
    sizeMax: BUCKETS_REMEMBERED_MAX,
    sizeOf: levels => levels.length,
  });
  const levelsOf = (eventId: string, { id, capacity, buckets }: Counted): number[] => {
    const name = `${eventId}/${id}`;
    const known = cache.get(name);
    if (known?.length === buckets) return known;
    const full = bucketCapacities(capacity, buckets);
    cache.set(name, full);
    return full;
  };
  return {
    levels: (eventId, area) => levelsOf(eventId, area).map((available, number) => ({ number, available })),
    remember(eventId, area, { number, available }) {
      const levels = levelsOf(eventId, area);
      if (number < levels.length) levels[number] = available;
    },
  };
}
