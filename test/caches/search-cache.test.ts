/** How old a search may be, and that a crowd asks once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheSearches, type SearchCache } from '../../lib/caches/search-cache.ts';

let now: number;
let chance: number;
let cache: SearchCache;
let searches: number;
let items: unknown[];
beforeEach(() => {
  [now, chance, searches, items] = [1, 1, 0, ['an event']];
  cache = cacheSearches({ stopwatch: () => now, random: () => chance });
});

const search = async () => {
  searches += 1;
  return { items };
};
const statusOf = async (query = 'q') => (await cache.answer(query, search)).headers['x-cache-status'];

describe('a search', () => {
  it('is remembered for five seconds, and no longer', async () => {
    expect(await statusOf()).toBe('MISS');
    now += 4_999;
    expect(await statusOf()).toBe('HIT');
    now += 2;
    expect(await statusOf()).toBe('MISS');
    expect(searches).toBe(2);
  });

  it('is remembered up to a second less, by chance', async () => {
    chance = 0;
    await statusOf();
    now += 3_999;
    expect(await statusOf()).toBe('HIT');
    now += 2;
    expect(await statusOf()).toBe('MISS');
  });

  it('that found nothing is remembered for a second', async () => {
    items = [];
    await statusOf();
    now += 999;
    expect(await statusOf()).toBe('HIT');
    now += 2;
    expect(await statusOf()).toBe('MISS');
  });

  it('is made once for a crowd', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.answer('q', search)));
    expect(searches).toBe(1);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('that fails is not remembered', async () => {
    const failing = () => Promise.reject(new Error('busy'));
    await expect(cache.answer('q', failing)).rejects.toThrow('busy');
    expect(await statusOf()).toBe('MISS');
  });

  it('is made again after a change, also when it was under way then', async () => {
    const { promise, resolve } = Promise.withResolvers<{ items: unknown[] }>();
    const early = cache.answer('q', () => promise);
    cache.forget();
    resolve({ items: ['what was'] });
    await early;
    items = ['what is'];
    expect((await cache.answer('q', search)).body).toBe('{"items":["what is"]}');
  });

  it('has a tag that changes with its answer only', async () => {
    const tagOf = async (query: string) => (await cache.answer(query, search)).headers.etag;
    expect(await tagOf('one')).toBe(await tagOf('other'));
    items = ['another event'];
    expect(await tagOf('third')).not.toBe(await tagOf('one'));
  });
});
