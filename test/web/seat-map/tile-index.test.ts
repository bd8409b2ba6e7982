/** The tiles that a box needs, and the cache of tiles. */
import { describe, expect, it } from 'vitest';
import { boxOfTile, intersection, keyOf, RecentlyUsed, TILE, tilesOver } from '../../../web/seat-map/tile-index.ts';

describe('the tiles over a box', () => {
  it('are those that it touches', () => {
    const box = { x: TILE - 1, y: 0, width: 2, height: TILE };
    expect(tilesOver(box, 1)).toEqual([
      { column: 0, row: 0 },
      { column: 1, row: 0 },
    ]);
  });

  it('cover the box without overlapping, also left of 0', () => {
    const box = { x: -37.5, y: 12, width: 100, height: 77 };
    const parts = tilesOver(box, 13.7).map(at => intersection(boxOfTile(at, 13.7), box));
    const area = parts.reduce((sum, part) => sum + (part ? part.width * part.height : 0), 0);
    expect(area).toBeCloseTo(box.width * box.height);
  });

  it('have different keys', () => {
    const keys = tilesOver({ x: -50, y: -50, width: 100, height: 100 }, 256).map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the cache of tiles', () => {
  it('forgets the tile that was used least recently, and gives it back', () => {
    const cache = new RecentlyUsed<string>(2);
    cache.set(1, 'a');
    cache.set(2, 'b');
    cache.get(1);
    expect(cache.set(3, 'c')).toBe('b');
    expect([1, 2, 3].map(key => cache.peek(key))).toEqual(['a', undefined, 'c']);
  });

  it('does not count a look as a use', () => {
    const cache = new RecentlyUsed<string>(2);
    cache.set(1, 'a');
    cache.set(2, 'b');
    cache.peek(1);
    expect(cache.set(3, 'c')).toBe('a');
  });
});
