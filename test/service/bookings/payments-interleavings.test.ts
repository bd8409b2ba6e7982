/**
 * Random interleavings of concurrent operations. Customers hold, pay, extend, release and cancel on several functions,
 * while the sweep, the reconciler and webhooks run. A scheduler sends each request to the table alone, with conflicts,
 * throttling, lost and late requests and clock skew. The gateway fails too. In the end the promises about places,
 * money, customer rules and the journal hold.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventFacts } from '../../../lib/domain/model.ts';
import type { PlacesToCancel } from '../../../lib/domain/part-cancellation.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { priceOf, remainingTicketsOf, ticketsOf } from '../../../lib/domain/tickets.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { IdempotentCall } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { claimOf } from '../../../lib/table/claims/claim-rows.ts';
import { sweepKey } from '../../../lib/table/keys.ts';
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
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
import { type FaultRates, NO_FAULTS, RequestScheduler, refusalOrThrow } from '../../support/request-scheduler.ts';
import { expire, MINUTE, openWorld, publish, START, sweep, type World } from '../../support/world.ts';

const FAULTS: FaultRates = { conflict: 0.12, throttle: 0.03, lostReply: 0.05, lostRequest: 0.03, late: 0.05 };

const CUSTOMERS = 4;
const CALLS = 14;
const HOLD_SECONDS = 10;
const TIMEOUT_MS = 120_000;
const RUNS = runSize(2, 6);

let tokenKeys: string;
beforeAll(async () => {
  tokenKeys = JSON.stringify(await generateTokenKeys());
});

/** Opens a world with two overlapping trains, few seats and places, and a low limit per customer. */
async function openWorldWithTrains(gateway: LedgerGateway): Promise<{ world: World; events: EventFacts[] }> {
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

/** Publishes the event again with its area in three buckets, so that a late payment may need another bucket. */
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

describe('concurrent operations of customers and background functions', () => {
  it.each<[string, FaultRates, number]>([
    ['keep every promise without faults', NO_FAULTS, 0],
    ['keep every promise with faults', FAULTS, 0],
    ['keep every promise with faults and clock skew', FAULTS, 400],
  ])(
    '%s',
    async (name, rates, skew) => {
      await forEachSeed(RUNS, `payments-interleavings -t '${name}$'`, seed => run(seed, rates, skew));
    },
    TIMEOUT_MS,
  );
});

async function run(seed: number, rates: FaultRates, skewMax: number): Promise<void> {
  const random = seeded(seed);
  const gateway = new LedgerGateway();
  const { world, events } = await openWorldWithTrains(gateway);
  const scheduler = new RequestScheduler(world.table.documents, random, rates);
  const time = { now: world.now };
  makeUnreliable(gateway, scheduler, world, random);
  const functions = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const skew = Math.round((random() - 0.5) * 2 * skewMax);
      return { clock: () => time.now + skew, dependencies: await openFunction(world, scheduler, random, gateway) };
    }),
  );
  const claimIds: string[] = [];
  const actors = [
    ...Array.from({ length: CUSTOMERS }, (_, i) =>
      customer({ ...(functions[i % 4] as Function), random, events, claimIds, userId: `usr_${seed}x${i}` }),
    ),
    ...functions.slice(0, 2).map(own => backgroundWorker({ ...own, random, claimIds, gateway })),
  ];
  await scheduler.runUntil(Promise.all(actors), async () => {
    time.now += random() < 0.02 ? 6_000 : Math.floor(random() * 60);
  });

  gateway.faultOf = () => undefined;
  gateway.before = async () => {};
  gateway.decide = () => 'authorised';
  world.now = time.now + 1_000;
  await finishAll(world, gateway);
  await expectPromises(world, events, gateway);
}

/**
 * Makes the gateway decide late, decline, lose requests or replies, and interleaves its calls with requests to the
 * table.
 */
function makeUnreliable(gateway: LedgerGateway, scheduler: RequestScheduler, world: World, random: () => number): void {
  const documents = scheduler.asDocumentClient();
  gateway.decide = () => (random() < 0.3 ? 'pending' : random() < 0.25 ? 'declined' : 'authorised');
  gateway.faultOf = () => (random() < 0.1 ? 'lost-request' : random() < 0.15 ? 'lost-reply' : undefined);
  gateway.before = () =>
    documents.send(new GetCommand({ TableName: world.table.name, Key: sweepKey() })).catch(() => undefined);
}

interface Function {
  clock: () => number;
  dependencies: Dependencies;
}

async function openFunction(
  { table }: World,
  scheduler: RequestScheduler,
  random: () => number,
  gateway: LedgerGateway,
): Promise<Dependencies> {
  const clock = { pause: async () => {}, random, stopwatch: () => 0, token: () => IDS.next() };
  const environment = {
    tokenKeys: { json: tokenKeys },
    isTestStage: true,
    gateway: { is: 'none' },
    rateLimits: 'off',
    logLevel: 'SILENT',
  };
  const scheduledTable = { ...table, documents: scheduler.asDocumentClient(), clock };
  const { dependencies } = await composeOver(scheduledTable, environment as never);
  return { ...dependencies, gateway };
}

interface Customer extends Function {
  random: () => number;
  events: EventFacts[];
  claimIds: string[];
  userId: string;
}

/**
 * A customer who places holds and uses them in random ways, and retries with the same key after a transient refusal.
 */
async function customer({ clock, dependencies, random, events, claimIds, userId }: Customer): Promise<void> {
  const own: string[] = [];
  let calls = 0;
  const call = (operation: string): IdempotentCall => {
    calls += 1;
    const idempotency = { key: `${userId}-${calls}`, operation, fingerprint: `f${calls}` };
    return { now: clock(), requestId: `r${calls}`, caller: { userId, role: 'customer' }, idempotency };
  };
  const isDrawn = (share: number): boolean => random() < share;
  async function callWithRetries<Result>(
    operation: string,
    act: (call: IdempotentCall) => Promise<Result>,
  ): Promise<Result | Refusal> {
    const firstCall = call(operation);
    for (let tried = 0; tried < 30; tried++) {
      const copies = isDrawn(0.15) ? 2 : 1;
      const now = clock();
      const outcomes = await Promise.all(
        Array.from({ length: copies }, () => act({ ...firstCall, now }).catch(refusalOrThrow)),
      );
      const outcome = outcomes.find(each => !(each instanceof Refusal)) ?? (outcomes[0] as Result | Refusal);
      const isTransient =
        outcome instanceof Refusal && (outcome.code === 'busy' || outcome.code === 'payment-unavailable');
      if (!isTransient || isDrawn(0.1)) return outcome;
    }
    throw new Error('30 retries had no final result');
  }
  for (let turn = 0; turn < CALLS; turn++) {
    // Mostly the latest claim, because the others have usually ended.
    const claimId = isDrawn(0.75) ? own.at(-1) : own[Math.floor(random() * own.length)];
    const [holdId, bookingId] = [`hld_${claimId}`, `bkg_${claimId}`];
    if (claimId === undefined || isDrawn(0.35)) {
      const event = events[isDrawn(0.7) ? 0 : 1] as EventFacts;
      const first = Math.floor(random() * 4);
      const labels = isDrawn(0.4) ? [first, (first + 1) % 4] : [first];
      const seatIds = isDrawn(0.6) ? labels.map(i => `a/A-${i + 1}`) : [];
      const areas =
        seatIds.length === 0 || isDrawn(0.3) ? [{ areaId: 'standing', quantity: 1 + Math.floor(random() * 2) }] : [];
      const request = { eventId: event.event.id, seats: seatIds.map(seatId => ({ seatId })), areas };
      const held = await callWithRetries('place-hold', call => placeHold(dependencies, call, request));
      if (!(held instanceof Refusal)) {
        own.push(held.answer.id.slice(4));
        claimIds.push(held.answer.id.slice(4));
      }
    } else if (isDrawn(0.65)) {
      await callWithRetries('confirm-booking', call =>
        confirmBooking(dependencies, call, { holdId, paymentMethod: 'sim_ok' }),
      );
      if (isDrawn(0.3)) await readPayment(dependencies, call('read'), `pay_${claimId}_1`).catch(refusalOrThrow);
    } else if (isDrawn(0.55)) {
      const part = isDrawn(0.8) ? await partOf(dependencies, claimId, random) : {};
      await callWithRetries('cancel-booking', call => cancelBooking(dependencies, call, { bookingId, ...part }));
    } else if (isDrawn(0.5)) {
      await callWithRetries('release-hold', call => releaseHold(dependencies, call, holdId));
    } else {
      await callWithRetries('extend-hold', call => extendHold(dependencies, call, holdId));
    }
  }
}

/** Some places of a booking, cancelled ones too, named in random ways. */
async function partOf({ store }: Dependencies, claimId: string, random: () => number): Promise<PlacesToCancel> {
  const claim = await store.readClaim(claimId).catch(refusalOrThrow);
  if (!claim || claim instanceof Refusal || !claim.booking) return {};
  const one = Math.floor(random() * claim.tickets.length);
  const chosen = ticketsOf(claim).filter((_, i) => i === one || random() < 0.2);
  const isNamedById = random() < 0.5;
  const ids = chosen
    .filter(({ place }) => isNamedById || !('seatId' in place))
    .map(({ number }) => `tkt_${claimId}_${number}`);
  const seats = chosen.flatMap(({ place }) => (!isNamedById && 'seatId' in place ? [place.seatId] : []));
  const hasArea = claim.places.some(place => 'areaId' in place);
  const areas = ids.length === 0 && hasArea ? [{ areaId: 'standing', quantity: 1 }] : [];
  return {
    ...(seats.length > 0 && { seats }),
    ...(ids.length > 0 && { tickets: ids }),
    ...(areas.length > 0 && { areas }),
  };
}

interface BackgroundWorker extends Function {
  random: () => number;
  claimIds: string[];
  gateway: LedgerGateway;
}

/** Acts as stream, sweep, webhooks and reconciler, for random claims at random times. */
async function backgroundWorker({ clock, dependencies, random, claimIds, gateway }: BackgroundWorker): Promise<void> {
  for (let turn = 0; turn < 2 * CALLS; turn++) {
    const call = { now: clock(), requestId: `m${turn}` };
    const claimId = claimIds[Math.floor(random() * claimIds.length)];
    const choice = random();
    if (claimId === undefined || choice < 0.15) {
      const later = { ...call, now: call.now + 30_000 };
      await reconcilePayments(dependencies, later, () => 1).catch(refusalOrThrow);
    } else if (choice < 0.5) {
      await expireHold(dependencies, call, claimId).catch(refusalOrThrow);
    } else {
      const claim = await dependencies.store.readClaim(claimId).catch(refusalOrThrow);
      if (!claim || claim instanceof Refusal || claim.payments.length === 0) continue;
      const number = 1 + Math.floor(random() * claim.payments.length);
      gateway.settle(`pay_${claimId}_${number}`, random() < 0.8 ? 'authorised' : 'declined');
      await drivePayment(dependencies, call, claim, number).catch(refusalOrThrow);
    }
  }
}

/** Lets all deadlines pass and finishes all payments. */
async function finishAll(world: World, gateway: LedgerGateway): Promise<void> {
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

async function expectPromises(world: World, events: EventFacts[], gateway: LedgerGateway): Promise<void> {
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  expect(claims.flatMap(({ payments }) => payments.filter(payment => !isFinished(payment)))).toEqual([]);
  const confirmed = claims.filter(({ status }) => status === 'confirmed');
  // The money that is kept is the value of the tickets that are not void.
  expect(gateway.kept).toBe(confirmed.reduce((sum, claim) => sum + priceOf(remainingTicketsOf(claim)), 0));
  expect(gateway.outstanding).toBe(0);
  for (const { id } of claims) await publishHistoryOf(world, { id: `hld_${id}` });
  for (const { id } of claims) await expectJournalGivesClaim(world, { id: `hld_${id}` });
  for (const { event } of events) await expectIntegrity(world, event);
  await expectJournalGivesTable(world, events);
  const journeys = Map.groupBy(confirmed, ({ ownerId }) => ownerId);
  for (const own of journeys.values()) {
    expect(new Set(own.map(({ eventId }) => eventId)).size).toBe(1);
    expect(own.flatMap(remainingTicketsOf).length).toBeLessThanOrEqual(3);
  }
}
