/** Which entries a bounded cache keeps, and for how long. */
import { describe, expect, it } from 'vitest';
import { createCache } from '../../lib/domain/bounded-cache.ts';

describe('a full cache', () => {
  it('forgets the entry that was used least recently', () => {
    const cache = createCache<number>({ sizeMax: 2 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect(['a', 'b', 'c'].map(key => cache.get(key))).toEqual([1, undefined, 3]);
  });

  it('counts the size of each value, also of one that replaces another', () => {
    const cache = createCache<string>({ sizeMax: 10, sizeOf: text => text.length });
    cache.set('a', '123456');
    cache.set('b', '1234');
    cache.set('a', '12');
    cache.set('c', '1234');
    expect(['a', 'b', 'c'].map(key => cache.get(key))).toEqual(['12', '1234', '1234']);
    cache.set('d', '1');
    expect(['a', 'b', 'c', 'd'].map(key => cache.get(key))).toEqual([undefined, '1234', '1234', '1']);
  });

  it('does not keep a value that is larger than all of it, nor the entry that it replaces', () => {
    const cache = createCache<string>({ sizeMax: 3, sizeOf: text => text.length });
    cache.set('a', '123');
    cache.set('b', '1234');
    expect([cache.get('a'), cache.get('b')]).toEqual(['123', undefined]);
    cache.set('a', '1234');
    expect(cache.get('a')).toBeUndefined();
    cache.set('c', '123');
    expect(cache.get('c')).toBe('123');
  });
});

describe('an entry', () => {
  it('lives to the end of its lifetime, and no longer', () => {
    let now = 0;
    const cache = createCache<number>({ sizeMax: 10, ttlMs: 1_000, stopwatch: () => now });
    cache.set('a', 1);
    now = 1_000;
    expect(cache.get('a')).toBe(1);
    now = 1_001;
    expect(cache.get('a')).toBeUndefined();
  });

  it('may have begun earlier, and may have a lifetime of its own', () => {
    let now = 500;
    const cache = createCache<number>({ sizeMax: 10, ttlMs: 1_000, stopwatch: () => now });
    cache.set('early', 1, { began: 0 });
    cache.set('short', 2, { ttlMs: 100 });
    now = 601;
    expect([cache.get('early'), cache.get('short')]).toEqual([1, undefined]);
    now = 1_001;
    expect(cache.get('early')).toBeUndefined();
  });

  it('that was deleted or cleared is gone, and its size with it', () => {
    const cache = createCache<number>({ sizeMax: 2 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.delete('a');
    cache.delete('never there');
    cache.set('c', 3);
    expect(['a', 'b', 'c'].map(key => cache.get(key))).toEqual([undefined, 2, 3]);
    cache.clear();
    expect(cache.get('b')).toBeUndefined();
    cache.set('d', 4);
    cache.set('e', 5);
    expect([cache.get('d'), cache.get('e')]).toEqual([4, 5]);
  });
});
