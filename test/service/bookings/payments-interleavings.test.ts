/**
 * Everything at once, at every interleaving that chance finds: customers who hold, pay, extend, release and cancel on
 * functions of their own; the sweep, the reconciler and webhooks between them; each request to the table dealt one at a
 * time, with conflicts, throttles, lost and late requests, and clocks that differ; and a gateway that is no better. In the
 * end every promise about places, money, rules and the journal must hold.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { IdempotentCall } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import { sweepKey } from '../../../lib/table/keys.ts';
import { claimOf } from '../../../lib/table/rows.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { confirmBooking } from '../../../lib/usecases/bookings/confirm-booking.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { readPayment } from '../../../lib/usecases/bookings/read-payment.ts';
import { reconcilePayments } from '../../../lib/usecases/bookings/reconcile-payments.ts';
import { expireHold } from '../../../lib/usecases/holds/expire-hold.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { LedgerGateway } from '../../support/gateway.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
import { type FaultRates, RequestScheduler } from '../../support/request-scheduler.ts';
import { expire, MINUTE, openWorld, publish, START, sweep, type World } from '../../support/world.ts';

const CALM: FaultRates = { conflict: 0, throttle: 0, lostReply: 0, lostRequest: 0, late: 0 };
const STORM: FaultRates = { conflict: 0.12, throttle: 0.03, lostReply: 0.05, lostRequest: 0.03, late: 0.05 };

const CUSTOMERS = 4;
const CALLS = 14;
const HOLD_SECONDS = 10;
const TIMEOUT_MS = 120_000;
const RUNS = runSize(2, 6);

let tokenKeys: string;
beforeAll(async () => {
  tokenKeys = JSON.stringify(await generateTokenKeys());
});

/** A world with two trains that overlap, of few seats and places, and as few for each customer. */
async function openMarket(gateway: LedgerGateway): Promise<{ world: World; events: EventFacts[] }> {
  const world = await openWorld({ gateway });
  const train = async (hours: number): Promise<EventFacts> => {
    const { id } = await publish(world, {
      kind: 'train',
      startsAt: new Date(START + hours * 60 * MINUTE).toISOString(),
      endsAt: new Date(START + (hours + 2) * 60 * MINUTE).toISOString(),
      holdSeconds: HOLD_SECONDS,
      placesPerCustomerMax: 3,
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 4 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 5 },
      ],
    });
    return inBuckets(world, (await world.service.dependencies.store.readEvent(id)) as EventFacts);
  };
  return { world, events: [await train(48), await train(49)] };
}

/** The same event again with its area in three buckets, so that a late payment may have to go elsewhere. */
async function inBuckets(world: World, { event, sections }: EventFacts): Promise<EventFacts> {
  const eventId = `evt_${IDS.next()}`;
  const entry = { subjectId: eventId, position: 0, eventId, at: world.now, actor: 'system', requestId: 'r' };
  const facts: EventFacts = {
    event: { ...event, id: eventId },
    sections: sections.map(section => (section.kind === 'area' ? { ...section, buckets: 3 } : section)),
  };
  await world.service.dependencies.store.publishEvent(facts, { ...entry, action: 'event.published', to: 'published' });
  return facts;
}

describe('everything at once', () => {
  it.each<[string, FaultRates, number]>([
    ['in calm weather', CALM, 0],
    ['in a storm', STORM, 0],
    ['in a storm, with clocks that differ', STORM, 400],
  ])(
    '%s',
    async (name, weights, skew) => {
      await forEachSeed(RUNS, `payments-interleavings -t '${name}$'`, seed => live(seed, weights, skew));
    },
    TIMEOUT_MS,
  );
});

async function live(seed: number, weights: FaultRates, skewMax: number): Promise<void> {
  const chance = seeded(seed);
  const gateway = new LedgerGateway();
  const { world, events } = await openMarket(gateway);
  const dealer = new RequestScheduler(world.table.documents, chance, weights);
  const time = { now: world.now };
  moody(gateway, dealer, world, chance);
  const functions = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const skew = Math.round((chance() - 0.5) * 2 * skewMax);
      return { clock: () => time.now + skew, dependencies: await openFunction(world, dealer, chance, gateway) };
    }),
  );
  const claimIds: string[] = [];
  const actors = [
    ...Array.from({ length: CUSTOMERS }, (_, i) =>
      customer({ ...(functions[i % 4] as Function), chance, events, claimIds, userId: `usr_${seed}x${i}` }),
    ),
    ...functions.slice(0, 2).map(own => machine({ ...own, chance, claimIds, gateway })),
  ];
  await dealer.runUntil(Promise.all(actors), async () => {
    time.now += chance() < 0.02 ? 6_000 : Math.floor(chance() * 60);
  });

  gateway.faultOf = () => undefined;
  gateway.before = async () => {};
  gateway.decide = () => 'authorised';
  world.now = time.now + 1_000;
  await settle(world, gateway);
  await expectAllHolds(world, events, gateway);
}

/** Now and then it is slow to decide, declines, is not reached, or is not heard; and its calls meet requests to the table. */
function moody(gateway: LedgerGateway, dealer: RequestScheduler, world: World, chance: () => number): void {
  const documents = dealer.asDocumentClient();
  gateway.decide = () => (chance() < 0.3 ? 'pending' : chance() < 0.25 ? 'declined' : 'authorised');
  gateway.faultOf = () => (chance() < 0.1 ? 'lost-request' : chance() < 0.15 ? 'lost-reply' : undefined);
  gateway.before = () =>
    documents.send(new GetCommand({ TableName: world.table.name, Key: sweepKey() })).catch(() => undefined);
}

interface Function {
  clock: () => number;
  dependencies: Dependencies;
}

async function openFunction(
  { table }: World,
  dealer: RequestScheduler,
  chance: () => number,
  gateway: LedgerGateway,
): Promise<Dependencies> {
  const clock = { pause: async () => {}, random: chance, stopwatch: () => 0, token: () => IDS.next() };
  const environment = {
    tokenKeys: { json: tokenKeys },
    isTestStage: true,
    gateway: { is: 'none' },
    rateLimits: 'off',
    logLevel: 'SILENT',
  };
  const dealt = { name: table.name, documents: dealer.asDocumentClient(), clock };
  const { dependencies } = await composeOver(dealt, environment as never);
  return { ...dependencies, gateway };
}

const refusalOrThrow = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  throw error;
};

interface Customer extends Function {
  chance: () => number;
  events: EventFacts[];
  claimIds: string[];
  userId: string;
}

/** Holds, and then does with what it has whatever comes to mind; with the same key again where it heard nothing. */
async function customer({ clock, dependencies, chance, events, claimIds, userId }: Customer): Promise<void> {
  const own: string[] = [];
  let calls = 0;
  const call = (operation: string): IdempotentCall => {
    calls += 1;
    const idempotency = { key: `${userId}-${calls}`, operation, fingerprint: `f${calls}` };
    return { now: clock(), requestId: `r${calls}`, caller: { userId, role: 'customer' }, idempotency };
  };
  const drawn = (share: number): boolean => chance() < share;
  async function insist<Result>(
    operation: string,
    act: (call: IdempotentCall) => Promise<Result>,
  ): Promise<Result | Refusal> {
    const keyed = call(operation);
    for (let tried = 0; tried < 30; tried++) {
      const twins = drawn(0.15) ? 2 : 1;
      const now = clock();
      const outcomes = await Promise.all(
        Array.from({ length: twins }, () => act({ ...keyed, now }).catch(refusalOrThrow)),
      );
      const outcome = outcomes.find(each => !(each instanceof Refusal)) ?? (outcomes[0] as Result | Refusal);
      const isTransient =
        outcome instanceof Refusal && (outcome.code === 'busy' || outcome.code === 'payment-unavailable');
      if (!isTransient || drawn(0.1)) return outcome;
    }
    throw new Error('never an answer');
  }
  for (let turn = 0; turn < CALLS; turn++) {
    // Mostly the last one: the others have ended by now, one way or another.
    const claimId = drawn(0.75) ? own.at(-1) : own[Math.floor(chance() * own.length)];
    const [holdId, bookingId] = [`hld_${claimId}`, `bkg_${claimId}`];
    if (claimId === undefined || drawn(0.35)) {
      const event = events[drawn(0.7) ? 0 : 1] as EventFacts;
      const seatIds = drawn(0.6) ? [`a/A-${1 + Math.floor(chance() * 4)}`] : [];
      const areas =
        seatIds.length === 0 || drawn(0.3) ? [{ areaId: 'standing', quantity: 1 + Math.floor(chance() * 2) }] : [];
      const wish = { eventId: event.event.id, seatIds, areas };
      const held = await insist('place-hold', keyed => placeHold(dependencies, keyed, wish));
      if (!(held instanceof Refusal)) {
        own.push(held.answer.id.slice(4));
        claimIds.push(held.answer.id.slice(4));
      }
    } else if (drawn(0.65)) {
      await insist('confirm-booking', keyed =>
        confirmBooking(dependencies, keyed, { holdId, paymentMethod: 'sim_ok' }),
      );
      if (drawn(0.3)) await readPayment(dependencies, call('read'), `pay_${claimId}_1`).catch(refusalOrThrow);
    } else if (drawn(0.4)) {
      await insist('cancel-booking', keyed => cancelBooking(dependencies, keyed, { bookingId }));
    } else if (drawn(0.5)) {
      await insist('release-hold', keyed => releaseHold(dependencies, keyed, holdId));
    } else {
      await insist('extend-hold', keyed => extendHold(dependencies, keyed, holdId));
    }
  }
}

interface Machine extends Function {
  chance: () => number;
  claimIds: string[];
  gateway: LedgerGateway;
}

/** The stream, the sweep, webhooks and the reconciler: about any claim, at any time, in any number. */
async function machine({ clock, dependencies, chance, claimIds, gateway }: Machine): Promise<void> {
  for (let turn = 0; turn < 2 * CALLS; turn++) {
    const call = { now: clock(), requestId: `m${turn}` };
    const claimId = claimIds[Math.floor(chance() * claimIds.length)];
    const what = chance();
    if (claimId === undefined || what < 0.15) {
      const later = { ...call, now: call.now + 30_000 };
      await reconcilePayments(dependencies, later, () => 1).catch(refusalOrThrow);
    } else if (what < 0.5) {
      await expireHold(dependencies, call, claimId).catch(refusalOrThrow);
    } else {
      const claim = await dependencies.store.readClaim(claimId).catch(refusalOrThrow);
      if (!claim || claim instanceof Refusal || claim.payments.length === 0) continue;
      const number = 1 + Math.floor(chance() * claim.payments.length);
      gateway.settle(`pay_${claimId}_${number}`, chance() < 0.8 ? 'authorised' : 'declined');
      await drivePayment(dependencies, call, claim, number).catch(refusalOrThrow);
    }
  }
}

/** All deadlines pass; all that is out comes in. */
async function settle(world: World, gateway: LedgerGateway): Promise<void> {
  for (let minute = 0; minute < 2; minute++) {
    for (const [paymentId, { state }] of gateway.accounts)
      if (state === 'pending') gateway.settle(paymentId, 'authorised');
    await reconcile(world);
    world.now += MINUTE;
    await sweep(world);
  }
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  for (const { id, status } of claims) if (status === 'active') await expire(world, { id: `hld_${id}` });
  await reconcile(world);
}

async function expectAllHolds(world: World, events: EventFacts[], gateway: LedgerGateway): Promise<void> {
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  expect(claims.flatMap(({ payments }) => payments.filter(payment => !isFinished(payment)))).toEqual([]);
  const standing = claims.filter(({ status }) => status === 'confirmed');
  expect(gateway.kept).toBe(standing.reduce((sum, { total }) => sum + total, 0));
  expect(gateway.reserved).toBe(0);
  for (const { id } of claims) await publishHistoryOf(world, { id: `hld_${id}` });
  for (const { id } of claims) await expectJournalGivesClaim(world, { id: `hld_${id}` });
  for (const { event } of events) await expectIntegrity(world, event);
  await expectJournalGivesTable(world, events);
  const journeys = Map.groupBy(standing, ({ ownerId }) => ownerId);
  for (const own of journeys.values()) {
    expect(new Set(own.map(({ eventId }) => eventId)).size).toBe(1);
    expect(own.flatMap(({ tickets }) => tickets).length).toBeLessThanOrEqual(3);
  }
}
