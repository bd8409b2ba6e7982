/** Seats' rows as a warm function read them less than a second ago: for proposals, which the write decides. */
import { LRUCache } from 'lru-cache';
import { RECENT_SEATS_MS } from '../domain/limits.ts';
import type { EventFacts, Seat } from '../domain/model.ts';
import type { SeatViews } from '../ports/caches.ts';
import type { Store } from '../ports/store.ts';
import { type Stopwatch, singleFlight } from './single-flight.ts';

const SEATS_REMEMBERED_MAX = 200_000;

export function cacheSeatViews(store: Pick<Store, 'readSeats'>, stopwatch: Stopwatch): SeatViews {
  const cache = new LRUCache<string, Map<string, Seat>>({
    maxSize: SEATS_REMEMBERED_MAX,
    sizeCalculation: seats => 1 + seats.size,
    ttl: RECENT_SEATS_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
  });
  const avoided = new LRUCache<string, true>({
    max: SEATS_REMEMBERED_MAX,
    ttl: RECENT_SEATS_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
  });
  const read = async (name: string, facts: EventFacts): Promise<Map<string, Seat>> => {
    const began = stopwatch();
    const seats = await store.readSeats(facts);
    cache.set(name, seats, { start: began });
    return seats;
  };
  const readOnce = singleFlight(read, { stopwatch, ageMax: RECENT_SEATS_MS });
  return {
    async recent(facts) {
      const name = [facts.event.id, ...facts.sections.map(({ id }) => id)].join('/');
      return cache.get(name) ?? readOnce(name, facts);
    },
    avoid(eventId, seatIds) {
      for (const seatId of seatIds) avoided.set(`${eventId}/${seatId}`, true);
    },
    isAvoided: (eventId, seatId) => avoided.has(`${eventId}/${seatId}`),
  };
}
