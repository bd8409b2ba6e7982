/** The search cache: the age of its entries. */
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheSearches, type SearchCache } from '../../lib/caches/search-cache.ts';

let now: number;
let random: number;
let cache: SearchCache;
let searches: number;
let items: unknown[];
beforeEach(() => {
  [now, random, searches, items] = [1, 1, 0, ['an event']];
  cache = cacheSearches({ stopwatch: () => now, random: () => random });
});

const search = async () => {
  searches += 1;
  return { items };
};
const statusOf = async (query = 'q') => (await cache.answer(query, search)).headers['x-cache-status'];

describe('a search', () => {
  it('is cached for five seconds', async () => {
    expect(await statusOf()).toBe('MISS');
    now += 4_999;
    expect(await statusOf()).toBe('HIT');
    now += 2;
    expect(await statusOf()).toBe('MISS');
    expect(searches).toBe(2);
  });

  it('is cached up to one second shorter, at random', async () => {
    random = 0;
    await statusOf();
    now += 3_999;
    expect(await statusOf()).toBe('HIT');
    now += 2;
    expect(await statusOf()).toBe('MISS');
  });

  it('without results is cached for one second', async () => {
    items = [];
    await statusOf();
    now += 999;
    expect(await statusOf()).toBe('HIT');
    now += 2;
    expect(await statusOf()).toBe('MISS');
  });

  it('that fails is not cached', async () => {
    const failing = () => Promise.reject(new Error('busy'));
    await expect(cache.answer('q', failing)).rejects.toThrow('busy');
    expect(await statusOf()).toBe('MISS');
  });

  it('is made again after a change', async () => {
    await statusOf();
    cache.forget();
    items = ['after'];
    expect((await cache.answer('q', search)).body).toBe('{"items":["after"]}');
  });

  it('is not cached if a change came while it ran, which the next search then missed', async () => {
    const interrupted = async () => {
      const found = await search();
      cache.forget();
      return found;
    };
    await cache.answer('q', interrupted);
    items = ['after'];
    expect((await cache.answer('q', search)).body).toBe('{"items":["after"]}');
  });

  it('has an ETag that changes only with its response', async () => {
    const tagOf = async (query: string) => (await cache.answer(query, search)).headers.etag;
    expect(await tagOf('one')).toBe(await tagOf('other'));
    items = ['another event'];
    expect(await tagOf('third')).not.toBe(await tagOf('one'));
  });
});
