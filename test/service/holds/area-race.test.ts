/** Acceptance scenario 21: the last places of an area, bought by a crowd on functions of their own. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { availableAt } from '../../../lib/domain/buckets.ts';
import type { Bucket } from '../../../lib/domain/model.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { Fault, SentRequest } from '../../support/faults.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import {
  bucketsOf,
  countsOf,
  extend,
  holdPlaces,
  MINUTE,
  newKey,
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
/** How long a transaction keeps others from its rows in a storm (ms). */
const CONFLICT_MS = 5;
/** Ten seconds on a quiet machine. */
const TIMEOUT_MS = 240_000;

describe('a crowd before an area', () => {
  let world: World;
  let buyers: Person[];
  beforeAll(async () => {
    world = await openWorld();
    buyers = await Promise.all(Array.from({ length: BUYERS }, () => world.person()));
  });

  /** Functions that choose their buckets by chance, as deployed ones do. */
  const openFunctions = (chance: () => number): Promise<World[]> =>
    Promise.all(
      Array.from({ length: FUNCTIONS }, async () => {
        const opened = await world.another();
        opened.table.clock.random = chance;
        return opened;
      }),
    );

  it(
    'buys exactly its places, and nobody is told "sold out" while enough is left',
    async () => {
      await forEachSeed(1, 'area-race', async seed => {
        const chance = seeded(seed);
        const functions = await openFunctions(chance);
        const event = await publishArea(world, PLACES);
        const log = new SalesLog(PLACES);
        const watch = watchSums(world, event, log);
        await Promise.all(
          buyers.map(async (buyer, i) => {
            for (;;) {
              const quantity = 1 + Math.floor(chance() * 4);
              const sale = log.begin(quantity);
              const own = functions[i % FUNCTIONS] ?? world;
              const { status, body } = await insist(key => holdPlaces(own, buyer, event, quantity, { key }));
              log.end(sale, status === 201);
              if (status === 201) continue;
              expect([status, body.code]).toEqual([409, 'area-sold-out']);
              log.expectRefusal(sale, body.conflicts[0]?.available);
              if (quantity === 1) return;
            }
          }),
        );
        await watch.end();
        expect(log.sold()).toBe(PLACES);
        expect(await countsOf(world, event)).toEqual({ available: 0, held: PLACES, booked: 0 });
      });
    },
    TIMEOUT_MS,
  );

  it(
    'buys exactly its places in a storm, though some release theirs and some never pay',
    async () => {
      await forEachSeed(1, 'area-race', async seed => {
        const chance = seeded(seed);
        const functions = await openFunctions(chance);
        const event = await publishArea(world, 500, { holdSeconds: 60 });
        const log = new SalesLog(500);
        const watch = watchSums(world, event);
        const fate = storm(chance);
        for (const each of functions) {
          each.table.clock.pause = ms => new Promise(resolve => setTimeout(resolve, ms / 4));
          each.faults.inject(fate);
        }
        await Promise.all(
          buyers.map(async (buyer, i) => {
            const own = functions[i % FUNCTIONS] ?? world;
            for (let calls = 0; calls < 8; calls++) {
              world.now += Math.floor(chance() * 200);
              const quantity = 1 + Math.floor(chance() * 4);
              const held = await insist(key => holdPlaces(own, buyer, event, quantity, { key }));
              if (held.status === 409) {
                expect(held.body.code).toBe('area-sold-out');
                expect(held.body.conflicts[0]?.available).toBeLessThan(quantity);
                continue;
              }
              expect(held.status).toBe(201);
              const drawn = chance();
              if (drawn < 0.2) continue;
              if (drawn < 0.4) await insist(() => release(own, buyer, held.body));
              else {
                if (drawn < 0.5) await insist(key => extend(own, buyer, held.body, key));
                const paid = await insist(key => pay(own, buyer, held.body, { key }));
                expect([201, 409]).toContain(paid.status);
                if (paid.status === 201) log.end(log.begin(quantity), true);
              }
            }
          }),
        );
        await watch.end();
        // What was never paid for has lapsed; it is sold to the last place.
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

/** Again with the same key, for as long as the answer is that the table is busy. */
async function insist<Answer extends { status: number }>(act: (key: string) => Promise<Answer>): Promise<Answer> {
  const key = newKey();
  for (;;) {
    const answer = await act(key);
    if (answer.status !== 503) return answer;
  }
}

const leftOf = async (world: World, event: Event): Promise<number> => (await countsOf(world, event)).available;

interface Sale {
  quantity: number;
  began: number;
  ended?: number;
  isSold?: boolean;
}

/** Who asked for how much from when to when; nothing is ever given back. */
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

  /** Even if all that had been asked for by then was sold by then, too few were left; and no fewer than are told. */
  expectRefusal({ quantity, ended = 0, began }: Sale, told = -1): void {
    const askedByThen = this.sales.filter(sale => sale.began < ended && sale.isSold !== false);
    expect(this.capacity - sum(askedByThen)).toBeLessThan(quantity);
    expect(told).toBeLessThan(quantity);
    const soldBefore = this.sales.filter(sale => sale.isSold && (sale.ended ?? 0) < began);
    expect(told).toBeLessThanOrEqual(this.capacity - sum(soldBefore));
  }
}

const sum = (of: { quantity: number }[]): number => of.reduce((total, { quantity }) => total + quantity, 0);

/** Reads the buckets over and over: each adds up at every moment, and all that was answered as sold is in them. */
function watchSums(world: World, event: Event, log?: SalesLog) {
  let isOver = false;
  let looks = 0;
  const look = async (before: Bucket[]): Promise<Bucket[]> => {
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
    looks += 1;
    return buckets;
  };
  const watching = (async () => {
    let before: Bucket[] = [];
    while (!isOver) {
      before = await look(before);
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  })();
  return {
    async end() {
      isOver = true;
      await watching;
      expect(looks).toBeGreaterThan(5);
    },
  };
}

function busyOrThrow(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === 'busy')) throw error;
}

/** Conflicts of transactions that meet on a row within some milliseconds, and whatever else may befall a request. */
function storm(chance: () => number): (request: SentRequest) => Fault {
  const busyUntil = new Map<string, number>();
  return ({ name, input }) => {
    const drawn = chance();
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
