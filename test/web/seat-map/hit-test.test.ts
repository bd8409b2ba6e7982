/** Finding seats by place. */
import { describe, expect, it } from 'vitest';
import { hitTestOf } from '../../../web/seat-map/hit-test.ts';
import { layOut } from '../../../web/seat-map/layout.ts';
import { mapOf } from './maps.ts';

const layout = layOut(mapOf(12, 20, 30, 14));
const hits = hitTestOf(layout);
const pointOf = (i: number) => ({ x: layout.x[i] as number, y: layout.y[i] as number });

describe('the hit test', () => {
  it('finds each seat at its own place, and a little beside it', () => {
    for (let i = 0; i < layout.x.length; i += 7) {
      expect(hits.seatAt(pointOf(i), 0.5)).toBe(i);
      expect(hits.seatAt({ x: pointOf(i).x + 0.3, y: pointOf(i).y - 0.3 }, 0.5)).toBe(i);
    }
  });

  it('finds no seat in an aisle, nor outside the map', () => {
    const { x, y } = pointOf(13);
    expect(hits.seatAt({ x: x + 1, y }, 0.5)).toBeUndefined();
    expect(hits.seatAt({ x: -100, y: -100 }, 0.5)).toBeUndefined();
  });

  it('finds the seats in a box, as a look at all seats does', () => {
    for (const box of [
      { x: 3.2, y: 7.9, width: 11, height: 30 },
      { x: -5, y: -5, width: 9_999, height: 9_999 },
    ]) {
      const expected = [...layout.x.keys()].filter(i => {
        const { x, y } = pointOf(i);
        return x >= box.x - 0.5 && x <= box.x + box.width + 0.5 && y >= box.y - 0.5 && y <= box.y + box.height + 0.5;
      });
      expect(hits.seatsIn(box).toSorted((a, b) => a - b)).toEqual(expected);
    }
  });

  it('finds the section around a point', () => {
    expect(hits.blockAt(pointOf(0))?.id).toBe('s0');
    expect(hits.blockAt({ x: -1, y: -1 })).toBeUndefined();
  });
});
