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

const EVENTS_MAX = 500;
const SEAT_MAPS_MAX = 20;

/** Absence is never cached: it would be a refusal. */
export function cacheEvents(store: Store, stopwatch: Stopwatch): EventReader {
  const cache = new LRUCache<string, EventFacts>({
    max: EVENTS_MAX,
    ttl: EVENT_CACHE_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
    fetchMethod: eventId => store.readEvent(eventId),
  });
  return {
    cached: eventId => cache.fetch(eventId),
    async fresh(eventId) {
      const facts = await store.readEvent(eventId);
      if (facts) cache.set(eventId, facts);
      else cache.delete(eventId);
      return facts;
    },
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
  const snapshots = new LRUCache<string, Snapshot, number>({
    max: SEAT_MAPS_MAX,
    ttl: SEAT_MAP_CACHE_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
    fetchMethod: (eventId, _stale, { context }) => read(eventId, context),
  });
  const snapshot = async (eventId: string, { fresh, now }: { fresh: boolean; now: number }) =>
    fresh ? read(eventId, now) : snapshots.fetch(eventId, { context: now });
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
