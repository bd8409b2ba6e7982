/**
 * Finds seats by place: the one under a pointer, and those in a box. Seats are one unit apart, so a grid of cells finds them faster than a
 * tree, and its code is a tenth as large. The grid is built when it is first asked.
 */
import type { Block, Box, Layout } from './layout.ts';
import type { Point } from './view-transform.ts';

export interface HitTest {
  /** The nearest seat at most so far from the point. */
  seatAt(point: Point, within: number): number | undefined;
  /** The seats of which a part may be in the box. */
  seatsIn(box: Box): number[];
  blockAt(point: Point): Block | undefined;
}

/** The side of a cell, in units. */
const CELL = 4;
/** The largest distance from the middle of a seat to its edge. */
const HALF = 0.5;

export function hitTestOf({ x, y, blocks }: Layout): HitTest {
  let built: Grid | undefined;
  const seatsIn = ({ x: left, y: top, width, height }: Box): number[] => {
    built ??= gridOf(x, y);
    return near(built, left - HALF, top - HALF, left + width + HALF, top + height + HALF);
  };
  return {
    seatsIn,
    seatAt(point, within) {
      const around = { x: point.x - within, y: point.y - within, width: 2 * within, height: 2 * within };
      let nearest: number | undefined;
      let least = within;
      for (const i of seatsIn(around)) {
        const distance = Math.hypot((x[i] as number) - point.x, (y[i] as number) - point.y);
        if (distance <= least) [nearest, least] = [i, distance];
      }
      return nearest;
    },
    blockAt: point => blocks.find(({ box }) => isInside(box, point)),
  };
}

interface Grid {
  x: Float32Array;
  y: Float32Array;
  cells: Map<number, number[]>;
}

const keyOf = (column: number, row: number): number => row * 1e5 + column;

function gridOf(x: Float32Array, y: Float32Array): Grid {
  const cells = new Map<number, number[]>();
  for (let i = 0; i < x.length; i++) {
    const key = keyOf(Math.floor((x[i] as number) / CELL), Math.floor((y[i] as number) / CELL));
    const cell = cells.get(key);
    if (cell) cell.push(i);
    else cells.set(key, [i]);
  }
  return { x, y, cells };
}

/** The seats with their middle in the box. */
function near({ x, y, cells }: Grid, left: number, top: number, right: number, bottom: number): number[] {
  const found: number[] = [];
  for (let row = Math.floor(top / CELL); row * CELL <= bottom; row++) {
    for (let column = Math.floor(left / CELL); column * CELL <= right; column++) {
      for (const i of cells.get(keyOf(column, row)) ?? []) {
        const [seatX, seatY] = [x[i] as number, y[i] as number];
        if (seatX >= left && seatX <= right && seatY >= top && seatY <= bottom) found.push(i);
      }
    }
  }
  return found;
}

const isInside = ({ x, y, width, height }: Box, at: Point): boolean =>
  at.x >= x && at.y >= y && at.x <= x + width && at.y <= y + height;
