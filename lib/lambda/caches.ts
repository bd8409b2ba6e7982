/**
 * What a warm function remembers: event facts for a few seconds, which may grant but never refuse, and seat maps for
 * less than their promised age. One call at a time fetches; the others wait for it.
 */
import { LRUCache } from 'lru-cache';
import { availabilityAnswer, seatMapAnswer } from '../contract/seat-map-answers.ts';
import { EVENT_CACHE_MS, SEAT_MAP_CACHE_MS } from '../domain/limits.ts';
import type { EventFacts, Seat } from '../domain/model.ts';
import type { EventReader, SeatMapReader, Store } from '../usecases/dependencies.ts';

/** Milliseconds on a clock that only moves forward. */
export type Stopwatch = () => number;

/** Event facts are as large as their layouts: so many places in all, a few hundred bytes each. */
const PLACES_REMEMBERED_MAX = 200_000;
const SEAT_MAPS_MAX = 20;

/** Absence is never cached: it would be a refusal. */
export function cacheEvents(store: Store, stopwatch: Stopwatch): EventReader {
  const cache = new LRUCache<string, EventFacts>({
    maxSize: PLACES_REMEMBERED_MAX,
    sizeCalculation: ({ sections }) => 1 + sections.reduce((sum, { capacity }) => sum + capacity, 0),
    ttl: EVENT_CACHE_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
  });
  const fresh = async (eventId: string): Promise<EventFacts | undefined> => {
    const facts = await store.readEvent(eventId);
    if (facts) cache.set(eventId, facts);
    else cache.delete(eventId);
    return facts;
  };
  const readOnce = singleFlight(fresh, { stopwatch, ageMax: EVENT_CACHE_MS });
  return { cached: async eventId => cache.get(eventId) ?? readOnce(eventId), fresh };
}

/** While a read of a key is under way, others who ask for it wait for that one, unless it began too long ago (ms). */
export function singleFlight<Value, More extends unknown[]>(
  read: (key: string, ...more: More) => Promise<Value>,
  { stopwatch, ageMax }: { stopwatch: Stopwatch; ageMax: number },
): (key: string, ...more: More) => Promise<Value> {
  const underWay = new Map<string, { began: number; value: Promise<Value> }>();
  return (key, ...more) => {
    const found = underWay.get(key);
    if (found && stopwatch() - found.began <= ageMax) return found.value;
    const own = { began: stopwatch(), value: read(key, ...more).finally(() => forget()) };
    const forget = (): void => {
      if (underWay.get(key) === own) underWay.delete(key);
    };
    underWay.set(key, own);
    return own.value;
  };
}

interface Snapshot {
  facts: EventFacts;
  seats: Map<string, Seat>;
  /** Epoch ms at which reading began: the answer is at least this new. */
  readAt: number;
}

/** Answers as of the moment their rows were read, and says so. */
export function cacheSeatMaps(store: Store, events: EventReader, stopwatch: Stopwatch): SeatMapReader {
  const read = async (eventId: string, readAt: number): Promise<Snapshot | undefined> => {
    const facts = (await events.cached(eventId)) ?? (await events.fresh(eventId));
    return facts && { facts, seats: await store.readSeats(facts), readAt };
  };
  const snapshots = new LRUCache<string, Snapshot>({
    max: SEAT_MAPS_MAX,
    ttl: SEAT_MAP_CACHE_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
  });
  const readAndKeep = async (eventId: string, readAt: number): Promise<Snapshot | undefined> => {
    const began = stopwatch();
    const found = await read(eventId, readAt);
    const isNewer = (snapshots.peek(eventId)?.readAt ?? 0) <= readAt;
    // Its age counts from when reading began, however long that took.
    if (found && isNewer) snapshots.set(eventId, found, { start: began });
    return found;
  };
  const readOnce = singleFlight(readAndKeep, { stopwatch, ageMax: SEAT_MAP_CACHE_MS });
  const snapshot = async (eventId: string, { fresh, now }: { fresh: boolean; now: number }) =>
    fresh ? read(eventId, now) : (snapshots.get(eventId) ?? readOnce(eventId, now));
  const answers = new WeakMap<Snapshot, Map<unknown, unknown>>();

  /** Makes each answer of a snapshot once. */
  async function answerOf<Answer>(
    eventId: string,
    options: { fresh: boolean; now: number },
    make: (facts: EventFacts, seats: Map<string, Seat>, now: number) => Answer,
  ): Promise<Answer | undefined> {
    const found = await snapshot(eventId, options);
    if (!found) return undefined;
    const made = answers.get(found) ?? new Map<unknown, unknown>();
    answers.set(found, made);
    if (!made.has(make)) made.set(make, make(found.facts, found.seats, found.readAt));
    return made.get(make) as Answer;
  }

  return {
    seats: (eventId, options) => answerOf(eventId, options, seatMapAnswer),
    availability: (eventId, options) => answerOf(eventId, options, availabilityAnswer),
  };
}
