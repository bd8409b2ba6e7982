/**
 * What this process knows of others who are after the same seats: calls that are placing a hold right now, and seats
 * that have just proved taken. It spares losers a transaction that they would lose, and decides nothing (P2).
 */
import { LRUCache } from 'lru-cache';
import { SEAT_REMEMBERED_MS } from '../domain/limits.ts';
import type { SeatContention } from '../ports/caches.ts';
import type { Obstacles, PlaceHoldOutcome, Store } from '../ports/store.ts';

const SEATS_REMEMBERED_MAX = 20_000;

/** A call that is placing a hold, and what those who wait for it read afterwards, once for the same seats. */
interface Placing {
  done: Promise<unknown>;
  readings: Map<string, Promise<Obstacles | undefined>>;
  /** The latest time (epoch ms) of those who wait: what has lapsed for one of them is no obstacle to any. */
  latest: number;
}

export function createSeatContention(store: Pick<Store, 'readObstacles'>, stopwatch: () => number): SeatContention {
  const placing = new Map<string, Placing>();
  const taken = new LRUCache<string, true>({
    max: SEATS_REMEMBERED_MAX,
    ttl: SEAT_REMEMBERED_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
  });

  return {
    waitForCompetingHolds(eventId, seatIds, now) {
      const seats = seatIds.map(seatId => nameOf(eventId, seatId));
      const first = seats.map(seat => placing.get(seat)).find(found => found !== undefined);
      if (first) {
        first.latest = Math.max(first.latest, now);
        const read = () => store.readObstacles(eventId, seatIds, first.latest);
        return first.done.then(() => readOnce(first.readings, seatIds, read));
      }
      return seats.some(seat => taken.has(seat)) ? store.readObstacles(eventId, seatIds, now) : undefined;
    },

    async trackHold(eventId, seatIds, place) {
      const seats = seatIds.map(seatId => nameOf(eventId, seatId));
      const outcome = place();
      const entry: Placing = { done: outcome.catch(() => undefined), readings: new Map(), latest: 0 };
      for (const seat of seats) placing.set(seat, entry);
      try {
        const known = await outcome;
        // Not what this call has placed itself: the same key may come again, and its record answers in one request.
        for (const seatId of lostBy(known)) taken.set(nameOf(eventId, seatId), true);
        return known;
      } finally {
        for (const seat of seats) if (placing.get(seat) === entry) placing.delete(seat);
      }
    },
  };
}

const nameOf = (eventId: string, seatId: string): string => `${eventId}/${seatId}`;

const lostBy = (outcome: PlaceHoldOutcome): string[] =>
  outcome.is === 'taken' ? outcome.conflicts.map(({ seatId }) => seatId) : [];

/** Begun after all who wait had come, so it is as new as anybody's own would be. */
function readOnce(
  readings: Placing['readings'],
  seatIds: string[],
  read: () => Promise<Obstacles | undefined>,
): Promise<Obstacles | undefined> {
  const input = seatIds.join();
  const reading = readings.get(input) ?? read();
  readings.set(input, reading);
  return reading;
}
