/** Event facts that a warm function keeps for a few seconds: they may grant a request, but never refuse it. */

import { createCache } from '../domain/bounded-cache.ts';
import { EVENT_CACHE_MS } from '../domain/limits.ts';
import type { EventFacts } from '../domain/model.ts';
import type { EventReader } from '../ports/caches.ts';
import type { Store } from '../ports/store.ts';

/** Facts are as large as their layouts, a few hundred bytes for each place. */
const PLACES_MAX = 200_000;

/** Absence is never cached, because it would refuse. */
export function cacheEvents(store: Pick<Store, 'readEvent'>, stopwatch: () => number): EventReader {
  const cache = createCache<EventFacts>({
    sizeMax: PLACES_MAX,
    sizeOf: ({ sections }) => 1 + sections.reduce((sum, { capacity }) => sum + capacity, 0),
    ttlMs: EVENT_CACHE_MS,
    stopwatch,
  });
  const fresh = async (eventId: string): Promise<EventFacts | undefined> => {
    const facts = await store.readEvent(eventId);
    // An event in preparation changes by itself, and would be refused from the cache: it is read each time.
    if (facts && facts.event.state !== 'preparing') cache.set(eventId, facts);
    else cache.delete(eventId);
    return facts;
  };
  return { cached: async eventId => cache.get(eventId) ?? fresh(eventId), fresh };
}
