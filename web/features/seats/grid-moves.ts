/** Where the focus goes in the grid of a section by the keyboard, and which rows of a large section are in the page. Pure. */
import type { SeatRow } from './seating.ts';

export interface At {
  row: number;
  seat: number;
}

/** Rows that Page Up and Page Down skip. */
const PAGE_ROWS = 5;

interface Key {
  key: string;
  ctrlKey: boolean;
}

/** The seat to which a key moves the focus; undefined if the key does something else. */
export function moved(rows: readonly Pick<SeatRow, 'seats'>[], at: At, { key, ctrlKey }: Key): At | undefined {
  const lastRow = rows.length - 1;
  const lastSeat = (rows[at.row]?.seats.length ?? 1) - 1;
  switch (key) {
    case 'ArrowLeft':
      return { ...at, seat: Math.max(0, at.seat - 1) };
    case 'ArrowRight':
      return { ...at, seat: Math.min(lastSeat, at.seat + 1) };
    case 'ArrowUp':
      return inRow(rows, at, Math.max(0, at.row - 1));
    case 'ArrowDown':
      return inRow(rows, at, Math.min(lastRow, at.row + 1));
    case 'PageUp':
      return inRow(rows, at, Math.max(0, at.row - PAGE_ROWS));
    case 'PageDown':
      return inRow(rows, at, Math.min(lastRow, at.row + PAGE_ROWS));
    case 'Home':
      return ctrlKey ? { row: 0, seat: 0 } : { ...at, seat: 0 };
    case 'End':
      return ctrlKey
        ? { row: lastRow, seat: Math.max(0, (rows[lastRow]?.seats.length ?? 1) - 1) }
        : { ...at, seat: lastSeat };
    default:
      return undefined;
  }
}

/** The seat at the same place of another row: rows are centred, so the distance from the middle stays. */
function inRow(rows: readonly Pick<SeatRow, 'seats'>[], { row, seat }: At, to: number): At {
  const here = rows[row]?.seats.length ?? 0;
  const there = rows[to]?.seats.length ?? 0;
  const shifted = Math.round(seat - (here - there) / 2);
  return { row: to, seat: Math.min(Math.max(0, shifted), Math.max(0, there - 1)) };
}

/** A thousand cells are drawn in 20 ms, 50,000 in two seconds. */
export const CELLS_MAX = 1_200;

/** The first row of the part that is drawn around a row, and the row after its last. */
export function drawnRows(
  rows: readonly Pick<SeatRow, 'seats'>[],
  around: number,
  cellsMax = CELLS_MAX,
): { from: number; to: number } {
  let from = Math.min(Math.max(0, around), Math.max(0, rows.length - 1));
  let to = Math.min(rows.length, from + 1);
  let cells = rows[from]?.seats.length ?? 0;
  while (from > 0 || to < rows.length) {
    const before = from > 0 ? (rows[from - 1]?.seats.length ?? 0) : Number.POSITIVE_INFINITY;
    const after = to < rows.length ? (rows[to]?.seats.length ?? 0) : Number.POSITIVE_INFINITY;
    const isAfter = to < rows.length && (from === 0 || to - around <= around - from);
    const next = isAfter ? after : before;
    if (cells + next > cellsMax) break;
    cells += next;
    if (isAfter) to += 1;
    else from -= 1;
  }
  return { from, to };
}
