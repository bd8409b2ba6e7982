/**
 * Seat maps and availability, read for all: by this function for everybody who asks it, and by one function for all the
 * others, through a snapshot in the table. However many read, an event's rows are read about once a second; an event that
 * nobody looks at costs nothing. Every answer says when its rows were read, and none is older than promised.
 *
 *   asked ─▶ own copy, 1 s ─▶ shared snapshot, 1 s ─▶ own turn: read the rows, share them
 *                                                  └▶ another's turn: the last one up to 2 s, else wait for the next
 */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { availabilityAnswer, seatMapChangesAnswer, seatMapText } from '../contract/events/seat-map-presenter.ts';
import { areasOf } from '../domain/layout.ts';
import {
  CLOCK_SKEW_MAX_MS,
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
import { singleFlight } from './single-flight.ts';

/** A snapshot with the facts that say which seat is which. */
interface Copy {
  facts: EventFacts;
  snapshot: SeatMapSnapshot;
  /** When its rows were read, on the stopwatch. */
  readAt: number;
  /** How old it may become before this function looks for a newer one. */
  keptFor: number;
}

/** When a request came, on both clocks. */
interface Asked {
  now: number;
  at: number;
}

const PLACES_REMEMBERED_MAX = 500_000;

export interface SeatMapSources {
  store: Pick<Store, 'readBuckets'>;
  shared: SeatMapStore;
  events: EventReader;
  clock: Pick<Clock, 'stopwatch' | 'random' | 'pause'>;
}

export function createSeatMaps({ store, shared, events, clock }: SeatMapSources): SeatMapReader {
  const { stopwatch } = clock;
  const copies = new LRUCache<string, Copy>({
    maxSize: PLACES_REMEMBERED_MAX,
    sizeCalculation: ({ facts }) => 1 + layoutOf(facts).seats.length,
  });

  /** The time by the request's clock. */
  const timeOf = ({ now, at }: Asked): number => now + stopwatch() - at;
  /** By whichever clock it is older. */
  const ageOf = ({ snapshot, readAt }: Copy, asked: Asked): number =>
    Math.max(stopwatch() - readAt, timeOf(asked) - snapshot.asOf, 0);
  /** What a request is promised: read no longer than this before it came. */
  const isPromised = ({ snapshot, readAt }: Copy, { now, at }: Asked): boolean =>
    Math.max(at - readAt, now - snapshot.asOf) <= SEAT_MAP_AGE_MAX_MS;

  function keep(eventId: string, copy: Copy): Copy {
    const kept = copies.peek(eventId)?.snapshot;
    if (!kept || kept.asOf <= copy.snapshot.asOf || kept.version < copy.snapshot.version) copies.set(eventId, copy);
    return copy;
  }
  const copyOf = (facts: EventFacts, snapshot: SeatMapSnapshot, asked: Asked): Copy => ({
    facts,
    snapshot,
    readAt: stopwatch() - Math.max(0, timeOf(asked) - snapshot.asOf),
    keptFor: SEAT_MAP_CACHE_MS + clock.random() * SEAT_MAP_SPREAD_MS,
  });

  /** Reads the rows, from `asOf` on. */
  async function readRows(known: EventFacts, asOf: number, asked: Asked, previous?: Copy): Promise<Copy | undefined> {
    const { id } = known.event;
    const version = await shared.readVersion(id);
    const facts = version === known.event.version ? known : await events.fresh(id);
    if (!facts) return undefined;
    const [seats, buckets] = await Promise.all([shared.readSeats(facts), store.readBuckets(id, areasOf(facts))]);
    return copyOf(facts, snapshotOf(facts, { seats, buckets, asOf }, previous?.snapshot), asked);
  }

  /** What another function shared, with the facts that it was made from; undefined where it is of no use here. */
  async function understand(snapshot: SeatMapSnapshot, known: EventFacts[], asked: Asked): Promise<Copy | undefined> {
    if (snapshot.asOf > timeOf(asked) + CLOCK_SKEW_MAX_MS) return undefined;
    const isNews = known.every(({ event }) => event.version < snapshot.version);
    const candidates = isNews ? [await events.fresh(known[0]?.event.id ?? '')] : known;
    const facts = candidates.find(own => own && canBeReadWith(snapshot, own));
    return facts && copyOf(facts, snapshot, asked);
  }

  /** The newest that others have read; or reads the rows for them, when that is this function's turn. */
  async function obtainShared(facts: EventFacts, asked: Asked): Promise<Copy | undefined> {
    const { id } = facts.event;
    let last = copies.peek(id);
    const known = () => (last ? [last.facts, facts] : [facts]);
    const newest = () => known().reduce((one, other) => (other.event.version > one.event.version ? other : one));
    try {
      for (let tried = 0; tried < SEAT_MAP_POLLS_MAX; tried++) {
        if (tried > 0) await clock.pause(SEAT_MAP_POLL_MS);
        const { snapshot, leaseUntil = 0 } = await shared.read(id);
        const isNews = snapshot && snapshot.asOf > (last?.snapshot.asOf ?? 0);
        last = (isNews && (await understand(snapshot, known(), asked))) || last;
        if (last && ageOf(last, asked) <= SEAT_MAP_CACHE_MS) return last;
        const now = timeOf(asked);
        if (!isLeased(leaseUntil, now) && (await shared.lease(id, { now, until: now + SEAT_MAP_CACHE_MS }))) {
          const read = await readRows(newest(), now, asked, last);
          if (read) await shared.share(id, read.snapshot, timeOf(asked));
          return read;
        }
        // Somebody else is reading: what there is will do, and they are not asked again at once.
        if (last && isPromised(last, asked)) return { ...last, keptFor: ageOf(last, asked) + SEAT_MAP_POLL_MS };
      }
      return await readRows(newest(), timeOf(asked), asked, last);
    } catch (error) {
      if (last && isPromised(last, asked)) return last;
      throw error;
    }
  }

  async function obtain(eventId: string, asked: Asked): Promise<Copy | undefined> {
    const facts = (await events.cached(eventId)) ?? (await events.fresh(eventId));
    if (!facts) return undefined;
    const found = isReadDirectly(facts)
      ? await readRows(facts, asked.now, asked, copies.peek(eventId))
      : await obtainShared(facts, asked);
    return found && keep(eventId, found);
  }
  const obtainOnce = singleFlight(obtain, { stopwatch, ageMax: SEAT_MAP_CACHE_MS });

  async function find(
    eventId: string,
    { fresh, now }: SeatMapQuery,
  ): Promise<{ copy: Copy; asked: Asked } | undefined> {
    const asked = { now, at: stopwatch() };
    const copy = await (fresh ? readFresh(eventId, asked) : findKept(eventId, asked));
    return copy && { copy, asked };
  }
  async function readFresh(eventId: string, asked: Asked): Promise<Copy | undefined> {
    const facts = (await events.cached(eventId)) ?? (await events.fresh(eventId));
    return facts && readRows(facts, asked.now, asked, copies.peek(eventId));
  }
  async function findKept(eventId: string, asked: Asked): Promise<Copy | undefined> {
    const kept = copies.get(eventId);
    if (kept && isPromised(kept, asked) && ageOf(kept, asked) <= kept.keptFor) return kept;
    const found = await obtainOnce(eventId, asked);
    // Whoever joined another's search late may be too late for what it found.
    return found && !isPromised(found, asked) ? obtain(eventId, asked) : found;
  }

  return {
    async seats(eventId, query) {
      const found = await find(eventId, query);
      if (!found) return undefined;
      const { copy, asked } = found;
      const changes = query.since === undefined ? undefined : changesOf(copy, query.since, query.now);
      return { answer: changes ?? mapOf(copy), ageMs: ageOf(copy, asked) };
    },
    async availability(eventId, query): Promise<CachedAnswer | undefined> {
      const found = await find(eventId, query);
      return found && { answer: availabilityOf(found.copy), ageMs: ageOf(found.copy, found.asked) };
    },
  };
}

/** A lease that ends later than any could is by a clock that is wrong. */
const isLeased = (until: number, now: number): boolean =>
  until > now && until <= now + SEAT_MAP_CACHE_MS + CLOCK_SKEW_MAX_MS;

// Answers, each written once

const mapOf = writtenOnce(({ facts, snapshot }) => {
  const { version, layout, statuses } = snapshot;
  return { json: seatMapText(facts, snapshot), etag: etagOf(version, layout, statuses) };
});

const availabilityOf = writtenOnce(({ facts, snapshot }) => {
  const answer = availabilityAnswer(facts, snapshot);
  const { asOf: _moves, ...counts } = answer;
  return { json: JSON.stringify(answer), etag: etagOf(snapshot.version, JSON.stringify(counts)) };
});

const changes = new WeakMap<SeatMapSnapshot, Map<number, WrittenAnswer | undefined>>();
const CHANGES_KEPT_MAX = 20;

/** Many have the same map: what has changed since is written once for them. */
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

function writtenOnce(write: (copy: Copy) => WrittenAnswer): (copy: Copy) => WrittenAnswer {
  const answers = new WeakMap<SeatMapSnapshot, WrittenAnswer>();
  return copy => {
    const answer = answers.get(copy.snapshot) ?? write(copy);
    answers.set(copy.snapshot, answer);
    return answer;
  };
}

/** Weak: an answer that differs only in when it was read is as good. */
const etagOf = (version: number, ...parts: (string | Uint8Array)[]): string =>
  `W/"${version}-${hash('sha256', Buffer.concat(parts.map(part => Buffer.from(part))), 'base64url').slice(0, 22)}"`;
