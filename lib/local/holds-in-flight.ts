/**
 * Lets a request wait while another request of this process is placing a hold on one of its seats. The local service serves
 * many requests at once, so this saves each loser of a race a transaction; a Lambda function never needs it.
 */
import type { SeatContention } from '../ports/caches.ts';
import type { Obstacles, Store } from '../ports/store.ts';

/** A hold that is being placed. The requests that wait for it share its reads, one read for each list of seats. */
interface HoldInFlight {
  done: Promise<unknown>;
  reads: Map<string, Promise<Obstacles | undefined>>;
  /** The latest time (epoch ms) of a request that waits: a hold that has lapsed by then is no obstacle to any of them. */
  latest: number;
}

/** Adds the waiting for holds in flight to `contention`. */
export function waitForHoldsInFlight(contention: SeatContention, store: Pick<Store, 'readObstacles'>): SeatContention {
  const inFlight = new Map<string, HoldInFlight>();
  return {
    waitForCompetingHolds(eventId, seatIds, now, unlocked = NONE) {
      const hold = seatIds.map(seatId => inFlight.get(nameOf(eventId, seatId))).find(found => found !== undefined);
      if (!hold) return contention.waitForCompetingHolds(eventId, seatIds, now, unlocked);
      hold.latest = Math.max(hold.latest, now);
      // The read begins after every waiting request has come, so it is as fresh for each of them as a read of its own.
      const read = () => store.readObstacles(eventId, seatIds, hold.latest, unlocked);
      // A buyer with a code and one without it do not share a read, since the code unlocks seats.
      return hold.done.then(() => readOnce(hold, [...seatIds, '', ...unlocked], read));
    },

    async trackHold(eventId, seatIds, place) {
      const outcome = contention.trackHold(eventId, seatIds, place);
      const hold: HoldInFlight = { done: outcome.catch(() => undefined), reads: new Map(), latest: 0 };
      const names = seatIds.map(seatId => nameOf(eventId, seatId));
      for (const name of names) inFlight.set(name, hold);
      try {
        return await outcome;
      } finally {
        for (const name of names) if (inFlight.get(name) === hold) inFlight.delete(name);
      }
    },
  };
}

const NONE: ReadonlySet<string> = new Set();
const nameOf = (eventId: string, seatId: string): string => `${eventId}/${seatId}`;

function readOnce(
  { reads }: HoldInFlight,
  seatIds: string[],
  read: () => Promise<Obstacles | undefined>,
): Promise<Obstacles | undefined> {
  const seats = seatIds.join();
  const reading = reads.get(seats) ?? read();
  reads.set(seats, reading);
  return reading;
}
