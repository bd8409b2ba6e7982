/** The keyboard in the grid of a section, the part of a large section that is drawn, and the pauses between requests. */
import { describe, expect, it } from 'vitest';
import { drawnRows, moved } from '../../../web/features/seats/grid-moves.ts';
import { pauseOf } from '../../../web/features/seats/polling.ts';
import type { Seat } from '../../../web/features/seats/seating.ts';

const rowsOf = (...counts: number[]) =>
  counts.map(count => ({ seats: Array.from({ length: count }, () => ({}) as Seat) }));
const ROWS = rowsOf(4, 8, 8, 8, 8, 8, 6);
const press = (at: [number, number], key: string, ctrlKey = false) => {
  const to = moved(ROWS, { row: at[0], seat: at[1] }, { key, ctrlKey });
  return to && [to.row, to.seat];
};

describe('the focus in a grid of seats', () => {
  it.each([
    ['ArrowRight', [1, 3], [1, 4]],
    ['ArrowRight', [1, 7], [1, 7]],
    ['ArrowLeft', [1, 0], [1, 0]],
    ['ArrowDown', [1, 3], [2, 3]],
    ['ArrowUp', [0, 3], [0, 3]],
    ['PageDown', [1, 3], [6, 2]],
    ['PageUp', [6, 2], [1, 3]],
    ['Home', [1, 3], [1, 0]],
    ['End', [1, 3], [1, 7]],
  ] as const)('%s from %j goes to %j', (key, from, to) => {
    expect(press([from[0], from[1]], key)).toEqual(to);
  });

  it('goes to the first and the last seat with Ctrl', () => {
    expect(press([3, 3], 'Home', true)).toEqual([0, 0]);
    expect(press([3, 3], 'End', true)).toEqual([6, 5]);
  });

  it('stays in the column as it is drawn: rows are centred', () => {
    expect(press([1, 2], 'ArrowUp')).toEqual([0, 0]);
    expect(press([0, 0], 'ArrowDown')).toEqual([1, 2]);
    expect(press([1, 7], 'ArrowUp')).toEqual([0, 3]);
  });

  it('leaves other keys to the browser', () => {
    expect(press([1, 1], 'Tab')).toBeUndefined();
  });
});

describe('the drawn rows', () => {
  it('are all rows of a section that is not too large', () => {
    expect(drawnRows(ROWS, 3)).toEqual({ from: 0, to: 7 });
  });

  it('are those around the focus in a large one, at its ends too', () => {
    const rows = rowsOf(...Array.from({ length: 100 }, () => 10));
    expect(drawnRows(rows, 50, 50)).toEqual({ from: 48, to: 53 });
    expect(drawnRows(rows, 0, 50)).toEqual({ from: 0, to: 5 });
    expect(drawnRows(rows, 99, 50)).toEqual({ from: 95, to: 100 });
  });

  it('are at least one, however long it is, and none of no rows', () => {
    expect(drawnRows(rowsOf(5_000, 1), 0, 50)).toEqual({ from: 0, to: 1 });
    expect(drawnRows([], 0)).toEqual({ from: 0, to: 0 });
  });
});

describe('the pause before the next request', () => {
  it.each([
    [{ isVisible: true, idleMs: 0, failures: 0 }, 2_000],
    [{ isVisible: true, idleMs: 59_999, failures: 0 }, 2_000],
    [{ isVisible: true, idleMs: 60_000, failures: 0 }, 10_000],
    [{ isVisible: false, idleMs: 0, failures: 0 }, undefined],
    [{ isVisible: true, idleMs: 0, failures: 1 }, 4_000],
    [{ isVisible: true, idleMs: 0, failures: 9 }, 30_000],
  ])('of %j is %s ms', (use, ms) => {
    expect(pauseOf(use)).toBe(ms);
  });
});
