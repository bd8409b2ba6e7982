/**
 * Acceptance scenario 21 at random interleavings. Buyers use several functions, and a scheduler sends their requests
 * one at a time, so the number of places left is known at each instant. A request for n places may be refused as sold
 * out only if fewer than n were left at some instant of that call. Every bucket adds up after every write, and in the
 * end every place can be bought.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { availableAt } from '../../../lib/domain/buckets.ts';
import { areasOf } from '../../../lib/domain/layout.ts';
import { PAYMENT_WINDOW_SECONDS } from '../../../lib/domain/limits.ts';
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
import { type FaultRates, NO_FAULTS, RequestScheduler, refusalOrThrow } from '../../support/request-scheduler.ts';
import { openWorld, publishArea, type World } from '../../support/world.ts';

const FAULTS: FaultRates = { conflict: 0.15, throttle: 0.03, lostReply: 0.06, lostRequest: 0.04, late: 0.05 };

/** The settings of a run: the area, its buyers, and what they do besides paying. */
interface RunSettings {
  capacity: number;
  /** Few places in many buckets: counting them takes many reads, so that much happens in between. */
  buckets: number;
  functions: number;
  buyers: number;
  /** The largest quantity of one hold. */
  quantityMax: number;
  /** The number of calls of one buyer; more than are needed to sell out. */
  callsMax: number;
  faultRates: FaultRates;
  /** The shares of holds that are released, left to lapse, and extended. */
  release: number;
  abandon: number;
  extend: number;
  /** The largest clock skew of a function (ms). */
  skew: number;
}

const SELL_OUT: RunSettings = {
  capacity: 60,
  buckets: 5,
  functions: 5,
  buyers: 8,
  quantityMax: 4,
  callsMax: 14,
  faultRates: NO_FAULTS,
  release: 0,
  abandon: 0,
  extend: 0,
  skew: 0,
};
const CHURN: RunSettings = {
  ...SELL_OUT,
  capacity: 8,
  buckets: 3,
  callsMax: 8,
  release: 0.5,
  abandon: 0.45,
  extend: 0.2,
  skew: 1_500,
};
/** As many places as buyers, with one place per hold: no request may be refused. */
const ENOUGH_FOR_ALL: RunSettings = {
  ...CHURN,
  capacity: 4,
  buckets: 4,
  buyers: 4,
  quantityMax: 1,
  callsMax: 12,
  release: 1,
  skew: 0,
};

/** A few seconds on a quiet machine. */
const TIMEOUT_MS = 240_000;

describe('an area, at random interleavings', () => {
  let world: World;
  let tokenKeys: string;
  beforeAll(async () => {
    world = await openWorld();
    tokenKeys = JSON.stringify(await generateTokenKeys());
  });

  it.each([
    ['several buckets, without faults', SELL_OUT, 1],
    ['several buckets, with faults', { ...SELL_OUT, faultRates: FAULTS }, 1],
    ['released and lapsed holds, without faults', CHURN, 1],
    ['released and lapsed holds, with faults', { ...CHURN, faultRates: FAULTS }, 1],
    ['as many places as buyers', ENOUGH_FOR_ALL, runSize(2, 6)],
  ])(
    'sells every place, and is never reported as sold out while places are left: %s',
    async (name, settings, runs) => {
      await forEachSeed(runs, `area-interleavings -t '${name}$'`, seed => sellOut(settings, seed));
    },
    TIMEOUT_MS,
  );

  /** Each event has buyers of its own, because the keys of one seed repeat in the next test. */
  const buyerOf = (eventId: string, i: number): string => `usr_${eventId.slice('evt_'.length)}x${i}`;

  async function sellOut(settings: RunSettings, seed: number): Promise<void> {
    const random = seeded(seed);
    const scheduler = new RequestScheduler(world.table.documents, random, settings.faultRates);
    const { eventId, area } = await publishBuckets(settings);
    const time = { now: world.now };
    const functions = await Promise.all(
      Array.from({ length: settings.functions }, async () => {
        const skew = Math.round((random() - 0.5) * 2 * settings.skew);
        return { skew, dependencies: await openFunction(scheduler, random) };
      }),
    );
    const observer = new Observer(world, area, eventId);
    await observer.observe();
    const buyers = Array.from({ length: settings.buyers }, (_, i) => {
      const own = functions[i % functions.length] as (typeof functions)[number];
      const clock = () => time.now + own.skew;
      return buyPlaces({ ...own, clock, settings, random, observer, eventId, userId: buyerOf(eventId, i) });
    });
    await scheduler.runUntil(Promise.all(buyers), async () => {
      // Usually a short time, sometimes long enough for holds to lapse.
      time.now += random() < 0.02 ? 4_000 : Math.floor(random() * 150);
      await observer.observe();
    });

    // All unpaid holds have lapsed, and their places are for sale: also one whose payment began last, by a clock that is ahead.
    world.now = Math.max(world.now, time.now + PAYMENT_WINDOW_SECONDS * 1_000 + settings.skew);
    await buyTheRest(eventId, area);
    await observer.observe();
    await observer.expectSharesOfClaims();
    const booked = observer.current().reduce((sum, bucket) => sum + bucket.booked, 0);
    expect(booked).toBe(settings.capacity);
  }

  /** Publishes an area with the given number of buckets, independent of its capacity. */
  async function publishBuckets({ capacity, buckets }: RunSettings): Promise<{ eventId: string; area: Area }> {
    const { store } = world.service.dependencies;
    const pattern = await store.readEvent((await publishArea(world, 1, { holdSeconds: 10 })).id);
    if (!pattern) throw new Error('the event is missing');
    const eventId = `evt_${IDS.next()}`;
    const area = { ...areasOf(pattern)[0], capacity, buckets } as Area;
    const entry = { subjectId: eventId, position: 0, eventId, at: world.now, actor: 'system', requestId: 'r' };
    const facts = { event: { ...pattern.event, id: eventId }, sections: [area] };
    await store.publishEvent(facts, { ...entry, action: 'event.published', to: 'published' });
    return { eventId, area };
  }

  async function openFunction(scheduler: RequestScheduler, random: () => number): Promise<Dependencies> {
    const clock = { pause: async () => {}, random, stopwatch: () => 0, token: () => IDS.next() };
    const table = { ...world.table, documents: scheduler.asDocumentClient(), clock };
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
      const { answer } = await placeHold(dependencies, call(), { eventId, seats: [], areas });
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
  settings: RunSettings;
  random: () => number;
  observer: Observer;
  eventId: string;
  userId: string;
}

/** Buys until the area is sold out or the calls are used up. */
async function buyPlaces({ dependencies, clock, settings, random, observer, eventId, userId }: Buyer): Promise<void> {
  const newCall = callBy(userId, 0);
  const isDrawn = (share: number) => random() < share;

  /** Retries with the same key while the outcome is `busy`, each time with the current time. */
  async function callWithRetries<Result>(act: (call: IdempotentCall) => Promise<Result>): Promise<Result | Refusal> {
    const call = newCall();
    for (let tried = 0; tried < 200; tried++) {
      const outcome = await act({ ...call, now: clock() }).catch(refusalOrThrow);
      if (!(outcome instanceof Refusal) || outcome.code !== 'busy') return outcome;
      observer.busy += 1;
    }
    throw new Error('200 retries were answered with busy');
  }
  const buy = (quantity: number) => {
    const request = { eventId, seats: [], areas: [{ areaId: 'standing', quantity }] };
    return callWithRetries(async call => {
      const startedAt = observer.instant;
      // A duplicate request has the same response and no second effect.
      const copies = isDrawn(0.1) ? 2 : 1;
      const outcomes = await Promise.all(
        Array.from({ length: copies }, () => placeHold(dependencies, call, request).catch(refusalOrThrow)),
      );
      const [placed, other] = outcomes.flatMap(outcome => (outcome instanceof Refusal ? [] : outcome.answer));
      if (placed && other) expect(other).toEqual(placed);
      for (const outcome of outcomes) {
        if (outcome instanceof Refusal && outcome.code === 'area-sold-out') {
          observer.expectSoldOut({ quantity, startedAt, at: call.now }, outcome as Refusal<'area-sold-out'>);
        }
      }
      const refused = outcomes.find(outcome => outcome instanceof Refusal);
      if (!placed) throw refused;
      return placed;
    });
  };

  const anyQuantity = () => 1 + Math.floor(random() * settings.quantityMax);
  let quantity = anyQuantity();
  for (let calls = 0; calls < settings.callsMax; calls++) {
    const held = await buy(quantity);
    if (held instanceof Refusal) {
      expect(held.code).toBe('area-sold-out');
      if (quantity === 1 && settings.release + settings.abandon === 0) return;
      quantity = 1;
      continue;
    }
    observer.placed += 1;
    if (isDrawn(settings.extend)) await callWithRetries(call => extendHold(dependencies, call, held.id));
    if (isDrawn(settings.release)) await callWithRetries(call => releaseHold(dependencies, call, held.id));
    else if (isDrawn(settings.abandon)) {
      // Some are expired by a background function; that must make no difference.
      if (isDrawn(0.5)) await callWithRetries(call => expireHold(dependencies, call, held.id.slice(4)));
    } else
      await callWithRetries(call => confirmBooking(dependencies, call, { holdId: held.id, paymentMethod: 'sim_ok' }));
    quantity = anyQuantity();
  }
}

/** Reads the buckets without faults after each write, and checks them and the refusals. */
class Observer {
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
  current(): Bucket[] {
    return this.instants.at(-1) ?? [];
  }

  async observe(): Promise<void> {
    const before = new Map(this.current().map(bucket => [bucket.number, bucket]));
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

  /**
   * Checks a refusal: fewer places than requested were left at some instant of the call, by the clock of the caller,
   * and the refusal names no fewer than were left.
   */
  expectSoldOut(
    { quantity, startedAt, at }: { quantity: number; startedAt: number; at: number },
    refusal: Refusal<'area-sold-out'>,
  ) {
    this.refused += 1;
    const left = this.instants
      .slice(startedAt)
      .map(buckets => buckets.reduce((sum, each) => sum + availableAt(each, at), 0));
    const least = Math.min(...left);
    expect(least).toBeLessThan(quantity);
    const [{ areaId, available } = { areaId: '', available: -1 }] = refusal.details.shortages;
    expect(areaId).toBe(this.area.id);
    expect(available).toBeLessThan(quantity);
    expect(available).toBeGreaterThanOrEqual(least);
  }

  /** Checks that the shares in the claims equal those in the buckets (P5, P7). */
  async expectSharesOfClaims(): Promise<void> {
    const claims = await this.claims();
    const shares = claims.flatMap(claim => placesOf(claim).shares.map(share => ({ claim, ...share })));
    for (const bucket of this.current()) {
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
