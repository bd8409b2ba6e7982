/** Seat rows that a warm function read less than a second ago. They serve to propose seats; the write decides (P2). */

import { createCache } from '../domain/bounded-cache.ts';
import { RECENT_SEATS_MS } from '../domain/limits.ts';
import type { Seat } from '../domain/model.ts';
import type { SeatViews } from '../ports/caches.ts';
import type { Store } from '../ports/store.ts';

const SEATS_MAX = 200_000;

export function cacheSeatViews(store: Pick<Store, 'readSeats'>, stopwatch: () => number): SeatViews {
  const lifetime = { ttlMs: RECENT_SEATS_MS, stopwatch };
  const views = createCache<Map<string, Seat>>({ sizeMax: SEATS_MAX, sizeOf: seats => 1 + seats.size, ...lifetime });
  const avoided = createCache<true>({ sizeMax: SEATS_MAX, ...lifetime });
  return {
    async recent(facts) {
      const name = [facts.event.id, ...facts.sections.map(({ id }) => id)].join('/');
      const recent = views.get(name);
      if (recent) return recent;
      const began = stopwatch();
      const seats = await store.readSeats(facts);
      views.set(name, seats, { began });
      return seats;
    },
    avoid(eventId, seatIds) {
      for (const seatId of seatIds) avoided.set(`${eventId}/${seatId}`, true);
    },
    isAvoided: (eventId, seatId) => avoided.get(`${eventId}/${seatId}`) === true,
  };
}
