/**
 * Chooses the buckets from which a hold takes its counted places, and its units of counters. The first choice is a guess from memory. After two
 * conflicts all buckets are read. An area is short only if two reads prove it.
 *
 * Races:
 * - Another buyer empties the bucket first: its condition refuses, and the row says how many places are left.
 * - A lapsed claim that was read is gone or was extended: the condition on it refuses.
 * - The last places are in several buckets: one transaction takes from all of them or from none.
 * - Places are freed while the buckets are read: the second read counts them, so that an area with free places is never
 *   called sold out.
 * - Claims lapse while the call is slow: their places are free too, although this call still judges by its own time.
 */
import { availableAt, availableAtMostBetween, type BucketLevel, chooseShares } from '../../domain/buckets.ts';
import { type Counted, countersOf } from '../../domain/counters.ts';
import { ALLOCATIONS_GUESSED_MAX, DECISIONS_MAX } from '../../domain/limits.ts';
import type { Area, Bucket, BucketShare, Claim } from '../../domain/model.ts';
import { busy, type Shortage } from '../../domain/refusals.ts';
import { bucketOf } from '../events/place-rows.ts';
import type { Update } from '../expression.ts';
import { bucketPartitions } from '../keys.ts';
import { queryPartition } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Reason } from '../transact.ts';
import { allocateFromBucket } from './allocate-from-bucket.ts';
import type { BucketMemory } from './bucket-memory.ts';

/** The allocations of one hold in all of its areas. They keep what they learn from one attempt to the next. */
export interface Allocations {
  /** Returns the claim with the shares to try next, or the areas that are short. */
  choose(): Promise<{ is: 'chosen'; claim: Claim } | { is: 'short'; shortages: Shortage[] }>;
  /** The writes of the claim's shares. */
  writes(claim: Claim): Update[];
  /** Learns from the reasons of these writes, in their order. Returns whether a bucket refused. */
  onConflict(claim: Claim, reasons: Reason[]): boolean;
  onCommitted(claim: Claim): void;
  /** Returns the areas that provably have too few places. */
  shortages(): Promise<Shortage[]>;
}

/** Begins the allocations of a claim whose areas are `areas`. `time` is the time of its call as it is now (epoch ms). */
export function allocateBuckets(
  table: Table,
  memory: BucketMemory,
  claim: Claim,
  areas: Area[],
  time: () => number = () => claim.createdAt,
): Allocations {
  const byArea = new Map(
    [...areas, ...countersOf(claim)].map(area => [area.id, allocateInArea(table, memory, claim, area, time)]),
  );
  const inArea = (areaId: string): AreaAllocation => {
    const allocation = byArea.get(areaId);
    if (!allocation) throw new Error(`the hold names the area ${areaId}, which was not given`);
    return allocation;
  };
  const allocated = allocatedOf(claim);
  const choose = async ({ id, quantity }: Allocated): Promise<(Allocated & { shares: BucketShare[] }) | Shortage> => {
    const chosen = await inArea(id).choose(quantity);
    return 'shares' in chosen ? { id, quantity, shares: chosen.shares } : chosen;
  };
  const shortageOf = ({ id, quantity }: Allocated): Promise<Shortage | undefined> => inArea(id).shortage(quantity);

  return {
    async choose() {
      const chosen = await Promise.all(allocated.map(choose));
      const all = chosen.flatMap(choice => ('shares' in choice ? [choice] : []));
      if (all.length === chosen.length) return { is: 'chosen', claim: withShares(claim, all) };
      // The refusal names everything that is short. For the others there may be only a guess until now.
      const shortages = await Promise.all(chosen.map(choice => ('shares' in choice ? shortageOf(choice) : choice)));
      return { is: 'short', shortages: shortages.filter(shortage => shortage !== undefined) };
    },
    writes: chosen => allocatedOf(chosen).flatMap(({ id, shares }) => inArea(id).writes(shares)),
    onConflict(chosen, reasons) {
      let from = 0;
      const conflicts = allocatedOf(chosen).map(({ id, shares }) => {
        const own = reasons.slice(from, from + shares.length);
        from += shares.length;
        return inArea(id).onConflict(shares, own);
      });
      return conflicts.includes(true);
    },
    onCommitted(chosen) {
      for (const { id, shares } of allocatedOf(chosen)) inArea(id).onCommitted(shares);
    },
    async shortages() {
      const shortages = await Promise.all(allocated.map(shortageOf));
      return shortages.filter(shortage => shortage !== undefined);
    },
  };
}

/** Places of an area, or units of a counter, for which a claim has shares of buckets. */
export interface Allocated {
  /** The id of the area or the counter. */
  id: string;
  quantity: number;
  shares: BucketShare[];
}

/** All that a claim takes from buckets: the areas in the order of its places, and then its counters. */
export const allocatedOf = ({ places, counted = [] }: Pick<Claim, 'places' | 'counted'>): Allocated[] => [
  ...places.flatMap(place => ('areaId' in place ? [{ ...place, id: place.areaId }] : [])),
  ...counted.map(({ counterId, quantity, shares }) => ({ id: counterId, quantity, shares })),
];

/** Returns the claim with these shares in its areas and counters. */
export function withShares<Of extends Pick<Claim, 'places' | 'counted'>>(claim: Of, all: Allocated[]): Of {
  const byId = new Map(all.map(({ id, shares }) => [id, shares]));
  const { places, counted } = claim;
  return {
    ...claim,
    places: places.map(place =>
      'areaId' in place ? { ...place, shares: byId.get(place.areaId) ?? place.shares } : place,
    ),
    ...(counted && {
      counted: counted.map(count => ({ ...count, shares: byId.get(count.counterId) ?? count.shares })),
    }),
  };
}

/** The allocation of a hold in one area. */
interface AreaAllocation {
  choose(quantity: number): Promise<Choice>;
  writes(shares: BucketShare[]): Update[];
  onConflict(shares: BucketShare[], reasons: Reason[]): boolean;
  onCommitted(shares: BucketShare[]): void;
  shortage(quantity: number): Promise<Shortage | undefined>;
}
type Choice = { shares: BucketShare[] } | Shortage;

function allocateInArea(
  table: Table,
  memory: BucketMemory,
  claim: Claim,
  area: Counted,
  time: () => number,
): AreaAllocation {
  const { eventId, createdAt: now } = claim;
  const lastRead = new Map<number, Bucket>();
  let conflicts = 0;

  const levelOf = (bucket: Bucket): BucketLevel => ({ number: bucket.number, available: availableAt(bucket, now) });
  const remember = (level: BucketLevel): void => memory.remember(eventId, area, level);
  const learn = (bucket: Bucket): void => {
    lastRead.set(bucket.number, bucket);
    remember(levelOf(bucket));
  };
  const readAll = async (): Promise<Bucket[]> => {
    const buckets = await readBuckets(table, eventId, area);
    buckets.forEach(learn);
    return buckets;
  };
  const chooseFrom = (levels: BucketLevel[], quantity: number): Choice | undefined => {
    const shares = chooseShares(levels, quantity, table.clock.random());
    return shares && { shares };
  };

  /**
   * Reads the buckets until they have the places, or until two reads in a row prove that they do not. Claims that have lapsed
   * since the call began leave their places free in the proof. Only a later call can take those, so the answer is then `busy`.
   */
  async function find(quantity: number): Promise<Choice> {
    let before = await readAll();
    for (let decision = 0; decision < DECISIONS_MAX; decision++) {
      const found = chooseFrom(before.map(levelOf), quantity);
      if (found) return found;
      const after = await readAll();
      const most = availableAtMostBetween(before, after, time());
      if (most < quantity) return { areaId: area.id, available: Math.max(0, most) };
      before = after;
    }
    throw busy();
  }

  return {
    async choose(quantity) {
      const mayGuess = conflicts < ALLOCATIONS_GUESSED_MAX;
      const guess = mayGuess ? chooseFrom(memory.levels(eventId, area), quantity) : undefined;
      return guess ?? find(quantity);
    },
    writes: shares =>
      shares.map(share => allocateFromBucket(table.name, claim, area.id, share, lastRead.get(share.bucket))),
    onConflict(shares, reasons) {
      const refused = shares.flatMap(({ bucket }, i) => {
        const reason = reasons[i];
        return reason?.refused ? [{ bucket, row: reason.row }] : [];
      });
      for (const { bucket, row } of refused) {
        if (row) learn(bucketOf(row));
        else remember({ number: bucket, available: 0 });
      }
      if (refused.length > 0) conflicts += 1;
      return refused.length > 0;
    },
    onCommitted(shares) {
      const levels = memory.levels(eventId, area);
      for (const { bucket, quantity } of shares) {
        const available = Math.max(0, (levels[bucket]?.available ?? 0) - quantity);
        remember({ number: bucket, available });
      }
    },
    async shortage(quantity) {
      const found = await find(quantity);
      return 'shares' in found ? undefined : found;
    },
  };
}

/** Reads all buckets of an area or a counter, each one consistently. */
export async function readBuckets(table: Table, eventId: string, area: Counted): Promise<Bucket[]> {
  const partitions = bucketPartitions(eventId, area).map(partition => queryPartition(table, partition));
  return (await Promise.all(partitions)).flat().map(bucketOf);
}
