/**
 * Uses of a code at random interleavings. Buyers use several functions, and a scheduler sends their requests one at a time, with faults. After
 * every write no more holds and bookings have the code than it allows, and its buckets have exactly its uses. A buyer is told that the code is
 * used up only if it was at some instant of the call. In the end every use can be had.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { NewCodes } from '../../../lib/contract/events/code-requests.ts';
import { availableAt } from '../../../lib/domain/buckets.ts';
import { codeCounterOf } from '../../../lib/domain/counters.ts';
import type { Bucket } from '../../../lib/domain/model.ts';
import type { Code } from '../../../lib/domain/price-model.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { CallerCall, IdempotentCall } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { confirmBooking } from '../../../lib/usecases/bookings/confirm-booking.ts';
import { editCode, endCode } from '../../../lib/usecases/events/change-code.ts';
import { createCodes } from '../../../lib/usecases/events/create-codes.ts';
import { expireHold } from '../../../lib/usecases/holds/expire-hold.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { createCode } from '../../support/codes.ts';
import { expectIntegrity, publishHistoryOfAll } from '../../support/payments.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { type FaultRates, NO_FAULTS, RequestScheduler, refusalOrThrow } from '../../support/request-scheduler.ts';
import { openWorld, type Person, publishArea, type World } from '../../support/world.ts';

const FAULTS: FaultRates = { conflict: 0.12, throttle: 0.03, lostReply: 0.05, lostRequest: 0.03, late: 0.05 };
const TIMEOUT_MS = 240_000;
const RUNS = runSize(1, 2);

let world: World;
let tokenKeys: string;
let organizer: Person;
beforeAll(async () => {
  world = await openWorld();
  tokenKeys = JSON.stringify(await generateTokenKeys());
  organizer = await world.person('admin');
});

describe.each([
  ['without faults', NO_FAULTS],
  ['with faults', FAULTS],
])('the uses of a code %s', (name, rates) => {
  it(
    'go to one of 50 buyers if one is left',
    async () => {
      await forEachSeed(RUNS, `code-interleavings -t '${name} go to'`, async seed => {
        const run = await open(seed, rates, { usesMax: 1 });
        const outcomes: string[] = [];
        const buyers = Array.from({ length: 50 }, async (_, i) => {
          const outcome = await run.hold(i % 4, run.userOf(i));
          outcomes.push(outcome instanceof Refusal ? outcome.code : 'placed');
        });
        await run.until(buyers, 0);
        expect(outcomes.filter(outcome => outcome === 'placed')).toHaveLength(1);
        expect(new Set(outcomes)).toEqual(new Set(['placed', 'code-used-up']));
        await run.expectIntegrity();
      });
    },
    TIMEOUT_MS,
  );

  it(
    'are exact while holds lapse, end and are booked, and while the organizer raises and ends the code',
    async () => {
      await forEachSeed(RUNS, `code-interleavings -t '${name} are exact'`, async seed => {
        const run = await open(seed, rates, { usesMax: 3, usesPerCustomerMax: 2 });
        const buyers = Array.from({ length: 6 }, (_, i) => buyOften(run, i));
        const raises = (async () => {
          for (const usesMax of [4, 55, 56])
            await run.change(call => editCode(run.functionOf(0), call, run.named, { usesMax }));
        })();
        await run.until([...buyers, raises], 4_000);
        await run.change(call => endCode(run.world(), call, run.named));
        await run.expectIntegrity();
        const { code, buckets } = await run.read();
        expect([code.usesMax, code.version]).toEqual([56, 4]);
        expect(buckets.reduce((sum, { booked }) => sum + booked, 0)).toBe(await run.bookings());
      });
    },
    TIMEOUT_MS,
  );

  it(
    'belong to one creator of a text, and one attempt of each key',
    async () => {
      await forEachSeed(RUNS, `code-interleavings -t '${name} belong'`, async seed => {
        const run = await open(seed, rates, { usesMax: 1 });
        const outcomes = await run.collect(
          Array.from(
            { length: 4 },
            (_, i) => () => run.create(i, `${run.named.eventId}-${i % 2}`, { texts: ['ONLYONE'], usesMax: 7 }),
          ),
        );
        // The two attempts of one key have one answer.
        for (const [first, second] of [
          [outcomes[0], outcomes[2]],
          [outcomes[1], outcomes[3]],
        ])
          expect(first).toEqual(second);
        expect(outcomes.filter(outcome => outcome === 'code-taken')).toHaveLength(2);
        const { dependencies } = world.service;
        const { items } = await dependencies.codes.list(run.named.eventId, world.now, { limit: 10 });
        expect(items.map(({ code, uses }) => [code.id, uses?.left])).toContainEqual(['ONLYONE', 7]);
      });
    },
    TIMEOUT_MS,
  );
});

/** Places holds with the code, and lets them lapse, releases, expires, books or cancels them. */
async function buyOften(run: Run, i: number): Promise<void> {
  const { random } = run;
  const userId = run.userOf(i);
  for (let calls = 0; calls < 8; calls++) {
    const held = await run.hold(i % 4, userId);
    if (held instanceof Refusal) {
      expect(['code-used-up', 'code-limit-reached']).toContain(held.code);
      continue;
    }
    const drawn = random();
    const dependencies = run.functionOf(i % 4);
    if (drawn < 0.25) await run.retry(userId, call => releaseHold(dependencies, call, held));
    else if (drawn < 0.5) await run.retry(userId, call => expireHold(dependencies, call, held.slice(4)));
    else if (drawn < 0.8) {
      const paid = await run.retry(userId, call =>
        confirmBooking(dependencies, call, { holdId: held, paymentMethod: 'sim_ok' }),
      );
      if (!(paid instanceof Refusal) && random() < 0.7)
        await run.retry(userId, call => cancelBooking(dependencies, call, { bookingId: held.replace('hld', 'bkg') }));
    }
  }
}

type Run = Awaited<ReturnType<typeof open>>;

async function open(seed: number, rates: FaultRates, terms: Partial<NewCodes>) {
  const random = seeded(seed);
  const event = await publishArea(world, 400, { holdSeconds: 10 });
  const text = await createCode(world, organizer, event, { texts: [`CODE${seed}`], generate: undefined, ...terms });
  const named = { eventId: event.id, code: text };
  const scheduler = new RequestScheduler(world.table.documents, random, rates);
  const time = { now: world.now };
  const functions = await Promise.all(Array.from({ length: 4 }, () => openFunction(scheduler, random)));
  const functionOf = (i: number): Dependencies => functions[i] as Dependencies;
  const instants: { left: number; at: number }[] = [];
  let keys = 0;

  async function read(): Promise<{ code: Code; buckets: Bucket[] }> {
    const { store } = world.service.dependencies;
    const code = (await store.readCode(named.eventId, text)) as Code;
    const counter = codeCounterOf(code);
    return { code, buckets: counter ? await store.readBuckets(named.eventId, [counter]) : [] };
  }

  /** Checks the buckets after a write, and notes how many uses were left. */
  async function observe(): Promise<void> {
    const { code, buckets } = await read();
    for (const { capacity, available, booked, blocked, claims } of buckets) {
      const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
      expect(available + booked + blocked + claimed).toBe(capacity);
      expect(available).toBeGreaterThanOrEqual(0);
    }
    expect(buckets.reduce((sum, { capacity }) => sum + capacity, 0)).toBe(code.usesMax);
    const left = (now: number): number => buckets.reduce((sum, bucket) => sum + availableAt(bucket, now), 0);
    instants.push({ left: left(time.now), at: time.now });
  }
  await observe();

  const nextKey = (userId: string): string => {
    keys += 1;
    return `${userId}-${named.eventId}-${keys}`;
  };
  /** Repeats a call with its key while its outcome is not known. */
  async function retry<Result>(
    userId: string,
    act: (call: IdempotentCall) => Promise<Result>,
    key = nextKey(userId),
  ): Promise<Result | Refusal> {
    for (let tried = 0; tried < 300; tried++) {
      const idempotency = { key, operation: 'any', fingerprint: key };
      const call: IdempotentCall = { now: time.now, requestId: key, caller: { userId, role: 'customer' }, idempotency };
      const outcome = await act(call).catch(refusalOrThrow);
      if (!(outcome instanceof Refusal) || !['busy', 'payment-unavailable'].includes(outcome.code)) return outcome;
    }
    throw new Error('300 retries were answered with busy');
  }

  return {
    /** Each event has buyers of its own, because the keys of one seed repeat in the next test. */
    userOf: (i: number): string => `usr_${named.eventId.slice(4)}x${i}`,
    random,
    named,
    functionOf,
    read,
    retry,
    world: () => world.service.dependencies,
    /** Returns the id of the hold, or the refusal. Used up means that no use was left at some instant of the call. */
    async hold(i: number, userId: string): Promise<string | Refusal> {
      const from = instants.length - 1;
      const request = { eventId: named.eventId, seats: [], areas: [{ areaId: 'standing', quantity: 1 }], code: text };
      const held = await retry(userId, call => placeHold(functionOf(i), call, request));
      if (!(held instanceof Refusal)) return held.answer.id;
      if (held.code === 'code-used-up') expect(Math.min(...instants.slice(from).map(({ left }) => left))).toBe(0);
      return held;
    },
    async change<Result>(act: (call: CallerCall) => Promise<Result>): Promise<void> {
      const outcome = await retry('organizer', call => act({ ...call, caller: organizer }));
      if (outcome instanceof Refusal) throw outcome;
    },
    async create(i: number, key: string, body: NewCodes): Promise<string> {
      const terms = { discount: { percent: 10 }, ...body };
      const created = await retry(
        'organizer',
        call => createCodes(functionOf(i), { ...call, caller: organizer }, named.eventId, terms),
        key,
      );
      return created instanceof Refusal ? created.code : created.answer.codes.join();
    },
    async collect(calls: (() => Promise<string>)[]): Promise<string[]> {
      const outcomes = Promise.all(calls.map(call => call()));
      await this.until([outcomes], 0);
      return outcomes;
    },
    /** Sends requests until all callers are done. Time passes meanwhile, sometimes so much that holds lapse. */
    async until(callers: Promise<unknown>[], leapMs: number): Promise<void> {
      await scheduler.runUntil(Promise.all(callers), async () => {
        time.now += leapMs === 0 ? 0 : random() < 0.03 ? leapMs : Math.floor(random() * 100);
        await observe();
      });
      world.now = Math.max(world.now, time.now);
    },
    async expectIntegrity(): Promise<void> {
      await publishHistoryOfAll(world);
      await expectIntegrity(world, { id: named.eventId });
    },
    async bookings(): Promise<number> {
      const { store } = world.service.dependencies;
      const { items } = await store.listMatchingOfEvent(named.eventId, ({ status }) => status === 'confirmed', {
        limit: 1_000,
      });
      return items.length;
    },
  };
}

async function openFunction(scheduler: RequestScheduler, random: () => number): Promise<Dependencies> {
  const clock = { pause: async () => {}, random, stopwatch: () => 0, token: () => IDS.next() };
  const table = { ...world.table, documents: scheduler.asDocumentClient(), clock };
  const environment = { tokenKeys: { json: tokenKeys }, isTestStage: true, rateLimits: 'off', logLevel: 'SILENT' };
  return (await composeOver(table, environment as never)).dependencies;
}
