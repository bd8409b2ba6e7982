/** The tiles of a map: which of them a box needs, and a cache that forgets those that were used least recently. */
import type { Box } from './layout.ts';

/** Pixels of the device. */
export const TILE = 512;

export interface TileAt {
  column: number;
  row: number;
}

const KEY_BASE = 1 << 16;
/** Columns and rows may be negative. */
export const keyOf = ({ column, row }: TileAt): number => (row + KEY_BASE / 2) * KEY_BASE + column + KEY_BASE / 2;

/** The tiles that the box touches, where a unit has `scale` pixels. */
export function tilesOver({ x, y, width, height }: Box, scale: number): TileAt[] {
  const side = TILE / scale;
  const tiles: TileAt[] = [];
  for (let row = Math.floor(y / side); row * side < y + height; row++) {
    for (let column = Math.floor(x / side); column * side < x + width; column++) tiles.push({ column, row });
  }
  return tiles;
}

export const boxOfTile = ({ column, row }: TileAt, scale: number): Box => {
  const side = TILE / scale;
  return { x: column * side, y: row * side, width: side, height: side };
};

/** The part that both boxes have, if any. */
export function intersection(one: Box, other: Box): Box | undefined {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** A map of so many entries. Reading an entry makes it the last to be forgotten. */
export class RecentlyUsed<Value> {
  readonly #entries = new Map<number, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: number): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Returns the value that had to go. */
  set(key: number, value: Value): Value | undefined {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return undefined;
    const [oldest] = this.#entries;
    if (!oldest) return undefined;
    this.#entries.delete(oldest[0]);
    return oldest[1];
  }

  /** Reads without a trace. */
  peek(key: number): Value | undefined {
    return this.#entries.get(key);
  }
}
