/**
 * Acceptance scenario 21 at every interleaving that chance finds: buyers on functions of their own, whose requests are
 * dealt one at a time, so that what was truly left is known at each instant. Whoever is told "sold out" for n places must
 * have met an instant, during that very call, at which fewer than n were left; every bucket's places add up after every
 * write; and in the end every place can be bought.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { availableAt } from '../../../lib/domain/buckets.ts';
import { areasOf } from '../../../lib/domain/layout.ts';
import type { Area, Bucket, Claim } from '../../../lib/domain/model.ts';
import { placesOf } from '../../../lib/domain/places.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { IdempotentCall } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import { readBuckets } from '../../../lib/table/claims/allocate-buckets.ts';
import { claimOf } from '../../../lib/table/claims/claim-rows.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { confirmBooking } from '../../../lib/usecases/bookings/confirm-booking.ts';
import { expireHold } from '../../../lib/usecases/holds/expire-hold.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { type FaultRates, RequestScheduler } from '../../support/request-scheduler.ts';
import { openWorld, publishArea, type World } from '../../support/world.ts';

const CALM: FaultRates = { conflict: 0, throttle: 0, lostReply: 0, lostRequest: 0, late: 0 };
const STORM: FaultRates = { conflict: 0.15, throttle: 0.03, lostReply: 0.06, lostRequest: 0.04, late: 0.05 };

/** What the buyers of a run do besides buying and paying. */
interface Run {
  capacity: number;
  /** Few places in many buckets: the reads that count them take the longer, and the more happens meanwhile. */
  buckets: number;
  functions: number;
  buyers: number;
  /** Of one hold at most. */
  quantityMax: number;
  /** Calls that a buyer makes at most; more than it takes to sell out. */
  callsMax: number;
  weights: FaultRates;
  /** Shares of the holds that are released, left to lapse, extended. */
  release: number;
  abandon: number;
  extend: number;
  /** By which the functions' clocks differ at most (ms). */
  skew: number;
}

const SOLD_OUT: Run = {
  capacity: 60,
  buckets: 5,
  functions: 5,
  buyers: 8,
  quantityMax: 4,
  callsMax: 14,
  weights: CALM,
  release: 0,
  abandon: 0,
  extend: 0,
  skew: 0,
};
const CHURN: Run = {
  ...SOLD_OUT,
  capacity: 8,
  buckets: 3,
  callsMax: 8,
  release: 0.5,
  abandon: 0.45,
  extend: 0.2,
  skew: 1_500,
};
/** One more than all others can have at once: nobody may ever be refused. */
const CHAIRS: Run = { ...CHURN, capacity: 4, buckets: 4, buyers: 4, quantityMax: 1, callsMax: 12, release: 1, skew: 0 };

/** A few seconds on a quiet machine. */
const TIMEOUT_MS = 240_000;

describe('an area, at whatever interleaving', () => {
  let world: World;
  let tokenKeys: string;
  beforeAll(async () => {
    world = await openWorld();
    tokenKeys = JSON.stringify(await generateTokenKeys());
  });

  it.each([
    ['several buckets sold out', SOLD_OUT, 1],
    ['several buckets sold out in a storm', { ...SOLD_OUT, weights: STORM }, 1],
    ['places that come and go', CHURN, 1],
    ['places that come and go in a storm', { ...CHURN, weights: STORM }, 1],
    ['musical chairs', CHAIRS, runSize(2, 6)],
  ])(
    'sells all of it, and says "sold out" only where it is: %s',
    async (name, run, runs) => {
      await forEachSeed(runs, `area-interleavings -t '${name}$'`, seed => sellOut(run, seed));
    },
    TIMEOUT_MS,
  );

  async function sellOut(run: Run, seed: number): Promise<void> {
    const chance = seeded(seed);
    const dealer = new RequestScheduler(world.table.documents, chance, run.weights);
    const { eventId, area } = await publishBuckets(run);
    const time = { now: world.now };
    const functions = await Promise.all(
      Array.from({ length: run.functions }, async () => {
        const skew = Math.round((chance() - 0.5) * 2 * run.skew);
        return { skew, dependencies: await openFunction(dealer, chance) };
      }),
    );
    const watch = new Watch(world, area, eventId);
    await watch.look();
    const buyers = Array.from({ length: run.buyers }, (_, i) => {
      const own = functions[i % functions.length] as (typeof functions)[number];
      const clock = () => time.now + own.skew;
      return live({ ...own, clock, run, chance, watch, eventId, userId: `usr_${seed}x${i}` });
    });
    await dealer.runUntil(Promise.all(buyers), async () => {
      // Mostly a moment, now and then long enough for holds to lapse.
      time.now += chance() < 0.02 ? 4_000 : Math.floor(chance() * 150);
      await watch.look();
    });

    // Whatever was not paid for has lapsed by now, and all of it is for sale.
    world.now = Math.max(world.now, time.now + 60_000);
    await buyTheRest(eventId, area);
    await watch.look();
    await watch.agreesWithClaims();
    const booked = watch.now().reduce((sum, bucket) => sum + bucket.booked, 0);
    expect(booked).toBe(run.capacity);
  }

  /** An area in as many buckets as wanted, whatever its capacity. */
  async function publishBuckets({ capacity, buckets }: Run): Promise<{ eventId: string; area: Area }> {
    const { store } = world.service.dependencies;
    const pattern = await store.readEvent((await publishArea(world, 1, { holdSeconds: 10 })).id);
    if (!pattern) throw new Error('the event is gone');
    const eventId = `evt_${IDS.next()}`;
    const area = { ...areasOf(pattern)[0], capacity, buckets } as Area;
    const entry = { subjectId: eventId, position: 0, eventId, at: world.now, actor: 'system', requestId: 'r' };
    const facts = { event: { ...pattern.event, id: eventId }, sections: [area] };
    await store.publishEvent(facts, { ...entry, action: 'event.published', to: 'published' });
    return { eventId, area };
  }

  async function openFunction(dealer: RequestScheduler, chance: () => number): Promise<Dependencies> {
    const clock = { pause: async () => {}, random: chance, stopwatch: () => 0, token: () => IDS.next() };
    const table = { name: world.table.name, documents: dealer.asDocumentClient(), clock };
    const environment = { tokenKeys: { json: tokenKeys }, isTestStage: true, rateLimits: 'off', logLevel: 'SILENT' };
    return (await composeOver(table, environment as never)).dependencies;
  }

  async function buyTheRest(eventId: string, area: Area): Promise<void> {
    const { dependencies } = world.service;
    const call = callBy('usr_last', world.now);
    for (;;) {
      const left = (await readBuckets(world.table, eventId, area)).reduce(
        (sum, bucket) => sum + availableAt(bucket, world.now),
        0,
      );
      if (left === 0) return;
      const areas = [{ areaId: area.id, quantity: Math.min(left, 10) }];
      const { answer } = await placeHold(dependencies, call(), { eventId, seatIds: [], areas });
      await confirmBooking(dependencies, call(), { holdId: answer.id, paymentMethod: 'sim_ok' });
    }
  }
});

const callBy = (userId: string, now: number): (() => IdempotentCall) => {
  let calls = 0;
  return () => {
    calls += 1;
    const idempotency = { key: `${userId}-${calls}`, operation: 'place-hold', fingerprint: 'f' };
    return { now, requestId: `r${calls}`, caller: { userId, role: 'customer' }, idempotency };
  };
};

interface Buyer {
  dependencies: Dependencies;
  clock: () => number;
  run: Run;
  chance: () => number;
  watch: Watch;
  eventId: string;
  userId: string;
}

/** Buys until told that nothing is left, or until the calls are used up. */
async function live({ dependencies, clock, run, chance, watch, eventId, userId }: Buyer): Promise<void> {
  const keyed = callBy(userId, 0);
  const drawn = (share: number) => chance() < share;

  /** Again with the same key while the table is too busy; each try with the time at which it begins. */
  async function insist<Result>(act: (call: IdempotentCall) => Promise<Result>): Promise<Result | Refusal> {
    const call = keyed();
    for (let tried = 0; tried < 200; tried++) {
      const outcome = await act({ ...call, now: clock() }).catch(refusalOrThrow);
      if (!(outcome instanceof Refusal) || outcome.code !== 'busy') return outcome;
      watch.busy += 1;
    }
    throw new Error('always busy');
  }
  const buy = (quantity: number) => {
    const wish = { eventId, seatIds: [], areas: [{ areaId: 'standing', quantity }] };
    return insist(async call => {
      const began = watch.instant;
      // A customer who clicks twice: one effect, one answer.
      const twins = drawn(0.1) ? 2 : 1;
      const outcomes = await Promise.all(
        Array.from({ length: twins }, () => placeHold(dependencies, call, wish).catch(refusalOrThrow)),
      );
      const [placed, other] = outcomes.flatMap(outcome => (outcome instanceof Refusal ? [] : outcome.answer));
      if (placed && other) expect(other).toEqual(placed);
      for (const outcome of outcomes) {
        if (outcome instanceof Refusal && outcome.code === 'area-sold-out') {
          watch.soldOut({ quantity, began, at: call.now }, outcome as Refusal<'area-sold-out'>);
        }
      }
      const refused = outcomes.find(outcome => outcome instanceof Refusal);
      if (!placed) throw refused;
      return placed;
    });
  };

  const anyQuantity = () => 1 + Math.floor(chance() * run.quantityMax);
  let quantity = anyQuantity();
  for (let calls = 0; calls < run.callsMax; calls++) {
    const held = await buy(quantity);
    if (held instanceof Refusal) {
      expect(held.code).toBe('area-sold-out');
      if (quantity === 1 && run.release + run.abandon === 0) return;
      quantity = 1;
      continue;
    }
    watch.placed += 1;
    if (drawn(run.extend)) await insist(call => extendHold(dependencies, call, held.id));
    if (drawn(run.release)) await insist(call => releaseHold(dependencies, call, held.id));
    else if (drawn(run.abandon)) {
      // Some are tidied up after, at whatever moment; it must make no difference.
      if (drawn(0.5)) await insist(call => expireHold(dependencies, call, held.id.slice(4)));
    } else await insist(call => confirmBooking(dependencies, call, { holdId: held.id, paymentMethod: 'sim_ok' }));
    quantity = anyQuantity();
  }
}

function refusalOrThrow(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

/** What is true of the buckets at each instant, seen past all faults. */
class Watch {
  placed = 0;
  refused = 0;
  busy = 0;
  private readonly instants: Bucket[][] = [];
  private readonly world: World;
  private readonly area: Area;
  private readonly eventId: string;
  constructor(world: World, area: Area, eventId: string) {
    this.world = world;
    this.area = area;
    this.eventId = eventId;
  }

  get instant(): number {
    return this.instants.length - 1;
  }
  now(): Bucket[] {
    return this.instants.at(-1) ?? [];
  }

  async look(): Promise<void> {
    const before = new Map(this.now().map(bucket => [bucket.number, bucket]));
    const buckets = await readBuckets(this.world.table, this.eventId, this.area);
    for (const { number, capacity, available, booked, blocked, freed, claims } of buckets) {
      const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
      expect(available + booked + blocked + claimed).toBe(capacity);
      expect(available).toBeGreaterThanOrEqual(0);
      expect(booked).toBeGreaterThanOrEqual(before.get(number)?.booked ?? 0);
      expect(freed).toBeGreaterThanOrEqual(before.get(number)?.freed ?? 0);
    }
    this.instants.push(buckets);
  }

  /** Fewer were left at some instant of the call, by the clock of who asked; and the number that is told is no less. */
  soldOut({ quantity, began, at }: { quantity: number; began: number; at: number }, refusal: Refusal<'area-sold-out'>) {
    this.refused += 1;
    const left = this.instants
      .slice(began)
      .map(buckets => buckets.reduce((sum, each) => sum + availableAt(each, at), 0));
    const least = Math.min(...left);
    expect(least).toBeLessThan(quantity);
    const [{ areaId, available } = { areaId: '', available: -1 }] = refusal.details.shortages;
    expect(areaId).toBe(this.area.id);
    expect(available).toBeLessThan(quantity);
    expect(available).toBeGreaterThanOrEqual(least);
  }

  /** What the claims say they have is what the buckets say they have given (P5, P7). */
  async agreesWithClaims(): Promise<void> {
    const claims = await this.claims();
    const shares = claims.flatMap(claim => placesOf(claim).shares.map(share => ({ claim, ...share })));
    for (const bucket of this.now()) {
      const own = shares.filter(share => share.bucket === bucket.number);
      const booked = own.filter(({ claim }) => claim.status === 'confirmed');
      expect(booked.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(bucket.booked);
      for (const [claimId, { quantity, expiresAt }] of Object.entries(bucket.claims)) {
        const owner = own.find(({ claim }) => claim.id === claimId);
        expect(owner?.claim).toMatchObject({ status: 'active', expiresAt });
        expect(owner?.quantity).toBe(quantity);
      }
    }
  }

  private async claims(): Promise<Claim[]> {
    const found: Claim[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.world.table.documents.send(
        new ScanCommand({
          TableName: this.world.table.name,
          FilterExpression: 'begins_with(pk, :claim) AND eventId = :eventId',
          ExpressionAttributeValues: { ':claim': 'CLAIM#', ':eventId': this.eventId },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      found.push(...Items.map(claimOf));
      from = LastEvaluatedKey;
    } while (from);
    return found;
  }
}
