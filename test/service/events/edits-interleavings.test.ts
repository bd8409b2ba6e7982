/**
 * Acceptance scenario 15 at random interleavings: buyers of seats and of an area, with ticket types, two organizers and the scheduled job,
 * each on a function of its own. A scheduler sends their requests one at a time, with faults, and some functions crash.
 * At no time do the held and booked places exceed the event's capacity. No claim has a removed place, and no hold
 * disappears. The counters of ticket types keep the same promises as the area. A refused edit is never done, and an edit whose caller got a
 * success is done once. Half of the buyers have a code that unlocks the seats that the organizers block: a claim and the rows of its seats
 * always agree about that.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { countedPartsOf, typeCounterIdOf } from '../../../lib/domain/counters.ts';
import { isEditId } from '../../../lib/domain/ids.ts';
import { areasOf, seatedSections, seatsOf } from '../../../lib/domain/layout.ts';
import type { Bucket, Claim, EventFacts } from '../../../lib/domain/model.ts';
import { placesOf } from '../../../lib/domain/places.ts';
import type { Code } from '../../../lib/domain/price-model.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { CallerCall, IdempotentCall } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import { codeKey } from '../../../lib/table/keys.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { confirmBooking } from '../../../lib/usecases/bookings/confirm-booking.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { runEventJobs } from '../../../lib/usecases/events/run-event-jobs.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import {
  type EventRows,
  expectConsistent,
  expectJournalGivesPlaces,
  LEASE_MS,
  readEventRows,
} from '../../support/edits.ts';
import { publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { type FaultRates, NO_FAULTS, RequestScheduler, refusalOrThrow } from '../../support/request-scheduler.ts';
import { openWorld, publish, START, type World } from '../../support/world.ts';

const FAULTS: FaultRates = { conflict: 0.08, throttle: 0.02, lostReply: 0.04, lostRequest: 0.03, late: 0.03 };
const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };

interface RunSettings {
  faultRates: FaultRates;
  /** The largest clock skew of a function (ms). */
  skew: number;
  /** The share of edits whose function crashes. */
  crashes: number;
  /** The share of edits that end the event's sales. */
  ends: number;
  edits: number;
}

const DEFAULTS: RunSettings = { faultRates: NO_FAULTS, skew: 0, crashes: 0, ends: 0, edits: runSize(4, 8) };

describe('an event that is edited while it sells, at random interleavings', () => {
  it.each([
    ['without faults', DEFAULTS, 1],
    ['with clock skew', { ...DEFAULTS, skew: 5_000 }, 1],
    ['with faults and clock skew', { ...DEFAULTS, faultRates: FAULTS, skew: 1_000 }, 1],
    ['with faults and crashes', { ...DEFAULTS, faultRates: FAULTS, crashes: 0.3 }, 1],
    ['while its sales end', { ...DEFAULTS, ends: 0.3, crashes: 0.1 }, 1],
    ['while its sales end and begin again', { ...DEFAULTS, faultRates: FAULTS, ends: 0.7, crashes: 0.2 }, 2],
  ])('keeps its promises %s', async (name, settings, runs) => {
    await forEachSeed(runs, `edits-interleavings -t 'promises ${name}$'`, seed => run(settings, seed));
  });
});

/** The share of observations that check the whole event. */
const WHOLE_SHARE = 0.15;
const SEATS = ['A', 'B', 'C'].flatMap(row => [1, 2, 3].map(number => `a/${row}-${number}`));

async function run(settings: RunSettings, seed: number): Promise<void> {
  const random = seeded(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const world = await openWorld();
  const scheduler = new RequestScheduler(world.table.documents, random, settings.faultRates);
  const published = await publishOn(world);
  const eventId = published.event.id;
  const time = { now: START };
  const observer = new Observer(world, published, () => time.now + settings.skew);
  let ended = false;

  /** Opens a function with its own caches and clock, which may crash after a number of requests. */
  async function openFunction(): Promise<{ dependencies: Dependencies; clock: () => number; crash: Crash }> {
    const skew = Math.round((random() - 0.5) * 2 * settings.skew);
    let left = Number.POSITIVE_INFINITY;
    const documents = scheduler.asDocumentClient();
    const send = (command: never) => (left-- > 0 ? documents.send(command) : new Promise(() => {}));
    const clock = { pause: async () => {}, random, stopwatch: () => time.now, token: () => IDS.next() };
    const table = { ...world.table, documents: { send } as never, clock };
    const environment = { tokenKeys: TOKEN_KEYS, isTestStage: true, rateLimits: 'off', logLevel: 'SILENT' };
    const { dependencies } = await composeOver(table, environment as never);
    const crash: Crash = {
      after(requests) {
        left = requests;
      },
      async orResult(call) {
        let isOver = false;
        call.then(() => {
          isOver = true;
        });
        while (!isOver && left >= 0) await new Promise(resolve => setImmediate(resolve));
        return isOver ? call : 'crashed';
      },
    };
    return { dependencies, clock: () => time.now + skew, crash };
  }

  await putCode(world, eventId);
  let calls = 0;
  const callOf = (now: number, userId: string): IdempotentCall => {
    const role = userId === published.event.organizerId ? 'organizer' : 'customer';
    calls += 1;
    const idempotency = { key: `key-${calls}`, operation: 'any', fingerprint: 'f' };
    return { now, requestId: `r${calls}`, caller: { userId, role }, idempotency };
  };

  async function buy(userId: string, code?: string): Promise<void> {
    const { dependencies, clock } = await openFunction();
    for (let held = 0; held < 12 && !ended; held++) {
      const type = pick([undefined, 'adult', 'child']);
      const places =
        random() < 0.5
          ? { seats: [{ seatId: pick(SEATS), type }], areas: [], code }
          : { seats: [], areas: [{ ...quantity(), type }] };
      const hold = await callWithRetries(clock, userId, call => placeHold(dependencies, call, { eventId, ...places }));
      if (hold instanceof Refusal) continue;
      const { id } = hold.answer;
      const next = random();
      if (next < 0.35)
        await callWithRetries(clock, userId, call =>
          confirmBooking(dependencies, call, { holdId: id, paymentMethod: 'sim_ok' }),
        );
      else if (next < 0.8) await callWithRetries(clock, userId, call => releaseHold(dependencies, call, id));
    }
  }
  const quantity = () => ({ areaId: 'standing', quantity: 1 + Math.floor(random() * 4) });

  /** Retries with the same key while the outcome is `busy`. */
  async function callWithRetries<Result>(
    clock: () => number,
    userId: string,
    act: (call: IdempotentCall) => Promise<Result>,
  ): Promise<Result | Refusal> {
    const call = callOf(0, userId);
    for (let tried = 0; tried < 300; tried++) {
      const outcome = await act({ ...call, now: clock() }).catch(refusalOrThrow);
      if (!(outcome instanceof Refusal) || outcome.code !== 'busy') return outcome;
    }
    throw new Error('300 retries were answered with busy');
  }

  let nonce = 0;
  async function editRepeatedly(): Promise<void> {
    let { dependencies, clock, crash } = await openFunction();
    for (let done = 0; done < settings.edits && !ended; done++) {
      nonce += 1;
      const number = nonce;
      const facts = await callWithRetries(clock, '', () => dependencies.store.readEvent(eventId));
      const changes = changesOf(facts instanceof Refusal ? undefined : facts, number);
      if (random() < settings.crashes) crash.after(2 + Math.floor(random() * 12));
      for (let tried = 0; ; tried++) {
        if (tried > 300) throw new Error('300 retries were answered with busy');
        const startedAt = observer.instant;
        observer.recordRequest(changes);
        const call: CallerCall = callOf(clock(), published.event.organizerId);
        const outcome = await crash.orResult(editEvent(dependencies, call, eventId, changes).catch(refusalOrThrow));
        if (outcome === 'crashed') {
          // The retry comes after the lease has expired.
          time.now += LEASE_MS;
          ({ dependencies, clock, crash } = await openFunction());
        } else if (outcome instanceof Refusal && outcome.code === 'busy') {
          time.now += 1_000;
        } else {
          await observer.recordOutcome({ changes, outcome, startedAt });
          break;
        }
      }
      crash.after(Number.POSITIVE_INFINITY);
    }
  }

  function changesOf(facts: EventFacts | undefined, number: number): EventChanges {
    const title = `Edit ${number}`;
    if (random() < settings.ends) return { status: pick(['closed', 'open', 'closed', 'cancelled']) };
    const rows = [
      ...new Set(facts ? seatedSections(facts).flatMap(section => section.rows.map(({ row }) => row)) : []),
    ];
    const present = facts ? seatIdsIn(facts) : [];
    const absent = ['A', 'B', 'C'].filter(row => !rows.includes(row));
    return pick<() => EventChanges>([
      () => ({ title, sections: [{ id: 'standing', capacity: 1 + Math.floor(random() * 18) }] }),
      () => ({ title, sections: [{ id: 'standing', capacity: 1 + Math.floor(random() * 18) }] }),
      () => ({ title, sections: [{ id: 'standing', blocked: Math.floor(random() * 8) }], blockNote: title }),
      () => ({
        title,
        sections: [{ id: 'standing', capacity: 8 + Math.floor(random() * 8), blocked: Math.floor(random() * 8) }],
        blockSeats: [pick(present)],
      }),
      () => ({
        title,
        sections: [
          { id: 'a', removeRows: [pick(rows)] },
          { id: 'standing', capacity: 6 },
        ],
      }),
      () => ({ title, sections: [{ id: 'a', removeSeats: [(pick(present) ?? '').slice(2)] }] }),
      () => ({ title, sections: [{ id: 'a', price: number, addRows: [{ row: absent[0] ?? 'C', count: 3 }] }] }),
      () => ({ title, blockSeats: [...new Set([pick(present), pick(present)])] }),
      () => ({ title, unblockSeats: [...new Set([pick(present), pick(present)])] }),
      () => ({ title, prices: somePrices() }),
      () => ({ title, prices: somePrices() }),
      () => ({
        title,
        prices: somePrices(),
        sections: [{ id: 'standing', capacity: 1 + Math.floor(random() * 18) }],
      }),
    ])();
  }

  /** The maximum of a type is changed, added or removed, and the child ticket too. */
  function somePrices(): EventChanges['prices'] {
    const placesMax = () => (random() < 0.8 ? { placesMax: Math.floor(random() * 18) } : {});
    const adult = { id: 'adult', name: 'Adult', ...placesMax() };
    const child = { id: 'child', name: 'Child', percent: 50, ...placesMax() };
    return { ticketTypes: random() < 0.8 ? [adult, child] : [adult] };
  }

  async function runJobsRepeatedly(): Promise<void> {
    const { dependencies, clock } = await openFunction();
    while (!ended) {
      await runEventJobs(dependencies, callOf(clock(), ''), () => 1_000).catch(refusalOrThrow);
      for (let turn = 0; turn < 100; turn++) await new Promise(resolve => setImmediate(resolve));
    }
  }

  const organizers = Promise.all([editRepeatedly(), editRepeatedly()]).then(() => {
    ended = true;
  });
  const buyers = Promise.all(Array.from({ length: 8 }, (_, i) => buy(`usr_${i}`, i % 2 === 0 ? undefined : CODE)));
  await scheduler.runUntil(Promise.all([organizers, buyers, runJobsRepeatedly()]), async () => {
    time.now += random() < 0.01 ? 4_000 : Math.floor(random() * 100);
    await observer.observe(random() < WHOLE_SHARE);
  });

  world.now = time.now + settings.skew + 2 * LEASE_MS;
  // The jobs wait for payments in progress, and find bookings in the list of claims, which publishing fills.
  for (let runs = 0; runs < 3; runs++) {
    await publishHistoryOfAll(world);
    await reconcile(world);
    await runEventJobs(world.service.dependencies, world.call(), () => 1_000);
    world.now += LEASE_MS;
  }
  const rows = await expectConsistent(world, published);
  observer.expectOutcomes(rows);
}

/** The crash of a function: after its last request it sends nothing and never answers. */
interface Crash {
  after(requests: number): void;
  /** Resolves to the result of a call, or to 'crashed'. */
  orResult<Outcome>(call: Promise<Outcome>): Promise<Outcome | 'crashed'>;
}

const CODE = 'GUESTS';

/** A code that unlocks all seats that the organizers block. */
async function putCode(world: World, eventId: string): Promise<void> {
  const unlocks = { sections: ['a'] };
  const code: Code = { id: CODE, eventId, counterId: 'code:1', buckets: 0, unlocks, createdAt: START, version: 0 };
  await world.table.documents.send(
    new PutCommand({ TableName: world.table.name, Item: { ...codeKey(eventId, CODE), ...code } }),
  );
}

/** Two rows of three seats, and twelve places in three buckets; ten adults in two buckets, and any number of children; holds last 20 s. */
async function publishOn(world: World): Promise<EventFacts> {
  const { store } = world.service.dependencies;
  const rows = ['A', 'B'].map(row => ({ row, count: 3 }));
  const pattern = await store.readEvent(
    (await publish(world, { sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows }], holdSeconds: 20 }))
      .id,
  );
  if (!pattern) throw new Error('the event is missing');
  const eventId = `evt_${IDS.next()}`;
  const area = { id: 'standing', name: 'S', kind: 'area' as const, price: 10, capacity: 12, buckets: 3 };
  const adult = { id: 'adult', name: 'Adult', placesMax: 10, buckets: 2 };
  const prices = { ticketTypes: [adult, { id: 'child', name: 'Child', percent: 50 }] };
  const facts = { event: { ...pattern.event, id: eventId, prices }, sections: [...pattern.sections, area] };
  const entry = { subjectId: eventId, position: 0, eventId, at: world.now, actor: 'system', requestId: 'r' };
  await store.publishEvent(facts, { ...entry, action: 'event.published', to: 'published' });
  return facts;
}

const seatIdsIn = (facts: EventFacts): string[] =>
  seatedSections(facts).flatMap(section => [...seatsOf(section)].map(({ seatId }) => seatId));

interface EditOutcome {
  changes: EventChanges;
  outcome: Awaited<ReturnType<typeof editEvent>> | Refusal;
  /** The observation at which the call started. */
  startedAt: number;
}

/** Reads the event without faults after each write, and checks it and the outcomes of the edits. */
class Observer {
  /** The number of held and booked places of the area, and of each ticket type with a counter, at each observation. */
  private readonly taken: Map<string, number>[] = [];
  /** Whether each edit must be in the journal in the end. */
  private readonly promised = new Map<string | undefined, boolean>();
  /** The number of requests for each edit. */
  private readonly requests = new Map<string | undefined, number>();
  private readonly world: World;
  private readonly published: EventFacts;
  private readonly latestClock: () => number;
  constructor(world: World, published: EventFacts, latestClock: () => number) {
    this.world = world;
    this.published = published;
    this.latestClock = latestClock;
  }

  get instant(): number {
    return this.taken.length - 1;
  }

  /** Checks the area, and sometimes the whole event with all claims. */
  async observe(isWhole: boolean): Promise<void> {
    const { store } = this.world.service.dependencies;
    const { id } = this.published.event;
    const facts = await store.readEvent(id);
    const buckets = await store.readBuckets(id, [...areasOf(this.published), ...COUNTERS]);
    if (facts) expectNoMoreThanShown(facts, buckets);
    const byPart = Map.groupBy(buckets, ({ areaId }) => areaId);
    this.taken.push(new Map([...byPart].map(([areaId, own]) => [areaId, takenOf(own)])));
    if (!isWhole) return;
    const rows = await readEventRows(this.world, this.published.event);
    const now = this.latestClock();
    expectJournalGivesPlaces(this.published, rows, now);
    expectClaimsKept(rows, now);
  }

  recordRequest({ title }: EventChanges): void {
    this.requests.set(title, (this.requests.get(title) ?? 0) + 1);
  }

  /**
   * Records an outcome. A retry after another edit may be refused although the edit was done before, but never later.
   */
  async recordOutcome({ outcome, changes, startedAt }: EditOutcome): Promise<void> {
    const { journal } = await readEventRows(this.world, this.published.event);
    const wasRefused = outcome instanceof Refusal;
    // An undecided 202 promises nothing.
    const isPromised = !('isDecided' in outcome && !outcome.isDecided);
    const isDone = wasRefused ? titlesIn(journal).includes(changes.title) : true;
    if (isPromised && !changes.status) this.promised.set(changes.title, isDone);
    if (!(outcome instanceof Refusal) || outcome.code === 'validation-failed') return;
    expect(REFUSALS).toContain(outcome.code);
    if (outcome.code !== 'capacity-below-sold') return;
    const { details } = outcome as Refusal<'capacity-below-sold'>;
    const { sold } = details;
    const [id, kept] =
      'ticketType' in details ? [typeCounterIdOf(details.ticketType), 0] : [details.areaId, details.blocked ?? 0];
    expect(sold + kept).toBeGreaterThan(requestedOf(changes, id));
    expect(sold, 'this number was sold at some time during the call').toBeLessThanOrEqual(
      Math.max(...this.taken.slice(Math.max(0, startedAt)).map(taken => taken.get(id) ?? 0)),
    );
  }

  expectOutcomes({ journal }: EventRows): void {
    const done = titlesIn(journal);
    // A retry may do an edit again after another edit came between, but never twice in a row.
    expect(done.filter((title, i) => title === done[i - 1])).toEqual([]);
    for (const title of new Set(done)) {
      expect(done.filter(each => each === title).length, title).toBeLessThanOrEqual(this.requests.get(title) ?? 0);
    }
    for (const [title, isDone] of this.promised) expect([title, done.includes(title)]).toEqual([title, isDone]);
  }
}

/** The capacity that an edit gives to an area, or the maximum that it gives to the type of a counter. */
const requestedOf = ({ sections, prices }: EventChanges, id: string): number =>
  sections?.find(section => section.id === id)?.capacity ??
  prices?.ticketTypes?.find(type => typeCounterIdOf(type.id) === id)?.placesMax ??
  0;

/** The counters of both types, also while the event has none of them. All their buckets are in one partition. */
const COUNTERS = ['adult', 'child'].map(type => ({
  id: typeCounterIdOf(type),
  name: type,
  kind: 'area' as const,
  price: 0,
  capacity: 0,
  buckets: 1,
}));

const REFUSALS = [
  'area-sold-out',
  'capacity-below-sold',
  'seats-unavailable',
  'event-not-editable',
  'event-has-bookings',
];
const titlesIn = (journal: EventRows['journal']) =>
  journal.flatMap(({ action, edit }) => (action === 'event.edited' ? [edit?.facts.title] : []));

const takenOf = (buckets: Bucket[]): number =>
  buckets.reduce(
    (sum, { booked, claims }) =>
      sum +
      booked +
      Object.entries(claims).reduce((all, [id, { quantity }]) => (isEditId(id) ? all : all + quantity), 0),
    0,
  );

function expectNoMoreThanShown(facts: EventFacts, buckets: Bucket[]): void {
  for (const { id, capacity } of countedPartsOf(facts)) {
    const own = buckets.filter(({ areaId }) => areaId === id);
    const left = own.reduce((sum, { available }) => sum + available, 0);
    expect(takenOf(own) + left).toBeLessThanOrEqual(capacity);
  }
}

/** Expects that each active hold and booking has its places, and that the event has them too. */
function expectClaimsKept({ facts, claims, seats, buckets }: EventRows, now: number): void {
  const bySeat = new Map(seats.map(seat => [seat.seatId, seat]));
  const named = new Set(facts ? seatIdsIn(facts) : []);
  const isLive = ({ status, expiresAt }: Claim) => status === 'confirmed' || (status === 'active' && expiresAt > now);
  for (const claim of claims.filter(isLive)) {
    const { seatIds, shares } = placesOf(claim);
    const lost = seatIds.filter(seatId => bySeat.get(seatId)?.claimId !== claim.id || !named.has(seatId));
    const inBucket = (share: { areaId: string; bucket: number }) =>
      buckets.find(({ areaId, number }) => areaId === share.areaId && number === share.bucket)?.claims[claim.id]
        ?.quantity;
    const lostShares = shares.filter(share => claim.status === 'active' && inBucket(share) !== share.quantity);
    if (lost.length + lostShares.length > 0) expect({ claim, lost, lostShares }).toBeUndefined();
  }
}
