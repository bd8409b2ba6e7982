/**
 * What this process last saw of the buckets of areas: guesses that a take begins with, so that a warm function reads
 * nothing before it writes. They decide nothing (P2), and never refuse.
 */
import { LRUCache } from 'lru-cache';
import { type BucketLevel, bucketCapacities } from '../../domain/buckets.ts';
import type { Area } from '../../domain/model.ts';

export interface BucketMemory {
  /** What each bucket is thought to have; full, where nothing is known. */
  levels(eventId: string, area: Area): BucketLevel[];
  /** A bucket has been seen, or was changed by us. */
  remember(eventId: string, area: Area, level: BucketLevel): void;
}

/** Numbers, one for each bucket. */
const BUCKETS_REMEMBERED_MAX = 100_000;

export function createBucketMemory(): BucketMemory {
  const cache = new LRUCache<string, number[]>({
    maxSize: BUCKETS_REMEMBERED_MAX,
    sizeCalculation: levels => levels.length,
  });
  const levelsOf = (eventId: string, { id, capacity, buckets }: Area): number[] => {
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
