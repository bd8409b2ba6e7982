/**
 * Seat maps and availability. One function reads an event's rows for all functions and shares a snapshot in the table, so
 * the rows are read about once a second however many callers there are, and never while no caller asks. Each answer says
 * when its rows were read, and none is older than SEAT_MAP_AGE_MAX_MS.
 *
 *   request ─▶ own copy, 1 s ─▶ shared snapshot, 1 s ─▶ lease free: read the rows and share them
 *                                                    └▶ leased: the last copy up to 2 s, or wait for the next snapshot
 */
import { hash } from 'node:crypto';
import { availabilityAnswer, seatMapChangesAnswer, seatMapText } from '../contract/events/seat-map-presenter.ts';
import { createCache } from '../domain/bounded-cache.ts';
import { countedPartsOf } from '../domain/counters.ts';
import {
  CLOCKS_APART_MAX_MS,
  SEAT_MAP_AGE_MAX_MS,
  SEAT_MAP_CACHE_MS,
  SEAT_MAP_POLL_MS,
  SEAT_MAP_POLLS_MAX,
  SEAT_MAP_SPREAD_MS,
} from '../domain/limits.ts';
import type { EventFacts } from '../domain/model.ts';
import {
  canBeReadWith,
  isReadDirectly,
  layoutOf,
  type SeatMapSnapshot,
  snapshotOf,
} from '../domain/seat-map-snapshot.ts';
import type { EventReader } from '../ports/caches.ts';
import type { Clock } from '../ports/clock.ts';
import type { CachedAnswer, SeatMapQuery, SeatMapReader, SeatMapStore, WrittenAnswer } from '../ports/seat-maps.ts';
import type { Store } from '../ports/store.ts';
import { createSharedReads } from './shared-reads.ts';

/** A snapshot with the facts that name its seats. */
interface Copy {
  facts: EventFacts;
  snapshot: SeatMapSnapshot;
  /** The time at which its rows were read, on the stopwatch. */
  readAt: number;
  /** The age (ms) at which this function looks for a newer one. */
  keptFor: number;
}

/** The time at which a request arrived: epoch ms, and on the stopwatch. */
interface Arrival {
  now: number;
  at: number;
}

const PLACES_MAX = 500_000;

export interface SeatMapSources {
  store: Pick<Store, 'readBuckets'>;
  shared: SeatMapStore;
  events: EventReader;
  clock: Pick<Clock, 'stopwatch' | 'random' | 'pause'>;
}

export function createSeatMaps({ store, shared, events, clock }: SeatMapSources): SeatMapReader {
  const { stopwatch } = clock;
  const copies = createCache<Copy>({
    sizeMax: PLACES_MAX,
    sizeOf: ({ facts }) => 1 + layoutOf(facts).seats.length,
  });

  const shareRead = createSharedReads<Copy | undefined>();

  /** The present time by the request's clock. */
  const timeOf = ({ now, at }: Arrival): number => now + stopwatch() - at;
  /** The age of a copy: the larger of the ages by the two clocks. */
  const ageOf = ({ snapshot, readAt }: Copy, arrival: Arrival): number =>
    Math.max(stopwatch() - readAt, timeOf(arrival) - snapshot.asOf, 0);
  /** Whether the rows were read late enough for this request. */
  const isRecentEnough = ({ snapshot, readAt }: Copy, { now, at }: Arrival): boolean =>
    Math.max(at - readAt, now - snapshot.asOf) <= SEAT_MAP_AGE_MAX_MS;

  /** Keeps a copy unless a newer one is kept. */
  function keep(eventId: string, copy: Copy): Copy {
    const kept = copies.get(eventId)?.snapshot;
    if (!kept || kept.asOf <= copy.snapshot.asOf || kept.version < copy.snapshot.version) copies.set(eventId, copy);
    return copy;
  }
  const copyOf = (facts: EventFacts, snapshot: SeatMapSnapshot, arrival: Arrival): Copy => ({
    facts,
    snapshot,
    readAt: stopwatch() - Math.max(0, timeOf(arrival) - snapshot.asOf),
    keptFor: SEAT_MAP_CACHE_MS + clock.random() * SEAT_MAP_SPREAD_MS,
  });

  /** Reads the rows. They are at least as new as `asOf`. */
  async function readRows(
    known: EventFacts,
    asOf: number,
    arrival: Arrival,
    previous?: Copy,
  ): Promise<Copy | undefined> {
    const { id } = known.event;
    const version = await shared.readVersion(id);
    const facts = version === known.event.version ? known : await events.fresh(id);
    if (!facts) return undefined;
    const [seats, buckets] = await Promise.all([shared.readSeats(facts), store.readBuckets(id, countedPartsOf(facts))]);
    return copyOf(facts, snapshotOf(facts, { seats, buckets, asOf }, previous?.snapshot), arrival);
  }

  /** Combines a shared snapshot with the facts that it was made from. Undefined if this function cannot use it. */
  async function interpret(
    snapshot: SeatMapSnapshot,
    known: EventFacts[],
    arrival: Arrival,
  ): Promise<Copy | undefined> {
    if (snapshot.asOf > timeOf(arrival) + CLOCKS_APART_MAX_MS) return undefined;
    const isNewerVersion = known.every(({ event }) => event.version < snapshot.version);
    const candidates = isNewerVersion ? [await events.fresh(known[0]?.event.id ?? '')] : known;
    const facts = candidates.find(candidate => candidate && canBeReadWith(snapshot, candidate));
    return facts && copyOf(facts, snapshot, arrival);
  }

  /** Returns the newest shared snapshot. If this function gets the lease, it reads the rows and shares them. */
  async function obtainShared(facts: EventFacts, arrival: Arrival): Promise<Copy | undefined> {
    const { id } = facts.event;
    let last = copies.get(id);
    const known = () => (last ? [last.facts, facts] : [facts]);
    const newest = () => known().reduce((one, other) => (other.event.version > one.event.version ? other : one));
    try {
      for (let poll = 0; poll < SEAT_MAP_POLLS_MAX; poll++) {
        if (poll > 0) await clock.pause(SEAT_MAP_POLL_MS);
        const { snapshot, leaseUntil = 0 } = await shared.read(id);
        const isNewer = snapshot && snapshot.asOf > (last?.snapshot.asOf ?? 0);
        last = (isNewer && (await interpret(snapshot, known(), arrival))) || last;
        if (last && ageOf(last, arrival) <= SEAT_MAP_CACHE_MS) return last;
        const now = timeOf(arrival);
        if (!isLeased(leaseUntil, now) && (await shared.lease(id, { now, until: now + SEAT_MAP_CACHE_MS }))) {
          const read = await readRows(newest(), now, arrival, last);
          if (read) await shared.share(id, read.snapshot, timeOf(arrival));
          return read;
        }
        // Another function is reading. This function answers with the last copy meanwhile, and looks again after a
        // pause.
        if (last && isRecentEnough(last, arrival)) {
          return { ...last, keptFor: ageOf(last, arrival) + SEAT_MAP_POLL_MS };
        }
      }
      return await readRows(newest(), timeOf(arrival), arrival, last);
    } catch (error) {
      if (last && isRecentEnough(last, arrival)) return last;
      throw error;
    }
  }

  const findFacts = async (eventId: string): Promise<EventFacts | undefined> =>
    (await events.cached(eventId)) ?? (await events.fresh(eventId));

  async function obtain(eventId: string, arrival: Arrival): Promise<Copy | undefined> {
    const facts = await findFacts(eventId);
    if (!facts) return undefined;
    const found = isReadDirectly(facts)
      ? await readRows(facts, arrival.now, arrival, copies.get(eventId))
      : await obtainShared(facts, arrival);
    return found && keep(eventId, found);
  }

  async function find(
    eventId: string,
    { fresh, now }: SeatMapQuery,
  ): Promise<{ copy: Copy; arrival: Arrival } | undefined> {
    const arrival = { now, at: stopwatch() };
    const copy = await (fresh ? shareRead(eventId, () => readFresh(eventId, arrival)) : findKept(eventId, arrival));
    return copy && { copy, arrival };
  }
  async function readFresh(eventId: string, arrival: Arrival): Promise<Copy | undefined> {
    const facts = await findFacts(eventId);
    return facts && readRows(facts, timeOf(arrival), arrival, copies.get(eventId));
  }
  async function findKept(eventId: string, arrival: Arrival): Promise<Copy | undefined> {
    const kept = copies.get(eventId);
    const mayServe = kept && isRecentEnough(kept, arrival) && ageOf(kept, arrival) <= kept.keptFor;
    return mayServe ? kept : obtain(eventId, arrival);
  }

  return {
    async seats(eventId, query) {
      const found = await find(eventId, query);
      if (!found) return undefined;
      const { copy, arrival } = found;
      const changes = query.since === undefined ? undefined : changesOf(copy, query.since, query.now);
      return { answer: changes ?? mapOf(copy), ageMs: ageOf(copy, arrival) };
    },
    async availability(eventId, query): Promise<CachedAnswer | undefined> {
      const found = await find(eventId, query);
      return found && { answer: availabilityOf(found.copy), ageMs: ageOf(found.copy, found.arrival) };
    },
  };
}

/** Whether another function has the lease. A lease that ends later than any lease can was written by a wrong clock. */
const isLeased = (until: number, now: number): boolean =>
  until > now && until <= now + SEAT_MAP_CACHE_MS + CLOCKS_APART_MAX_MS;

// Answers, each serialized once

/** The version of the map's form. It changes the ETag, so that clients do not keep maps without row names and seat numbers. */
const MAP_FORM = '2';
const mapOf = serializedOnce(({ facts, snapshot }) => {
  const { version, layout, statuses } = snapshot;
  return { json: seatMapText(facts, snapshot), etag: etagOf(version, MAP_FORM, layout, statuses) };
});

const availabilityOf = serializedOnce(({ facts, snapshot }) => {
  const answer = availabilityAnswer(facts, snapshot);
  const { asOf: _asOf, ...counts } = answer;
  return { json: JSON.stringify(answer), etag: etagOf(snapshot.version, JSON.stringify(counts)) };
});

const changes = new WeakMap<SeatMapSnapshot, Map<number, WrittenAnswer | undefined>>();
const CHANGES_KEPT_MAX = 20;

/** The changes since a time. Many callers have the same map, so the answer is serialized once for them. */
function changesOf({ facts, snapshot }: Copy, since: number, now: number): WrittenAnswer | undefined {
  const written = changes.get(snapshot) ?? new Map<number, WrittenAnswer | undefined>();
  changes.set(snapshot, written);
  if (!written.has(since)) {
    if (written.size >= CHANGES_KEPT_MAX) written.clear();
    const answer = seatMapChangesAnswer(facts, snapshot, { since, now });
    written.set(since, answer && { json: JSON.stringify(answer) });
  }
  return written.get(since);
}

function serializedOnce(serialize: (copy: Copy) => WrittenAnswer): (copy: Copy) => WrittenAnswer {
  const answers = new WeakMap<SeatMapSnapshot, WrittenAnswer>();
  return copy => {
    const answer = answers.get(copy.snapshot) ?? serialize(copy);
    answers.set(copy.snapshot, answer);
    return answer;
  };
}

/** Returns a weak tag: answers that differ only in their time are equivalent. */
const etagOf = (version: number, ...parts: (string | Uint8Array)[]): string =>
  `W/"${version}-${hash('sha256', Buffer.concat(parts.map(part => Buffer.from(part))), 'base64url').slice(0, 22)}"`;
