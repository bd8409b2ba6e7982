/** Event facts that a warm function keeps for a few seconds: they may grant a request, but never refuse it. */

import { createCache } from '../domain/bounded-cache.ts';
import { EVENT_CACHE_MS } from '../domain/limits.ts';
import type { EventFacts } from '../domain/model.ts';
import type { EventReader } from '../ports/caches.ts';
import type { Store } from '../ports/store.ts';

/** The limit of the cache in places, because facts grow with their layouts: a few hundred bytes for each place. */
const PLACES_MAX = 200_000;

/** Creates a cache of event facts. Absence is never cached, because it would refuse a request. */
export function cacheEvents(store: Pick<Store, 'readEvent'>, stopwatch: () => number): EventReader {
  const cache = createCache<EventFacts>({
    sizeMax: PLACES_MAX,
    sizeOf: ({ sections }) => 1 + sections.reduce((sum, { capacity }) => sum + capacity, 0),
    ttlMs: EVENT_CACHE_MS,
    stopwatch,
  });
  const fresh = async (eventId: string): Promise<EventFacts | undefined> => {
    const facts = await store.readEvent(eventId);
    // An event in preparation changes without an edit, and its cached facts would refuse requests. It is read each
    // time.
    if (facts && facts.event.state !== 'preparing') cache.set(eventId, facts);
    else cache.delete(eventId);
    return facts;
  };
  return { cached: async eventId => cache.get(eventId) ?? fresh(eventId), fresh };
}
