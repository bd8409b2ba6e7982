/**
 * Edits the rows of a section. First seats and rows are removed, then rows are added, then single seats, each in the order of
 * the request. A removed seat leaves a gap. Counted entries are split, and stay counted.
 */
import { isAtAisle, labelIn, numbersOf, seatCountOf, seatsIn } from './layout.ts';
import type { LayoutRow, LayoutSeat } from './model.ts';

/** Seats of a row, and the row beside which it is drawn if it is new. By default it is the last one. */
export type AddedRow = LayoutRow & Beside;
/** Seats that are added beside the named seat, without a gap. A gap on that side moves behind them, or closes if they are joined. */
export interface AddedSeats extends Beside {
  seats: LayoutSeat[];
  joined?: boolean | undefined;
}
/** The label of the row or seat beside which something is added. Only one of both is given. */
export interface Beside {
  after?: string | undefined;
  before?: string | undefined;
}

export interface LayoutEdit {
  removeRows?: string[] | undefined;
  removeSeats?: string[] | undefined;
  addRows?: AddedRow[] | undefined;
  addSeats?: AddedSeats[] | undefined;
}

/** Returns the same list if nothing is edited. The rows and seats that the edit names must exist. */
export function editedRows(entries: LayoutRow[], edit: LayoutEdit): LayoutRow[] {
  const { removeRows = [], removeSeats = [], addRows = [], addSeats = [] } = edit;
  if (removeRows.length + removeSeats.length + addRows.length + addSeats.length === 0) return entries;
  const removed = new Set(removeSeats);
  const rows = drawnRows(entries)
    .filter(({ row }) => !removeRows.includes(row))
    .map(drawn => ({ ...drawn, entries: withoutSeats(drawn.entries, removed) }))
    .filter(({ entries: left }) => left.length > 0);
  for (const added of addRows) addRow(rows, added);
  for (const added of addSeats) insertSeats(rows, added);
  return rows.flatMap(entriesOf);
}

/** A row with its entries in their order. The name is kept here, because the entry that has it may be removed. */
interface DrawnRow {
  row: string;
  name: string | undefined;
  entries: LayoutRow[];
}

const drawnRows = (entries: LayoutRow[]): DrawnRow[] =>
  [...Map.groupBy(entries, ({ row }) => row)].map(([row, own]) => ({
    row,
    name: own.find(({ name }) => name !== undefined)?.name,
    entries: own,
  }));

/** The first entry of a row has its name. */
const entriesOf = ({ name, entries }: DrawnRow): LayoutRow[] =>
  entries.map(({ name: _name, ...entry }, i) => (i === 0 && name !== undefined ? { ...entry, name } : entry));

/** Removes seats from the entries of a row. The seats beside a removed one are not joined across its gap. */
function withoutSeats(entries: LayoutRow[], removed: Set<string>): LayoutRow[] {
  if (removed.size === 0) return entries;
  const left: LayoutRow[] = [];
  let isAfterGap = false;
  for (const entry of entries) {
    let start = 0;
    const keepUntil = (end: number): void => {
      if (end > start) left.push(withJoined(partOf(entry, start, end), start === 0 && !isAfterGap && entry.joined));
    };
    for (const [i, seat] of seatsIn(entry).entries()) {
      if (!removed.has(labelIn(entry, seat))) continue;
      keepUntil(i);
      isAfterGap = true;
      start = i + 1;
    }
    keepUntil(seatCountOf(entry));
    if (start < seatCountOf(entry)) isAfterGap = false;
  }
  return left;
}

function addRow(rows: DrawnRow[], { after, before, ...entry }: AddedRow): void {
  const there = rows.find(({ row }) => row === entry.row);
  if (there) {
    there.name ??= entry.name;
    there.entries = [...there.entries, entry];
    return;
  }
  const beside = rows.findIndex(({ row }) => row === (after ?? before));
  const at = after === undefined && before === undefined ? rows.length : after === undefined ? beside : beside + 1;
  rows.splice(at, 0, { row: entry.row, name: entry.name, entries: [entry] });
}

function insertSeats(rows: DrawnRow[], { after, before, seats, joined = false }: AddedSeats): void {
  const label = after ?? before ?? '';
  for (const drawn of rows) {
    const { row, entries } = drawn;
    const at = entries.findIndex(entry => positionOf(entry, label) >= 0);
    const entry = entries[at];
    if (!entry) continue;
    const [head, tail] = splitAt(entry, positionOf(entry, label) + (after === undefined ? 0 : 1));
    const left = [...entries.slice(0, at), ...head];
    const [next, ...right] = [...tail, ...entries.slice(at + 1)];
    const isClosed = joined || (left.length > 0 && next?.joined === true);
    drawn.entries = [
      ...left,
      withJoined({ row, seats }, after === undefined ? isClosed : true),
      ...(next ? [withJoined(next, after === undefined ? true : isClosed)] : []),
      ...right,
    ];
    return;
  }
}

/** Splits an entry at a position. The second part is joined to the first, unless there is an aisle between them. */
function splitAt(entry: LayoutRow, at: number): [LayoutRow[], LayoutRow[]] {
  const count = seatCountOf(entry);
  if (at === 0) return [[], [entry]];
  if (at === count) return [[entry], []];
  return [[partOf(entry, 0, at)], [withJoined(partOf(entry, at, count), !isAisleBefore(entry, at))]];
}

function isAisleBefore(entry: LayoutRow, at: number): boolean {
  const [before, behind] = 'seats' in entry ? [entry.seats[at - 1], entry.seats[at]] : [entry, entry];
  return before !== undefined && behind !== undefined && isAtAisle(before) && isAtAisle(behind);
}

function withJoined({ joined: _joined, ...entry }: LayoutRow, joined: boolean | undefined): LayoutRow {
  return joined ? { ...entry, joined } : entry;
}

/** The seats of an entry from the position `start` to before `end`, as an entry of the same form. */
function partOf(entry: LayoutRow, start: number, end: number): LayoutRow {
  if ('seats' in entry) return { ...entry, seats: entry.seats.slice(start, end) };
  if (start === 0 && end === seatCountOf(entry)) return entry;
  const { row, name, joined, attributes, access } = entry;
  const part = {
    row,
    ...(name !== undefined && { name }),
    ...(joined && { joined }),
    ...(attributes && { attributes }),
    ...(access && { access }),
  };
  const { first, step } = numbersOf(entry);
  const [from, to] = [first + start * step, first + (end - 1) * step];
  if (from === 1 && step === 1) return { ...part, count: end - start };
  return { ...part, from, to, ...(from !== to && Math.abs(step) !== 1 && { step }) };
}

/** The position of a seat in an entry, or -1. Counted seats are not listed, so this is fast for entries of any size. */
export function positionOf(entry: LayoutRow, label: string): number {
  if ('seats' in entry) return entry.seats.findIndex(seat => labelIn(entry, seat) === label);
  const { first, count, step } = numbersOf(entry);
  const position = (Number(label.slice(entry.row.length + 1)) - first) / step;
  const isThere = Number.isInteger(position) && position >= 0 && position < count;
  return isThere && label === labelIn(entry, { number: String(first + position * step) }) ? position : -1;
}
