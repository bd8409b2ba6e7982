/**
 * Adds the sharing of reads, holds and counts to a service that serves many requests at once, as the local service does.
 * A Lambda function serves one request at a time and has nothing to share.
 */
import { createProcessRateCounter } from '../caches/process-rate-counter.ts';
import { SEAT_MAP_AGE_MAX_MS } from '../domain/limits.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import type { CachedAnswer, SeatMapReader } from '../ports/seat-maps.ts';
import { waitForHoldsInFlight } from './holds-in-flight.ts';

/** Replaces the parts of `dependencies` that concurrent requests can share. */
export function shareBetweenRequests(
  dependencies: Pick<Dependencies, 'seatContention' | 'seatMaps' | 'store' | 'rates'>,
): void {
  dependencies.seatContention = waitForHoldsInFlight(dependencies.seatContention, dependencies.store);
  dependencies.seatMaps = shareSeatMapReads(dependencies.seatMaps);
  dependencies.rates = createProcessRateCounter();
}

/** Lets requests for the same seat map or availability wait for the one that is reading it. */
export function shareSeatMapReads(seatMaps: SeatMapReader): SeatMapReader {
  type Read = () => Promise<CachedAnswer | undefined>;
  const inFlight = new Map<string, Promise<CachedAnswer | undefined>>();

  function begin(name: string, read: Read): ReturnType<Read> {
    const own = read().finally(() => {
      if (inFlight.get(name) === own) inFlight.delete(name);
    });
    inFlight.set(name, own);
    return own;
  }

  async function readOrWait(name: string, read: Read): ReturnType<Read> {
    const other = inFlight.get(name);
    if (!other) return begin(name, read);
    const found = await other.catch(() => undefined);
    // The age of the answer counts until the read ended, which is after this request came. If it is too old, this
    // request reads itself.
    return found && found.ageMs <= SEAT_MAP_AGE_MAX_MS ? found : begin(name, read);
  }

  return {
    seats(eventId, query) {
      const read = () => seatMaps.seats(eventId, query);
      return query.fresh ? read() : readOrWait(`seats ${eventId} ${query.since ?? ''}`, read);
    },
    availability(eventId, query) {
      const read = () => seatMaps.availability(eventId, query);
      return query.fresh ? read() : readOrWait(`availability ${eventId}`, read);
    },
  };
}
