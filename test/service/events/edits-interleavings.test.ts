/**
 * Acceptance scenario 15 at every interleaving that chance finds: buyers of seats and of an area, two organizers and the
 * schedule, on functions of their own, whose requests are dealt one at a time; some meet faults, some functions die. At
 * no instant is more held and booked than the event shows, has anybody a place that is gone, or does a hold disappear;
 * and what was refused is never done, what was answered is done once.
 */
import { describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { isEditId } from '../../../lib/domain/ids.ts';
import { areasOf, seatedSections, seatsOf } from '../../../lib/domain/layout.ts';
import type { Bucket, Claim, EventFacts } from '../../../lib/domain/model.ts';
import { placesOf } from '../../../lib/domain/places.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import type { CallerCall, IdempotentCall } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
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
import { type FaultRates, RequestScheduler } from '../../support/request-scheduler.ts';
import { openWorld, publish, START, type World } from '../../support/world.ts';

const CALM: FaultRates = { conflict: 0, throttle: 0, lostReply: 0, lostRequest: 0, late: 0 };
const STORM: FaultRates = { conflict: 0.08, throttle: 0.02, lostReply: 0.04, lostRequest: 0.03, late: 0.03 };
const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };

interface Run {
  weights: FaultRates;
  /** By which the functions' clocks differ at most (ms). */
  skew: number;
  /** Share of the edits whose function dies in the middle. */
  dies: number;
  /** Share of the edits that end the event's sales. */
  ends: number;
  edits: number;
}

const LIVELY: Run = { weights: CALM, skew: 0, dies: 0, ends: 0, edits: runSize(4, 8) };

describe('an event that is edited while it sells, at whatever interleaving', () => {
  it.each([
    ['in calm', LIVELY, 1],
    ['by clocks that differ', { ...LIVELY, skew: 5_000 }, 1],
    ['in a storm', { ...LIVELY, weights: STORM, skew: 1_000 }, 1],
    ['by functions that die', { ...LIVELY, weights: STORM, dies: 0.3 }, 1],
    ['to the end of its sales', { ...LIVELY, ends: 0.3, dies: 0.1 }, 1],
  ])('keeps its promises %s', async (name, run, runs) => {
    await forEachSeed(runs, `edits-interleavings -t '${name}$'`, seed => live(run, seed));
  });
});

/** Share of the instants at which everything is looked at. */
const WHOLE = 0.15;
const SEATS = ['A', 'B', 'C'].flatMap(row => [1, 2, 3].map(number => `a/${row}-${number}`));

async function live(run: Run, seed: number): Promise<void> {
  const chance = seeded(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(chance() * values.length)] as Value;
  const world = await openWorld();
  const dealer = new RequestScheduler(world.table.documents, chance, run.weights);
  const published = await publishOn(world);
  const eventId = published.event.id;
  const time = { now: START };
  const watch = new Watch(world, published, () => time.now + run.skew);
  let ended = false;

  /** A function of its own: its caches, its clock, and a life that may end after so many requests. */
  async function open(): Promise<{ dependencies: Dependencies; clock: () => number; death: Death }> {
    const skew = Math.round((chance() - 0.5) * 2 * run.skew);
    let left = Number.POSITIVE_INFINITY;
    const documents = dealer.asDocumentClient();
    const send = (command: never) => (left-- > 0 ? documents.send(command) : new Promise(() => {}));
    const clock = { pause: async () => {}, random: chance, stopwatch: () => time.now, token: () => IDS.next() };
    const table = { name: world.table.name, documents: { send } as never, clock };
    const environment = { tokenKeys: TOKEN_KEYS, isTestStage: true, rateLimits: 'off', logLevel: 'SILENT' };
    const { dependencies } = await composeOver(table, environment as never);
    const death: Death = {
      comesIn(requests) {
        left = requests;
      },
      async of(asked) {
        let isOver = false;
        asked.then(() => {
          isOver = true;
        });
        while (!isOver && left >= 0) await new Promise(resolve => setImmediate(resolve));
        return isOver ? asked : 'dead';
      },
    };
    return { dependencies, clock: () => time.now + skew, death };
  }

  let calls = 0;
  const callOf = (now: number, userId: string): IdempotentCall => {
    calls += 1;
    const idempotency = { key: `key-${calls}`, operation: 'any', fingerprint: 'f' };
    return { now, requestId: `r${calls}`, caller: { userId, role: 'customer' }, idempotency };
  };

  async function buy(userId: string): Promise<void> {
    const { dependencies, clock } = await open();
    for (let held = 0; held < 12 && !ended; held++) {
      const places = chance() < 0.5 ? { seatIds: [pick(SEATS)], areas: [] } : { seatIds: [], areas: [quantity()] };
      const hold = await insist(clock, userId, call => placeHold(dependencies, call, { eventId, ...places }));
      if (hold instanceof Refusal) continue;
      const { id } = hold.answer;
      const next = chance();
      if (next < 0.35)
        await insist(clock, userId, call =>
          confirmBooking(dependencies, call, { holdId: id, paymentMethod: 'sim_ok' }),
        );
      else if (next < 0.8) await insist(clock, userId, call => releaseHold(dependencies, call, id));
    }
  }
  const quantity = () => ({ areaId: 'standing', quantity: 1 + Math.floor(chance() * 4) });

  /** Again with the same key while the table is too busy. */
  async function insist<Result>(
    clock: () => number,
    userId: string,
    act: (call: IdempotentCall) => Promise<Result>,
  ): Promise<Result | Refusal> {
    const call = callOf(0, userId);
    for (let tried = 0; tried < 300; tried++) {
      const outcome = await act({ ...call, now: clock() }).catch(refusalOrThrow);
      if (!(outcome instanceof Refusal) || outcome.code !== 'busy') return outcome;
    }
    throw new Error('always busy');
  }

  let nonce = 0;
  async function organize(): Promise<void> {
    let { dependencies, clock, death } = await open();
    for (let done = 0; done < run.edits && !ended; done++) {
      nonce += 1;
      const number = nonce;
      const facts = await insist(clock, '', () => dependencies.store.readEvent(eventId));
      const changes = changesOf(facts instanceof Refusal ? undefined : facts, number);
      if (chance() < run.dies) death.comesIn(2 + Math.floor(chance() * 12));
      for (let tried = 0; ; tried++) {
        if (tried > 300) throw new Error('always busy');
        const began = watch.instant;
        watch.asking(changes);
        const call: CallerCall = callOf(clock(), published.event.organizerId);
        const outcome = await death.of(editEvent(dependencies, call, eventId, changes).catch(refusalOrThrow));
        if (outcome === 'dead') {
          // Whoever asks again does so when the lease has run out.
          time.now += LEASE_MS;
          ({ dependencies, clock, death } = await open());
        } else if (outcome instanceof Refusal && outcome.code === 'busy') {
          time.now += 1_000;
        } else {
          await watch.told({ changes, outcome, began });
          break;
        }
      }
      death.comesIn(Number.POSITIVE_INFINITY);
    }
  }

  function changesOf(facts: EventFacts | undefined, number: number): EventChanges {
    const title = `Edit ${number}`;
    if (chance() < run.ends) return { status: pick(['closed', 'cancelled']) };
    const rows = [
      ...new Set(facts ? seatedSections(facts).flatMap(section => section.rows.map(({ row }) => row)) : []),
    ];
    const there = facts ? seatIdsIn(facts) : [];
    const absent = ['A', 'B', 'C'].filter(row => !rows.includes(row));
    return pick<() => EventChanges>([
      () => ({ title, sections: [{ id: 'standing', capacity: 1 + Math.floor(chance() * 18) }] }),
      () => ({ title, sections: [{ id: 'standing', capacity: 1 + Math.floor(chance() * 18) }] }),
      () => ({
        title,
        sections: [
          { id: 'a', removeRows: [pick(rows)] },
          { id: 'standing', capacity: 6 },
        ],
      }),
      () => ({ title, sections: [{ id: 'a', removeSeats: [(pick(there) ?? '').slice(2)] }] }),
      () => ({ title, sections: [{ id: 'a', price: number, addRows: [{ row: absent[0] ?? 'C', count: 3 }] }] }),
      () => ({ title, blockSeats: [...new Set([pick(there), pick(there)])] }),
      () => ({ title, unblockSeats: [...new Set([pick(there), pick(there)])] }),
    ])();
  }

  async function schedule(): Promise<void> {
    const { dependencies, clock } = await open();
    while (!ended) {
      await runEventJobs(dependencies, callOf(clock(), ''), () => 1_000).catch(refusalOrThrow);
      for (let looks = 0; looks < 100; looks++) await new Promise(resolve => setImmediate(resolve));
    }
  }

  const organizers = Promise.all([organize(), organize()]).then(() => {
    ended = true;
  });
  const buyers = Promise.all(Array.from({ length: 8 }, (_, i) => buy(`usr_${i}`)));
  await dealer.runUntil(Promise.all([organizers, buyers, schedule()]), async () => {
    time.now += chance() < 0.01 ? 4_000 : Math.floor(chance() * 100);
    await watch.look(chance() < WHOLE);
  });

  world.now = time.now + run.skew + 2 * LEASE_MS;
  // Who is paying is waited for, and the bookings of an event that was cancelled are found by the list of its claims.
  for (let runs = 0; runs < 3; runs++) {
    await publishHistoryOfAll(world);
    await reconcile(world);
    await runEventJobs(world.service.dependencies, world.call(), () => 1_000);
    world.now += LEASE_MS;
  }
  const standing = await expectConsistent(world, published);
  watch.expectAsTold(standing);
}

/** A function's last request: those after it are never sent. */
interface Death {
  comesIn(requests: number): void;
  /** What was asked of the function, or that it died of it. */
  of<Outcome>(asked: Promise<Outcome>): Promise<Outcome | 'dead'>;
}

/** Two rows of three seats, and twelve places in three buckets; holds last 20 s. */
async function publishOn(world: World): Promise<EventFacts> {
  const { store } = world.service.dependencies;
  const rows = ['A', 'B'].map(row => ({ row, count: 3 }));
  const pattern = await store.readEvent(
    (await publish(world, { sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows }], holdSeconds: 20 }))
      .id,
  );
  if (!pattern) throw new Error('the event is gone');
  const eventId = `evt_${IDS.next()}`;
  const area = { id: 'standing', name: 'S', kind: 'area' as const, price: 10, capacity: 12, buckets: 3 };
  const facts = { event: { ...pattern.event, id: eventId }, sections: [...pattern.sections, area] };
  const entry = { subjectId: eventId, position: 0, eventId, at: world.now, actor: 'system', requestId: 'r' };
  await store.publishEvent(facts, { ...entry, action: 'event.published', to: 'published' });
  return facts;
}

const seatIdsIn = (facts: EventFacts): string[] =>
  seatedSections(facts).flatMap(section => [...seatsOf(section)].map(({ seatId }) => seatId));

function refusalOrThrow(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

interface MetricDimension {
  changes: EventChanges;
  outcome: Awaited<ReturnType<typeof editEvent>> | Refusal;
  /** The instant at which the call began. */
  began: number;
}

/** What is true of the whole event at each instant, seen past all faults. */
class Watch {
  /** Held and booked of the area, at each instant. */
  private readonly taken: number[] = [];
  /** Whether each edit must be done in the end, and not otherwise. */
  private readonly promised = new Map<string | undefined, boolean>();
  /** How often each edit was asked for. */
  private readonly asked = new Map<string | undefined, number>();
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

  /** The area each time; the whole event, with everybody's claims, where it is worth the time. */
  async look(isWhole: boolean): Promise<void> {
    const { store } = this.world.service.dependencies;
    const { id } = this.published.event;
    const facts = await store.readEvent(id);
    const buckets = await store.readBuckets(id, areasOf(this.published));
    if (facts) expectNoMoreThanShown(facts, buckets);
    this.taken.push(takenOf(buckets));
    if (!isWhole) return;
    const standing = await readEventRows(this.world, this.published.event);
    const now = this.latestClock();
    expectJournalGivesPlaces(this.published, standing, now);
    expectClaimsKept(standing, now);
  }

  asking({ title }: EventChanges): void {
    this.asked.set(title, (this.asked.get(title) ?? 0) + 1);
  }

  /** Who asks again, after somebody else's edit, may be refused what was done before; but nothing is done after that. */
  async told({ outcome, changes, began }: MetricDimension): Promise<void> {
    const { journal } = await readEventRows(this.world, this.published.event);
    const wasRefused = outcome instanceof Refusal || 'faults' in outcome;
    // A 202 that is not decided promises nothing.
    const isPromised = !('isDecided' in outcome && !outcome.isDecided);
    const isDone = wasRefused ? titlesIn(journal).includes(changes.title) : true;
    if (isPromised && !changes.status) this.promised.set(changes.title, isDone);
    if (!(outcome instanceof Refusal)) return;
    expect(['capacity-below-sold', 'seats-unavailable', 'event-not-editable', 'event-has-bookings']).toContain(
      outcome.code,
    );
    if (outcome.code !== 'capacity-below-sold') return;
    const { sold } = (outcome as Refusal<'capacity-below-sold'>).details;
    const wanted = changes.sections?.find(({ id }) => id === 'standing')?.capacity ?? 0;
    expect(sold).toBeGreaterThan(wanted);
    expect(sold, 'so much was sold at some instant of the call').toBeLessThanOrEqual(
      Math.max(...this.taken.slice(Math.max(0, began))),
    );
  }

  expectAsTold({ journal }: EventRows): void {
    const done = titlesIn(journal);
    // Without an answer it was asked for again, and is done again where another edit came between: never twice in a row.
    expect(done.filter((title, i) => title === done[i - 1])).toEqual([]);
    for (const title of new Set(done)) {
      expect(done.filter(each => each === title).length, title).toBeLessThanOrEqual(this.asked.get(title) ?? 0);
    }
    for (const [title, isDone] of this.promised) expect([title, done.includes(title)]).toEqual([title, isDone]);
  }
}

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
  for (const { id, capacity } of areasOf(facts)) {
    const own = buckets.filter(({ areaId }) => areaId === id);
    const left = own.reduce((sum, { available }) => sum + available, 0);
    expect(takenOf(own) + left).toBeLessThanOrEqual(capacity);
  }
}

/** Whoever holds a place that has not lapsed, or has booked one, has it; and the event has it. */
function expectClaimsKept({ facts, claims, seats, buckets }: EventRows, now: number): void {
  const bySeat = new Map(seats.map(seat => [seat.seatId, seat]));
  const named = new Set(facts ? seatIdsIn(facts) : []);
  const isLive = ({ status, expiresAt }: Claim) => status === 'confirmed' || (status === 'active' && expiresAt > now);
  for (const claim of claims.filter(isLive)) {
    const { seatIds, shares } = placesOf(claim);
    const lost = seatIds.filter(seatId => bySeat.get(seatId)?.claimId !== claim.id || !named.has(seatId));
    const inBucket = (number: number) => buckets.find(bucket => bucket.number === number)?.claims[claim.id]?.quantity;
    const gone = shares.filter(share => claim.status === 'active' && inBucket(share.bucket) !== share.quantity);
    if (lost.length + gone.length > 0) expect({ claim, lost, gone }).toBeUndefined();
  }
}
