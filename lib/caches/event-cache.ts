/**
 * What a warm function remembers of events: their facts for a few seconds, which may grant but never refuse. One call at a
 * time fetches; the others wait for it.
 */
import { LRUCache } from 'lru-cache';
import { EVENT_CACHE_MS } from '../domain/limits.ts';
import type { EventFacts } from '../domain/model.ts';
import type { EventReader } from '../ports/caches.ts';
import type { Store } from '../ports/store.ts';
import { type Stopwatch, singleFlight } from './single-flight.ts';

/** Event facts are as large as their layouts: so many places in all, a few hundred bytes each. */
const PLACES_REMEMBERED_MAX = 200_000;

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
    // What is in preparation changes by itself, and would be refused from here: it is read each time.
    if (facts && facts.event.state !== 'preparing') cache.set(eventId, facts);
    else cache.delete(eventId);
    return facts;
  };
  const readOnce = singleFlight(fresh, { stopwatch, ageMax: EVENT_CACHE_MS });
  return { cached: async eventId => cache.get(eventId) ?? readOnce(eventId), fresh };
}
