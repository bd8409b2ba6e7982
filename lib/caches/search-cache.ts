/**
 * Searches as a warm function remembers them, answered text and all: for a few seconds, for less where nothing was found,
 * and one at a time. Their ages differ by chance, so that a crowd's searches do not all end together.
 */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { SEARCH_AGE_MAX_MS, SEARCH_EMPTY_AGE_MAX_MS, SEARCH_MAX_AGE_SECONDS } from '../domain/limits.ts';
import { type Stopwatch, singleFlight } from './single-flight.ts';

export interface SearchCache {
  /** `query` is all that the answer depends on, in one form; `search` finds it afresh. */
  answer(query: string, search: () => Promise<{ items: unknown[] }>): Promise<SearchAnswer>;
  /** For the function that has just changed something: its own next search finds it. */
  forget(): void;
}

export interface SearchAnswer {
  body: string;
  headers: Record<string, string>;
}

const BYTES_MAX = 16 * 1024 * 1024;
/** The shortest age, as a share of the longest. */
const AGE_MIN = 0.8;

export function cacheSearches({ stopwatch, random }: { stopwatch: Stopwatch; random: () => number }): SearchCache {
  const cache = new LRUCache<string, { body: string; etag: string }>({
    maxSize: BYTES_MAX,
    sizeCalculation: ({ body }) => body.length,
    ttl: SEARCH_AGE_MAX_MS,
    perf: { now: stopwatch },
    ttlResolution: 0,
  });
  let changes = 0;
  const find = async (query: string, search: () => Promise<{ items: unknown[] }>) => {
    const [began, changesBefore] = [stopwatch(), changes];
    const page = await search();
    const body = JSON.stringify(page);
    const found = { body, etag: `"${hash('sha256', body, 'base64url')}"` };
    const ageMax = page.items.length > 0 ? SEARCH_AGE_MAX_MS : SEARCH_EMPTY_AGE_MAX_MS;
    // Its age counts from when searching began; what was found before a change is not kept after it.
    const ttl = ageMax * (AGE_MIN + (1 - AGE_MIN) * random());
    if (changes === changesBefore) cache.set(query, found, { start: began, ttl });
    return found;
  };
  const findOnce = singleFlight(find, { stopwatch, ageMax: SEARCH_EMPTY_AGE_MAX_MS });

  return {
    async answer(query, search) {
      const kept = cache.get(query);
      const { body, etag } = kept ?? (await findOnce(query, search));
      return { body, headers: headersOf(etag, kept ? 'HIT' : 'MISS') };
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
