/**
 * Seats that this function found taken a moment ago. A request for one of them reads before it writes, because a read
 * costs less than a refused transaction. The memory decides nothing (P2).
 */

import { createCache } from '../domain/bounded-cache.ts';
import { SEAT_REMEMBERED_MS } from '../domain/limits.ts';
import type { SeatContention } from '../ports/caches.ts';
import type { PlaceHoldOutcome, Store } from '../ports/store.ts';

const SEATS_MAX = 20_000;

/** Creates the memory. It waits for no other hold: a Lambda function serves one request at a time. */
export function createSeatContention(store: Pick<Store, 'readObstacles'>, stopwatch: () => number): SeatContention {
  const taken = createCache<true>({ sizeMax: SEATS_MAX, ttlMs: SEAT_REMEMBERED_MS, stopwatch });
  return {
    waitForCompetingHolds(eventId, seatIds, now, unlocked) {
      const wasTaken = seatIds.some(seatId => taken.get(nameOf(eventId, seatId)));
      return wasTaken ? store.readObstacles(eventId, seatIds, now, unlocked) : undefined;
    },

    async trackHold(eventId, _seatIds, place) {
      const outcome = await place();
      // Does not remember the seats that this call holds itself: a call with the same key is answered by its record in
      // one request.
      for (const seatId of seatsTakenIn(outcome)) taken.set(nameOf(eventId, seatId), true);
      return outcome;
    },
  };
}

const nameOf = (eventId: string, seatId: string): string => `${eventId}/${seatId}`;

const seatsTakenIn = (outcome: PlaceHoldOutcome): string[] =>
  outcome.is === 'taken' ? outcome.conflicts.map(({ seatId }) => seatId) : [];
