/** The layout of seats from rows and aisles. */
import { describe, expect, it } from 'vitest';
import { type Box, layOut, ROW_PITCH } from '../../../web/seat-map/layout.ts';
import { intersection } from '../../../web/seat-map/tile-index.ts';
import { mapOf } from './maps.ts';

describe('the layout of a map', () => {
  it('puts the seats of a row side by side, and leaves an aisle before a seat after a gap', () => {
    const { x, y } = layOut(mapOf(1, 2, 4, 2));
    const steps = [1, 2, 3].map(i => (x[i] ?? 0) - (x[i - 1] ?? 0));
    expect(steps).toEqual([1, 2, 1]);
    expect((y[4] ?? 0) - (y[0] ?? 0)).toBe(ROW_PITCH);
  });

  it('has all seats inside their sections, and no two sections on top of each other', () => {
    for (const [sections, rows, seats] of [
      [1, 1, 1],
      [1, 5, 8],
      [7, 15, 9],
      [50, 25, 40],
      [10, 30, 4],
    ] as const) {
      const { blocks, x, y, bounds } = layOut({ ...mapOf(sections, rows, seats), front: 'Stage' });
      for (let i = 0; i < x.length; i++) {
        const box = blocks[Math.floor(i / (rows * seats))]?.box as Box;
        expect(x[i]).toBeGreaterThan(box.x);
        expect(x[i]).toBeLessThan(box.x + box.width);
        expect(y[i]).toBeLessThan(box.y + box.height);
      }
      const overlaps = blocks.flatMap((one, i) =>
        blocks.slice(i + 1).filter(other => intersection(one.box, other.box)),
      );
      expect(overlaps).toEqual([]);
      for (const { box } of blocks) expect(intersection(box, bounds)).toEqual(box);
    }
  });

  it('is as wide as a screen for any number of sections: neither a line nor a column', () => {
    for (const sections of [4, 9, 20, 50, 200]) {
      const { width, height } = layOut(mapOf(sections, 25, 40)).bounds;
      expect(width / height, `${sections} sections`).toBeGreaterThan(0.9);
      expect(width / height, `${sections} sections`).toBeLessThan(2.6);
    }
  });

  it('puts seats on whole pixels where a unit has four', () => {
    const { x, y } = layOut({ ...mapOf(5, 7, 11, 3), front: 'Stage' });
    for (const at of [...x, ...y]) expect(Number.isInteger(at * 4)).toBe(true);
  });

  it('draws a front only if it has a name, and areas as blocks after the sections', () => {
    const areas = [{ id: 'standing', name: 'Standing', available: 10, price: 1_000 }];
    const { front, blocks } = layOut({ ...mapOf(2, 3, 4), areas });
    expect(front).toBeUndefined();
    expect(blocks.map(({ id, kind }) => [id, kind])).toEqual([
      ['s0', 'section'],
      ['s1', 'section'],
      ['standing', 'area'],
    ]);
  });

  it('is empty, and not broken, for a map without seats', () => {
    const { x, bounds } = layOut({ sections: [], areas: [] });
    expect(x).toHaveLength(0);
    expect(Number.isFinite(bounds.width * bounds.height)).toBe(true);
  });
});
