/** Acceptance scenario 21: many buyers on several functions buy the last places of an area. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { availableAt } from '../../../lib/domain/buckets.ts';
import type { Bucket } from '../../../lib/domain/model.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { Fault, SentRequest } from '../../support/faults.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { retryWhileBusy } from '../../support/retry-while-busy.ts';
import {
  bucketsOf,
  countsOf,
  extend,
  holdPlaces,
  MINUTE,
  openWorld,
  type Person,
  pay,
  publishArea,
  release,
  type World,
} from '../../support/world.ts';

const BUYERS = 64;
const FUNCTIONS = 8;
const PLACES = runSize(800, 2_000);
/** The time for which a transaction conflicts with others on its rows (ms). */
const CONFLICT_MS = 5;
/** Ten seconds on a quiet machine. */
const TIMEOUT_MS = 240_000;

describe('many buyers of one area', () => {
  let world: World;
  let buyers: Person[];
  beforeAll(async () => {
    world = await openWorld();
    buyers = await Promise.all(Array.from({ length: BUYERS }, () => world.person()));
  });

  /** Opens functions that choose their buckets at random, as deployed ones do. */
  const openFunctions = (random: () => number): Promise<World[]> =>
    Promise.all(
      Array.from({ length: FUNCTIONS }, async () => {
        const opened = await world.another();
        opened.table.clock.random = random;
        return opened;
      }),
    );

  it(
    'buy exactly all places, and no request is refused as sold out while enough places are left',
    async () => {
      await forEachSeed(1, 'area-race', async seed => {
        const random = seeded(seed);
        const functions = await openFunctions(random);
        const event = await publishArea(world, PLACES);
        const log = new SalesLog(PLACES);
        const observation = observeBuckets(world, event, log);
        await Promise.all(
          buyers.map(async (buyer, i) => {
            for (;;) {
              const quantity = 1 + Math.floor(random() * 4);
              const sale = log.begin(quantity);
              const own = functions[i % FUNCTIONS] ?? world;
              const { status, body } = await retryWhileBusy(key => holdPlaces(own, buyer, event, quantity, { key }));
              log.end(sale, status === 201);
              if (status === 201) continue;
              expect([status, body.code]).toEqual([409, 'area-sold-out']);
              log.expectRefusal(sale, body.conflicts[0]?.available);
              if (quantity === 1) return;
            }
          }),
        );
        await observation.end();
        expect(log.sold()).toBe(PLACES);
        expect(await countsOf(world, event)).toEqual({ available: 0, held: PLACES, booked: 0 });
      });
    },
    TIMEOUT_MS,
  );

  it(
    'buy exactly all places with faults, releases and holds that lapse',
    async () => {
      await forEachSeed(1, 'area-race', async seed => {
        const random = seeded(seed);
        const functions = await openFunctions(random);
        const event = await publishArea(world, 500, { holdSeconds: 60 });
        const log = new SalesLog(500);
        const observation = observeBuckets(world, event);
        const faultOf = createFaults(random);
        for (const each of functions) {
          each.table.clock.pause = ms => new Promise(resolve => setTimeout(resolve, ms / 4));
          each.faults.inject(faultOf);
        }
        await Promise.all(
          buyers.map(async (buyer, i) => {
            const own = functions[i % FUNCTIONS] ?? world;
            for (let calls = 0; calls < 8; calls++) {
              world.now += Math.floor(random() * 200);
              const quantity = 1 + Math.floor(random() * 4);
              const held = await retryWhileBusy(key => holdPlaces(own, buyer, event, quantity, { key }));
              if (held.status === 409) {
                expect(held.body.code).toBe('area-sold-out');
                expect(held.body.conflicts[0]?.available).toBeLessThan(quantity);
                continue;
              }
              expect(held.status).toBe(201);
              const drawn = random();
              if (drawn < 0.2) continue;
              if (drawn < 0.4) await retryWhileBusy(() => release(own, buyer, held.body));
              else {
                if (drawn < 0.5) await retryWhileBusy(key => extend(own, buyer, held.body, key));
                const paid = await retryWhileBusy(key => pay(own, buyer, held.body, { key }));
                expect([201, 409]).toContain(paid.status);
                if (paid.status === 201) log.end(log.begin(quantity), true);
              }
            }
          }),
        );
        await observation.end();
        // All unpaid holds have lapsed, and their places are sold.
        world.now += 10 * MINUTE;
        const late = await world.person();
        for (let left = await leftOf(world, event); left > 0; left = await leftOf(world, event)) {
          const held = await holdPlaces(world, late, event, Math.min(left, 10));
          expect(held.status).toBe(201);
          expect((await pay(world, late, held.body)).status).toBe(201);
          log.end(log.begin(Math.min(left, 10)), true);
        }
        expect((await holdPlaces(world, late, event, 1)).body.code).toBe('area-sold-out');
        expect(await countsOf(world, event)).toEqual({ available: 0, held: 0, booked: 500 });
        expect(log.sold()).toBe(500);
      });
    },
    TIMEOUT_MS,
  );
});

const leftOf = async (world: World, event: Event): Promise<number> => (await countsOf(world, event)).available;

interface Sale {
  quantity: number;
  began: number;
  ended?: number;
  isSold?: boolean;
}

/** The requests of a run with their start, end and outcome. No place is released. */
class SalesLog {
  private readonly sales: Sale[] = [];
  private moment = 0;
  private readonly capacity: number;
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  begin(quantity: number): Sale {
    const sale = { quantity, began: ++this.moment };
    this.sales.push(sale);
    return sale;
  }
  end(sale: Sale, isSold: boolean): void {
    Object.assign(sale, { ended: ++this.moment, isSold });
  }
  sold(): number {
    return sum(this.sales.filter(({ isSold }) => isSold));
  }

  /**
   * Checks a refusal: too few places were left if all other requests so far had succeeded, and the refusal names no
   * more than were left at its start.
   */
  expectRefusal({ quantity, ended = 0, began }: Sale, available = -1): void {
    const requestedBefore = this.sales.filter(sale => sale.began < ended && sale.isSold !== false);
    expect(this.capacity - sum(requestedBefore)).toBeLessThan(quantity);
    expect(available).toBeLessThan(quantity);
    const soldBefore = this.sales.filter(sale => sale.isSold && (sale.ended ?? 0) < began);
    expect(available).toBeLessThanOrEqual(this.capacity - sum(soldBefore));
  }
}

const sum = (of: { quantity: number }[]): number => of.reduce((total, { quantity }) => total + quantity, 0);

/** The time between two reads: short enough for several reads on the embedded engine, and long enough for DynamoDB Local. */
const OBSERVED_EVERY_MS = 20;

/** Reads the buckets repeatedly. Each adds up at every time, and the buckets include every sale that was answered. */
function observeBuckets(world: World, event: Event, log?: SalesLog) {
  let isOver = false;
  let reads = 0;
  const observe = async (before: Bucket[]): Promise<Bucket[]> => {
    const answered = log?.sold() ?? 0;
    const buckets = await bucketsOf(world, event).catch(busyOrThrow);
    if (!buckets) return before;
    const known = new Map(before.map(bucket => [bucket.number, bucket]));
    for (const { number, capacity, available, booked, blocked, claims, freed } of buckets) {
      expect(available + booked + blocked + sum(Object.values(claims))).toBe(capacity);
      expect(available).toBeGreaterThanOrEqual(0);
      expect(freed).toBeGreaterThanOrEqual(known.get(number)?.freed ?? 0);
    }
    const taken = buckets.reduce((total, bucket) => total + bucket.capacity - availableAt(bucket, world.now), 0);
    expect(taken).toBeGreaterThanOrEqual(answered);
    reads += 1;
    return buckets;
  };
  const observing = (async () => {
    let before: Bucket[] = [];
    while (!isOver) {
      before = await observe(before);
      await new Promise(resolve => setTimeout(resolve, OBSERVED_EVERY_MS));
    }
  })();
  return {
    async end() {
      isOver = true;
      await observing;
      expect(reads).toBeGreaterThan(5);
    },
  };
}

function busyOrThrow(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === 'busy')) throw error;
}

/** Faults: conflicts of transactions on the same row within some milliseconds, and random throttling and losses. */
function createFaults(random: () => number): (request: SentRequest) => Fault {
  const busyUntil = new Map<string, number>();
  return ({ name, input }) => {
    const drawn = random();
    if (drawn < 0.02) return 'throttle';
    if (drawn < 0.04) return 'lost-request';
    if (drawn < 0.08) return 'lost-reply';
    if (name !== 'TransactWriteCommand') return undefined;
    const now = performance.now();
    const actions = input.TransactItems as Record<string, { Key?: object; Item?: { pk: string; sk: string } }>[];
    const rows = actions.flatMap(action =>
      Object.values(action).map(({ Key, Item }) => JSON.stringify(Key ?? { pk: Item?.pk, sk: Item?.sk })),
    );
    const conflictOn = rows.findIndex(row => (busyUntil.get(row) ?? 0) > now);
    if (conflictOn >= 0) return { conflictOn };
    for (const row of rows) busyUntil.set(row, now + CONFLICT_MS);
    return undefined;
  };
}
