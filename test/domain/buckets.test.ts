/**
 * Counting without a snapshot: how an area is divided into buckets and taken from, and why a false "sold out" is
 * impossible (P9).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  availableAt,
  availableAtMostBetween,
  bucketCapacities,
  bucketCountOf,
  chooseShares,
  lapsedClaimsOf,
} from '../../lib/domain/buckets.ts';
import { PLACES_PER_BUCKET, PLACES_PER_EVENT_MAX } from '../../lib/domain/limits.ts';
import type { Bucket } from '../../lib/domain/model.ts';

const NOW = 1_000;

const bucketOf = (number: number, capacity: number, changes: Partial<Bucket> = {}): Bucket => ({
  areaId: 'standing',
  number,
  capacity,
  available: capacity,
  booked: 0,
  blocked: 0,
  freed: 0,
  claims: {},
  ...changes,
});

describe('the buckets of an area', () => {
  it.each([
    [1, 1],
    [PLACES_PER_BUCKET, 1],
    [PLACES_PER_BUCKET + 1, 2],
    [2_000, 40],
    [PLACES_PER_EVENT_MAX, PLACES_PER_EVENT_MAX / PLACES_PER_BUCKET],
  ])('for %i places number %i', (capacity, buckets) => {
    expect(bucketCountOf(capacity)).toBe(buckets);
  });

  it('contain all of its places, evenly divided, and each at most PLACES_PER_BUCKET', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), capacity => {
        const capacities = bucketCapacities(capacity, bucketCountOf(capacity));
        expect(capacities.reduce((sum, places) => sum + places, 0)).toBe(capacity);
        expect(Math.max(...capacities)).toBeLessThanOrEqual(PLACES_PER_BUCKET);
        expect(Math.max(...capacities) - Math.min(...capacities)).toBeLessThanOrEqual(1);
        expect(Math.min(...capacities)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the availability of a bucket', () => {
  const claims = { live: { quantity: 2, expiresAt: NOW + 1 }, lapsed: { quantity: 3, expiresAt: NOW } };

  it('is its available places and the places of claims that lapse by this millisecond', () => {
    const bucket = bucketOf(0, 10, { available: 5, claims });
    expect(availableAt(bucket, NOW - 1)).toBe(5);
    expect(availableAt(bucket, NOW)).toBe(8);
    expect(availableAt(bucket, NOW + 1)).toBe(10);
  });

  it('includes lapsed claims, which lapsedClaimsOf lists with their places', () => {
    expect(lapsedClaimsOf({ claims }, NOW)).toEqual([{ claimId: 'lapsed', quantity: 3, expiresAt: NOW }]);
    expect(lapsedClaimsOf({ claims }, NOW - 1)).toEqual([]);
  });
});

describe('chooseShares', () => {
  const levels = (...available: number[]) => available.map((each, number) => ({ number, available: each }));

  it.each([
    [0, 1],
    [0.5, 2],
    [0.999, 4],
  ])('chooses one bucket with enough places if there is one, by the random number %d: bucket %i', (random, bucket) => {
    expect(chooseShares(levels(1, 3, 4, 2, 9), 3, random)).toEqual([{ bucket, quantity: 3 }]);
  });

  it('chooses the fullest buckets together if no single one has enough, and only the rest from the last', () => {
    expect(chooseShares(levels(1, 3, 0, 2), 5, 0)).toEqual([
      { bucket: 1, quantity: 3 },
      { bucket: 3, quantity: 2 },
    ]);
    expect(chooseShares(levels(2, 3), 4, 0)).toEqual([
      { bucket: 1, quantity: 3 },
      { bucket: 0, quantity: 1 },
    ]);
  });

  it('chooses none if all buckets together have too few places', () => {
    expect(chooseShares(levels(1, 3, 0, 2), 7, 0)).toBeUndefined();
    expect(chooseShares([], 1, 0)).toBeUndefined();
  });

  it('chooses exactly the quantity, from as few buckets as possible, or none if there are too few places', () => {
    const anyLevels = fc.array(fc.nat(6), { maxLength: 12 });
    fc.assert(
      fc.property(
        anyLevels,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999 }),
        (all, requested, random) => {
          const shares = chooseShares(levels(...all), requested, random);
          const sum = all.reduce((total, each) => total + each, 0);
          expect(shares !== undefined).toBe(sum >= requested);
          if (!shares) return;
          expect(shares.reduce((total, { quantity }) => total + quantity, 0)).toBe(requested);
          expect(new Set(shares.map(({ bucket }) => bucket)).size).toBe(shares.length);
          for (const { bucket, quantity } of shares) {
            expect(quantity).toBeGreaterThan(0);
            expect(quantity).toBeLessThanOrEqual(all[bucket] ?? 0);
          }
          expect(shares).toHaveLength(fewestFor(all, requested));
        },
      ),
    );
  });

  const fewestFor = (all: number[], requested: number): number => {
    const fullestFirst = all.toSorted((a, b) => b - a);
    const firsts = (count: number) => fullestFirst.slice(0, count).reduce((sum, each) => sum + each, 0);
    return fullestFirst.findIndex((_, i) => firsts(i + 1) >= requested) + 1;
  };
});

describe('availableAtMostBetween', () => {
  it('equals the first read if nothing changed', () => {
    const still = [bucketOf(0, 10, { available: 2 }), bucketOf(1, 10, { available: 0 })];
    expect(availableAtMostBetween(still, still, NOW)).toBe(2);
  });

  it('counts a place that moves from a bucket not yet read to one already read', () => {
    // The first read saw bucket 0 empty. Then bucket 0 got a place back, and bucket 1 lost its place before it was
    // read.
    const before = [bucketOf(0, 1, { available: 0 }), bucketOf(1, 1, { available: 0 })];
    const after = [bucketOf(0, 1, { available: 1, freed: 1 }), bucketOf(1, 1, { available: 0 })];
    expect(availableAtMostBetween(before, after, NOW)).toBe(1);
  });

  it('counts a place that was freed and taken again before the second read', () => {
    const before = [bucketOf(0, 1, { available: 0 })];
    const after = [bucketOf(0, 1, { available: 0, freed: 1 })];
    expect(availableAtMostBetween(before, after, NOW)).toBe(1);
  });

  it('is infinite if a bucket was added in between, because the area may have had more places', () => {
    expect(availableAtMostBetween([], [bucketOf(0, 7, { available: 0, booked: 7 })], NOW)).toBe(Infinity);
  });

  it('is not lowered by places that other claims took in between', () => {
    const before = [bucketOf(0, 5)];
    const after = [bucketOf(0, 5, { available: 0, booked: 5 })];
    expect(availableAtMostBetween(before, after, NOW)).toBe(5);
    expect(availableAtMostBetween(after, after, NOW)).toBe(0);
  });

  /**
   * The proof. Buckets change one at a time, each read takes the buckets one at a time in any order, and changes happen
   * between any two of these. At every instant from the end of the first read to the beginning of the second, the bound
   * must be at least the true availability. So if the bound is too small for a request, the area really had too few
   * places.
   */
  it('is never less than the true availability at any instant between the reads', () => {
    let tight = 0;
    fc.assert(
      fc.property(scenario, ({ capacities, reads, steps }) => {
        const area = new SimulatedArea(capacities);
        const before = new Map<number, Bucket>();
        const after = new Map<number, Bucket>();
        const truths: number[] = [];
        // Each read has its own order. It may miss a bucket that was added after it began.
        const orders = reads.map(order => area.numbers().sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0)));
        const [first = [], second = []] = orders;
        const isBetweenReads = () => before.size === capacities.length && after.size === 0;
        for (const { act, ...step } of steps) {
          if (act === 'read') {
            const next = first.shift();
            if (next !== undefined) before.set(next, area.read(next));
          } else if (act === 'read again' && first.length === 0) {
            const next = second.shift();
            if (next !== undefined) after.set(next, area.read(next));
          } else area.change(act, step);
          if (isBetweenReads()) truths.push(area.available());
        }
        for (const number of first) before.set(number, area.read(number));
        truths.push(...(isBetweenReads() ? [area.available()] : []));
        for (const number of [...second, ...area.numbers().filter(each => !after.has(each))]) {
          after.set(number, area.read(number));
        }
        const most = availableAtMostBetween([...before.values()], [...after.values()], NOW);
        for (const truth of truths) expect(most).toBeGreaterThanOrEqual(truth);
        if (truths.includes(most)) tight += 1;
        area.expectSums();
      }),
      { numRuns: 3_000 },
    );
    // A bound that is much too high would prove nothing: then "sold out" could never be answered.
    expect(tight).toBeGreaterThan(1_000);
  });
});

type Change = 'take' | 'release' | 'confirm' | 'extend' | 'raise' | 'add' | 'shrink' | 'block' | 'read' | 'read again';

const step = fc.record({
  act: fc.constantFrom<Change>(
    ...([
      'take',
      'take',
      'take',
      'release',
      'release',
      'confirm',
      'extend',
      'raise',
      'add',
      'shrink',
      'block',
    ] as const),
    ...(['read', 'read', 'read', 'read', 'read again', 'read again', 'read again'] as const),
  ),
  which: fc.nat(20),
  quantity: fc.integer({ min: 1, max: 3 }),
  /**
   * The deadline that the change sets, around the time of the reader; and the clock of the change, which may differ
   * from the reader's.
   */
  expiresAt: fc.integer({ min: NOW - 5, max: NOW + 5 }),
  clock: fc.integer({ min: NOW - 5, max: NOW + 5 }),
});

const scenario = fc.record({
  capacities: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  reads: fc.tuple(fc.array(fc.nat(9), { maxLength: 5 }), fc.array(fc.nat(9), { maxLength: 5 })),
  steps: fc.array(step, { minLength: 5, maxLength: 60 }),
});

/** Buckets that change as the transactions change them: one at a time, and each only if its condition holds. */
class SimulatedArea {
  private readonly buckets: Bucket[];
  private claims = 0;
  constructor(capacities: number[]) {
    this.buckets = capacities.map((capacity, number) => bucketOf(number, capacity));
  }
  numbers(): number[] {
    return this.buckets.map(({ number }) => number);
  }
  read(number: number): Bucket {
    return structuredClone(this.buckets[number] as Bucket);
  }
  available(): number {
    return this.buckets.reduce((sum, bucket) => sum + availableAt(bucket, NOW), 0);
  }
  expectSums(): void {
    for (const { capacity, available, booked, blocked, claims } of this.buckets) {
      const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
      expect(available + booked + blocked + claimed).toBe(capacity);
    }
  }

  change(
    act: Change,
    { which, quantity, expiresAt, clock }: Omit<typeof step extends fc.Arbitrary<infer S> ? S : never, 'act'>,
  ): void {
    const bucket = this.buckets[which % this.buckets.length] as Bucket;
    const ids = Object.keys(bucket.claims);
    const claimId = ids[which % Math.max(1, ids.length)];
    const claim = claimId === undefined ? undefined : bucket.claims[claimId];
    if (act === 'take') this.take(bucket, quantity, { expiresAt, clock });
    if (act === 'raise') {
      bucket.capacity += quantity;
      bucket.available += quantity;
      bucket.freed += quantity;
    }
    if (act === 'add') this.buckets.push(bucketOf(this.buckets.length, quantity));
    if (act === 'block') {
      for (const { claimId: lapsed } of lapsedClaimsOf(bucket, clock)) {
        bucket.blocked += bucket.claims[lapsed]?.quantity ?? 0;
        delete bucket.claims[lapsed];
      }
      bucket.blocked += bucket.available;
      bucket.available = 0;
    }
    if (act === 'shrink' && bucket.blocked > 0) {
      bucket.capacity -= bucket.blocked;
      bucket.blocked = 0;
    }
    if (!claim || claimId === undefined) return;
    if (act === 'release' || act === 'confirm') {
      delete bucket.claims[claimId];
      if (act === 'confirm') bucket.booked += claim.quantity;
      else {
        bucket.available += claim.quantity;
        bucket.freed += claim.quantity;
      }
    }
    // Only a hold that has not lapsed by the clock of the change can be extended, and its deadline never moves back.
    if (act === 'extend' && claim.expiresAt > clock) claim.expiresAt = Math.max(claim.expiresAt, expiresAt);
  }

  private take(bucket: Bucket, quantity: number, { expiresAt, clock }: { expiresAt: number; clock: number }): void {
    let missing = quantity - bucket.available;
    for (const lapsed of lapsedClaimsOf(bucket, clock)) {
      if (missing <= 0) break;
      missing -= lapsed.quantity;
      delete bucket.claims[lapsed.claimId];
      bucket.available += lapsed.quantity;
      bucket.freed += lapsed.quantity;
    }
    if (bucket.available < quantity) return;
    bucket.available -= quantity;
    this.claims += 1;
    bucket.claims[`c${this.claims}`] = { quantity, expiresAt };
  }
}
