/**
 * Computes where each seat and each area is, from rows and aisles. The unit is the distance between two seats of a row. All seats are at
 * multiples of half a unit, and rows at multiples of a quarter, so that bitmaps with four or more pixels a unit show them evenly.
 */
import type { MapSection, SeatMapModel } from './view.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface RowPlace {
  label: string;
  y: number;
  /** The centres of the first and the last seat. */
  left: number;
  right: number;
}

export interface Block {
  id: string;
  name: string;
  kind: 'section' | 'area';
  box: Box;
  rows: RowPlace[];
}

export interface Layout {
  blocks: Block[];
  bounds: Box;
  /** The box of what is in front of the rows. */
  front: Box | undefined;
  /** The centres of the seats, in the order of sections, rows and seats. */
  x: Float32Array;
  y: Float32Array;
}

export const ROW_PITCH = 1.25;
const AISLE = 1;
/** Beside the rows, for their labels. */
const SIDE = 1.75;
/** Above the rows, for the name of the section. */
const TITLE = 2;
const GAP = 2;
const FRONT_HEIGHT = 2.5;
/** Width to height: a map of this shape suits wide screens, and phones that are turned. */
const SHAPE = 1.5;

export function layOut({ sections, areas, front }: SeatMapModel): Layout {
  const sizes = [...sections.map(sizeOfSection), ...areas.map(() => areaSize(sections))];
  const shelves = packed(sizes);
  const width = Math.max(...shelves.map(shelf => shelf.width), 4);
  const blocks: Block[] = [];
  const total = sections.reduce((sum, { rows }) => sum + rows.reduce((count, { seats }) => count + seats.length, 0), 0);
  const layout: Layout = {
    blocks,
    bounds: { x: 0, y: 0, width, height: 0 },
    front: front === undefined ? undefined : frontBox(width),
    x: new Float32Array(total),
    y: new Float32Array(total),
  };
  let top = layout.front ? FRONT_HEIGHT + GAP : 0;
  let seat = 0;
  for (const shelf of shelves) {
    let left = Math.round((width - shelf.width) / 2);
    for (const size of shelf.sizes) {
      const box = { x: left, y: top, ...size };
      const section = sections[blocks.length];
      const area = areas[blocks.length - sections.length];
      if (section) seat = placeSection(layout, section, box, seat);
      else if (area) blocks.push({ id: area.id, name: area.name, kind: 'area', box, rows: [] });
      left += size.width + GAP;
    }
    top += shelf.height + GAP;
  }
  layout.bounds.height = Math.max(top - GAP, 1);
  return layout;
}

interface Size {
  width: number;
  height: number;
}

function sizeOfSection({ rows }: MapSection): Size {
  const width = Math.max(...rows.map(row => lengthOf(row.seats)), 1);
  return { width: Math.ceil(width + 2 * SIDE), height: Math.ceil(TITLE + rows.length * ROW_PITCH + 0.5) };
}

/** The places that a row takes, with its aisles. */
const lengthOf = (seats: MapSection['rows'][number]['seats']): number =>
  seats.reduce((sum, { afterGap }, i) => sum + 1 + (afterGap && i > 0 ? AISLE : 0), 0);

/** The capacity of an area is unknown. It is as wide as a middle section, so that its name can be read beside theirs. */
function areaSize(sections: readonly MapSection[]): Size {
  const widths = sections.map(section => sizeOfSection(section).width).sort((a, b) => a - b);
  const width = Math.max(widths[Math.floor(widths.length / 2)] ?? 14, 10);
  return { width, height: Math.max(Math.round(width / 3), 4) };
}

interface Shelf extends Size {
  sizes: Size[];
}

/** Puts the blocks in lines, in their order, so that all of them together appear as large as possible. */
function packed(sizes: Size[]): Shelf[] {
  const widest = Math.max(...sizes.map(size => size.width), 1);
  const all = sizes.reduce((sum, size) => sum + size.width + GAP, 0);
  let best: Shelf[] = [];
  let bestExtent = Number.POSITIVE_INFINITY;
  for (let width = widest; ; width = Math.min(width * 1.05, all)) {
    const shelves = shelvesOf(sizes, width);
    const height = shelves.reduce((sum, shelf) => sum + shelf.height + GAP, 0);
    const extent = Math.max(Math.max(...shelves.map(shelf => shelf.width)), height * SHAPE);
    if (extent < bestExtent) [best, bestExtent] = [shelves, extent];
    if (width >= all) return best;
  }
}

function shelvesOf(sizes: Size[], widthMax: number): Shelf[] {
  const shelves: Shelf[] = [];
  for (const size of sizes) {
    const last = shelves.at(-1);
    if (last && last.width + GAP + size.width <= widthMax) {
      last.sizes.push(size);
      last.width += GAP + size.width;
      last.height = Math.max(last.height, size.height);
    } else shelves.push({ sizes: [size], ...size });
  }
  return shelves;
}

const frontBox = (width: number): Box => {
  const own = Math.max(Math.round(width * 0.6), 4);
  return { x: (width - own) / 2, y: 0, width: own, height: FRONT_HEIGHT };
};

/** Rows are centred, because they are in most halls. Returns the number of the next seat. */
function placeSection({ blocks, x, y }: Layout, section: MapSection, box: Box, first: number): number {
  let seat = first;
  const rows = section.rows.map(({ label, seats }, r): RowPlace => {
    const rowY = box.y + TITLE + r * ROW_PITCH + 0.5;
    const start = box.x + Math.round(box.width - lengthOf(seats)) / 2 + 0.5;
    let at = start;
    for (const [i, { afterGap }] of seats.entries()) {
      if (afterGap && i > 0) at += AISLE;
      x[seat] = at++;
      y[seat++] = rowY;
    }
    return { label, y: rowY, left: start, right: Math.max(at - 1, start) };
  });
  blocks.push({ id: section.id, name: section.name, kind: 'section', box, rows });
  return seat;
}
