/**
 * Chooses the buckets that a hold takes its counted places from, and learns from takes that lost. A guess from memory
 * comes first; where guesses fail, all buckets are read; and an area is short only where two reads prove it.
 *
 * The races it must survive: another buyer empties the bucket first (its condition refuses, and the row that won says
 * what is left); a claim that was seen lapsed is gone, or lives again (its condition refuses); the last places lie in
 * several buckets (one transaction takes from all of them, or from none); places move while they are counted (the
 * second read counts what was freed since the first, so that nothing is called sold out that was not).
 */
import { availableAt, availableAtMostBetween, type BucketLevel, chooseShares } from '../../domain/buckets.ts';
import { ALLOCATIONS_GUESSED_MAX, DECISIONS_MAX } from '../../domain/limits.ts';
import type { Area, AreaPlace, Bucket, BucketShare, Claim, Place } from '../../domain/model.ts';
import { busy, type Shortage } from '../../domain/refusals.ts';
import { bucketOf } from '../events/place-rows.ts';
import type { Update } from '../expression.ts';
import { bucketPartitions } from '../keys.ts';
import { queryPartition } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Reason } from '../transact.ts';
import { takeShare } from './allocate-from-bucket.ts';
import type { BucketMemory } from './bucket-memory.ts';

/** The takes of all areas of one hold. */
export interface Takes {
  /** The claim with the shares to try next, or the areas that have too little. */
  choose(): Promise<{ is: 'chosen'; claim: Claim } | { is: 'short'; shortages: Shortage[] }>;
  /** The writes of a claim's shares, in the order in which `learn` is told of their reasons. */
  writes(claim: Claim): Update[];
  /** True where a bucket refused. */
  onConflict(claim: Claim, reasons: Reason[]): boolean;
  onCommitted(claim: Claim): void;
  /** The areas that have provably too little. */
  shortages(): Promise<Shortage[]>;
}

/** `areas` are those that the claim names. */
export function openTakes(table: Table, memory: BucketMemory, wanted: Claim, areas: Area[]): Takes {
  const takes = new Map(areas.map(area => [area.id, openTake(table, memory, wanted, area)]));
  const takeOf = (areaId: string): AreaTake => {
    const take = takes.get(areaId);
    if (!take) throw new Error(`a hold on the area ${areaId}, of which nothing is known`);
    return take;
  };
  const areaPlaces = (claim: Claim): AreaPlace[] => claim.places.filter(place => 'areaId' in place);
  const withShares = async (place: Place): Promise<Place | Shortage> => {
    if ('seatId' in place) return place;
    const shares = await takeOf(place.areaId).choose(place.quantity);
    return Array.isArray(shares) ? { ...place, shares } : shares;
  };
  const shortageOf = async (place: Place): Promise<Shortage | undefined> =>
    'seatId' in place ? undefined : takeOf(place.areaId).shortage(place.quantity);
  return {
    async choose() {
      const places = await Promise.all(wanted.places.map(withShares));
      if (!places.some(isShortage)) return { is: 'chosen', claim: { ...wanted, places: places as Place[] } };
      // Of the others there may be a guess only: who is refused learns of every area that is short.
      const found = await Promise.all(places.map(place => (isShortage(place) ? place : shortageOf(place))));
      return { is: 'short', shortages: found.filter(shortage => shortage !== undefined) };
    },
    writes: claim => areaPlaces(claim).flatMap(({ areaId, shares }) => takeOf(areaId).writes(shares)),
    onConflict(claim, reasons) {
      let from = 0;
      const retries = areaPlaces(claim).map(({ areaId, shares }) => {
        const own = reasons.slice(from, from + shares.length);
        from += shares.length;
        return takeOf(areaId).onConflict(shares, own);
      });
      return retries.includes(true);
    },
    onCommitted(claim) {
      for (const { areaId, shares } of areaPlaces(claim)) takeOf(areaId).onCommitted(shares);
    },
    async shortages() {
      const found = await Promise.all(wanted.places.map(shortageOf));
      return found.filter(shortage => shortage !== undefined);
    },
  };
}

const isShortage = (place: Place | Shortage): place is Shortage => 'available' in place;

/** The same for one area; it keeps what it learns from one try to the next. */
interface AreaTake {
  choose(quantity: number): Promise<BucketShare[] | Shortage>;
  writes(shares: BucketShare[]): Update[];
  onConflict(shares: BucketShare[], reasons: Reason[]): boolean;
  onCommitted(shares: BucketShare[]): void;
  shortage(quantity: number): Promise<Shortage | undefined>;
}

function openTake(table: Table, memory: BucketMemory, claim: Claim, area: Area): AreaTake {
  const { eventId, createdAt: now } = claim;
  const seen = new Map<number, Bucket>();
  let losses = 0;

  const levelOf = (bucket: Bucket): BucketLevel => ({ number: bucket.number, available: availableAt(bucket, now) });
  const see = (bucket: Bucket): void => {
    seen.set(bucket.number, bucket);
    memory.remember(eventId, area, levelOf(bucket));
  };
  const readAll = async (): Promise<Bucket[]> => {
    const buckets = await readBuckets(table, eventId, area);
    buckets.forEach(see);
    return buckets;
  };
  const choose = (levels: BucketLevel[], quantity: number): BucketShare[] | undefined =>
    chooseShares(levels, quantity, table.clock.random());

  /** Reads until the places are found, or two reads in a row prove that they are not there. */
  async function find(quantity: number): Promise<BucketShare[] | Shortage> {
    let before = await readAll();
    for (let decision = 0; decision < DECISIONS_MAX; decision++) {
      const shares = choose(before.map(levelOf), quantity);
      if (shares) return shares;
      const after = await readAll();
      const most = availableAtMostBetween(before, after, now);
      if (most < quantity) return { areaId: area.id, available: Math.max(0, most) };
      before = after;
    }
    throw busy();
  }

  return {
    async choose(quantity) {
      const guess = losses < ALLOCATIONS_GUESSED_MAX ? choose(memory.levels(eventId, area), quantity) : undefined;
      return guess ?? find(quantity);
    },
    writes: shares => shares.map(share => takeShare(table.name, claim, area.id, share, seen.get(share.bucket))),
    onConflict(shares, reasons) {
      const refused = shares.flatMap(({ bucket }, i) =>
        reasons[i]?.refused ? [{ bucket, row: reasons[i]?.row }] : [],
      );
      for (const { bucket, row } of refused) {
        if (row) see(bucketOf(row));
        else memory.remember(eventId, area, { number: bucket, available: 0 });
      }
      losses += Math.min(1, refused.length);
      return refused.length > 0;
    },
    onCommitted(shares) {
      const levels = memory.levels(eventId, area);
      for (const { bucket, quantity } of shares) {
        const left = Math.max(0, (levels[bucket]?.available ?? 0) - quantity);
        memory.remember(eventId, area, { number: bucket, available: left });
      }
    },
    async shortage(quantity) {
      const found = await find(quantity);
      return Array.isArray(found) ? undefined : found;
    },
  };
}

/** Every bucket of an area, each consistent by itself. */
export async function readBuckets(table: Table, eventId: string, area: Area): Promise<Bucket[]> {
  const partitions = bucketPartitions(eventId, area).map(partition => queryPartition(table, partition));
  return (await Promise.all(partitions)).flat().map(bucketOf);
}
