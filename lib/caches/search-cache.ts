/**
 * Serialized search responses that a warm function keeps for a few seconds, or shorter if nothing was found. Their
 * lifetimes differ randomly, so that many cached searches do not expire at the same moment.
 */
import { hash } from 'node:crypto';
import { createCache } from '../domain/bounded-cache.ts';
import { SEARCH_AGE_MAX_MS, SEARCH_EMPTY_AGE_MAX_MS, SEARCH_MAX_AGE_SECONDS } from '../domain/limits.ts';

export interface SearchCache {
  /** `query` has everything that the response depends on, in canonical form; `search` runs it. */
  answer(query: string, search: () => Promise<{ items: unknown[] }>): Promise<SearchAnswer>;
  /** Empties the cache. A function that has changed an event calls it, so that its own next search finds the change. */
  forget(): void;
}

export interface SearchAnswer {
  body: string;
  headers: Record<string, string>;
}

const CHARACTERS_MAX = 16 * 1024 * 1024;
/** The shortest lifetime, as a share of the longest. */
const LIFETIME_MIN = 0.8;

export function cacheSearches({ stopwatch, random }: { stopwatch: () => number; random: () => number }): SearchCache {
  const cache = createCache<{ body: string; etag: string }>({
    sizeMax: CHARACTERS_MAX,
    sizeOf: ({ body }) => body.length,
    stopwatch,
  });
  let changes = 0;
  return {
    async answer(query, search) {
      const kept = cache.get(query);
      if (kept) return { body: kept.body, headers: headersOf(kept.etag, 'HIT') };
      const [began, changesBefore] = [stopwatch(), changes];
      const page = await search();
      const body = JSON.stringify(page);
      const etag = `"${hash('sha256', body, 'base64url')}"`;
      const ageMax = page.items.length > 0 ? SEARCH_AGE_MAX_MS : SEARCH_EMPTY_AGE_MAX_MS;
      const ttlMs = ageMax * (LIFETIME_MIN + (1 - LIFETIME_MIN) * random());
      // A search that began before a change may have missed it.
      if (changes === changesBefore) cache.set(query, { body, etag }, { began, ttlMs });
      return { body, headers: headersOf(etag, 'MISS') };
    },
    forget() {
      changes += 1;
      cache.clear();
    },
  };
}

const headersOf = (etag: string, status: 'HIT' | 'MISS'): Record<string, string> => ({
  'content-type': 'application/json',
  'cache-control': `public, max-age=${SEARCH_MAX_AGE_SECONDS}`,
  etag,
  'x-cache-status': status,
});
