/** Counting without a snapshot: how areas are divided and taken from, and why "sold out" is never said falsely (P9). */
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
  ])('of %i places are %i', (capacity, buckets) => {
    expect(bucketCountOf(capacity)).toBe(buckets);
  });

  it('have all of its places, as evenly as can be, and never more than a bucket may have', () => {
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

describe('what a bucket has for a buyer', () => {
  const claims = { live: { quantity: 2, expiresAt: NOW + 1 }, lapsed: { quantity: 3, expiresAt: NOW } };

  it('is what is available and what lapses at this very millisecond', () => {
    const bucket = bucketOf(0, 10, { available: 5, claims });
    expect(availableAt(bucket, NOW - 1)).toBe(5);
    expect(availableAt(bucket, NOW)).toBe(8);
    expect(availableAt(bucket, NOW + 1)).toBe(10);
  });

  it('names the claims that have lapsed with what they had', () => {
    expect(lapsedClaimsOf({ claims }, NOW)).toEqual([{ claimId: 'lapsed', quantity: 3, expiresAt: NOW }]);
    expect(lapsedClaimsOf({ claims }, NOW - 1)).toEqual([]);
  });
});

describe('a choice of buckets', () => {
  const levels = (...available: number[]) => available.map((each, number) => ({ number, available: each }));

  it.each([
    [0, 1],
    [0.5, 2],
    [0.999, 4],
  ])('is one bucket with enough where there is one, spread by chance: %d', (random, bucket) => {
    expect(chooseShares(levels(1, 3, 4, 2, 9), 3, random)).toEqual([{ bucket, quantity: 3 }]);
  });

  it('is the fullest together where no single one has enough, and no more of the last than is missing', () => {
    expect(chooseShares(levels(1, 3, 0, 2), 5, 0)).toEqual([
      { bucket: 1, quantity: 3 },
      { bucket: 3, quantity: 2 },
    ]);
    expect(chooseShares(levels(2, 3), 4, 0)).toEqual([
      { bucket: 1, quantity: 3 },
      { bucket: 0, quantity: 1 },
    ]);
  });

  it('is none where all together have too few', () => {
    expect(chooseShares(levels(1, 3, 0, 2), 7, 0)).toBeUndefined();
    expect(chooseShares([], 1, 0)).toBeUndefined();
  });

  it('is exactly what was asked for, from buckets that have it, in as few as can be, or nothing', () => {
    const anyLevels = fc.array(fc.nat(6), { maxLength: 12 });
    fc.assert(
      fc.property(
        anyLevels,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999 }),
        (all, asked, random) => {
          const shares = chooseShares(levels(...all), asked, random);
          const sum = all.reduce((total, each) => total + each, 0);
          expect(shares !== undefined).toBe(sum >= asked);
          if (!shares) return;
          expect(shares.reduce((total, { quantity }) => total + quantity, 0)).toBe(asked);
          expect(new Set(shares.map(({ bucket }) => bucket)).size).toBe(shares.length);
          for (const { bucket, quantity } of shares) {
            expect(quantity).toBeGreaterThan(0);
            expect(quantity).toBeLessThanOrEqual(all[bucket] ?? 0);
          }
          expect(shares).toHaveLength(fewestFor(all, asked));
        },
      ),
    );
  });

  const fewestFor = (all: number[], asked: number): number => {
    const fullestFirst = all.toSorted((a, b) => b - a);
    const firsts = (count: number) => fullestFirst.slice(0, count).reduce((sum, each) => sum + each, 0);
    return fullestFirst.findIndex((_, i) => firsts(i + 1) >= asked) + 1;
  };
});

describe('what was available at most between two reads', () => {
  it('is what the first saw, where nothing happened', () => {
    const still = [bucketOf(0, 10, { available: 2 }), bucketOf(1, 10, { available: 0 })];
    expect(availableAtMostBetween(still, still, NOW)).toBe(2);
  });

  it('counts a place that moves from a bucket not yet read to one already read', () => {
    // Read one saw bucket 0 empty; then it got a place back while bucket 1 lost its own before it was read.
    const before = [bucketOf(0, 1, { available: 0 }), bucketOf(1, 1, { available: 0 })];
    const after = [bucketOf(0, 1, { available: 1, freed: 1 }), bucketOf(1, 1, { available: 0 })];
    expect(availableAtMostBetween(before, after, NOW)).toBe(1);
  });

  it('counts a place that was freed and taken again before the second read', () => {
    const before = [bucketOf(0, 1, { available: 0 })];
    const after = [bucketOf(0, 1, { available: 0, freed: 1 })];
    expect(availableAtMostBetween(before, after, NOW)).toBe(1);
  });

  it('is unknown where a bucket came in between, for it may have been larger', () => {
    expect(availableAtMostBetween([], [bucketOf(0, 7, { available: 0, booked: 7 })], NOW)).toBe(Infinity);
  });

  it('does not count what others took in between', () => {
    const before = [bucketOf(0, 5)];
    const after = [bucketOf(0, 5, { available: 0, booked: 5 })];
    expect(availableAtMostBetween(before, after, NOW)).toBe(5);
    expect(availableAtMostBetween(after, after, NOW)).toBe(0);
  });

  /**
   * The proof. Buckets change one at a time, each read takes the buckets one at a time in any order, and changes come
   * between any two of these. At every instant from the end of the first read to the beginning of the second the bound
   * must be as large as what was truly there: so where it is too small, the area truly was short.
   */
  it('is never less than what there was at any instant between them, whatever happens meanwhile', () => {
    let tight = 0;
    fc.assert(
      fc.property(scenario, ({ capacities, reads, steps }) => {
        const area = new LivingArea(capacities);
        const before = new Map<number, Bucket>();
        const after = new Map<number, Bucket>();
        const truths: number[] = [];
        // Its own order for each read; what was not there when the read began may be missed by it.
        const orders = reads.map(order => area.numbers().sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0)));
        const [first = [], second = []] = orders;
        const settled = () => before.size === capacities.length && after.size === 0;
        for (const { act, ...step } of steps) {
          if (act === 'read') {
            const next = first.shift();
            if (next !== undefined) before.set(next, area.read(next));
          } else if (act === 'read again' && first.length === 0) {
            const next = second.shift();
            if (next !== undefined) after.set(next, area.read(next));
          } else area.change(act, step);
          if (settled()) truths.push(area.available());
        }
        for (const number of first) before.set(number, area.read(number));
        truths.push(...(settled() ? [area.available()] : []));
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
    // A bound that is far too high would prove nothing: "sold out" could never be said.
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
  /** The deadline that it sets, around the time of who asks; and the clock of who changes, which may differ from theirs. */
  expiresAt: fc.integer({ min: NOW - 5, max: NOW + 5 }),
  clock: fc.integer({ min: NOW - 5, max: NOW + 5 }),
});

const scenario = fc.record({
  capacities: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  reads: fc.tuple(fc.array(fc.nat(9), { maxLength: 5 }), fc.array(fc.nat(9), { maxLength: 5 })),
  steps: fc.array(step, { minLength: 5, maxLength: 60 }),
});

/** Buckets that change as the transactions change them: one at a time, and each only under its condition. */
class LivingArea {
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
    // Only a hold that has not lapsed for who extends it, and never back.
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
