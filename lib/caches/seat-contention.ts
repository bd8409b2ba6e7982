/**
 * Seats that this function found taken a moment ago. A request for one of them reads before it writes, which costs less
 * than a transaction that is refused. It decides nothing (P2).
 */

import { createCache } from '../domain/bounded-cache.ts';
import { SEAT_REMEMBERED_MS } from '../domain/limits.ts';
import type { SeatContention } from '../ports/caches.ts';
import type { PlaceHoldOutcome, Store } from '../ports/store.ts';

const SEATS_MAX = 20_000;

/** Nothing is in flight beside the request itself: a Lambda function serves one at a time. */
export function createSeatContention(store: Pick<Store, 'readObstacles'>, stopwatch: () => number): SeatContention {
  const taken = createCache<true>({ sizeMax: SEATS_MAX, ttlMs: SEAT_REMEMBERED_MS, stopwatch });
  return {
    waitForCompetingHolds(eventId, seatIds, now) {
      const wasTaken = seatIds.some(seatId => taken.get(nameOf(eventId, seatId)));
      return wasTaken ? store.readObstacles(eventId, seatIds, now) : undefined;
    },

    async trackHold(eventId, _seatIds, place) {
      const outcome = await place();
      // Not the seats that this call holds itself: the same key may come again, and its record answers in one request.
      for (const seatId of seatsTakenIn(outcome)) taken.set(nameOf(eventId, seatId), true);
      return outcome;
    },
  };
}

const nameOf = (eventId: string, seatId: string): string => `${eventId}/${seatId}`;

const seatsTakenIn = (outcome: PlaceHoldOutcome): string[] =>
  outcome.is === 'taken' ? outcome.conflicts.map(({ seatId }) => seatId) : [];
