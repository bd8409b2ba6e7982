/**
 * Random venues, and a drawing of each: a row as an array of seats and holes. The drawing is made from the entries by its own
 * rules, without lib/domain/layout.ts, so that it can judge which seats are adjacent.
 */
import fc from 'fast-check';
import type { Access, Attributes, LayoutRow, LayoutSeat, SeatedSection } from '../../../lib/domain/model.ts';

export interface DrawnSeat {
  seatId: string;
  access: Access | undefined;
  attributes: Attributes;
  isFree: boolean;
  /** Its position among the seats of the row as listed, from 0. */
  position: number;
}
export interface DrawnRow {
  price: number;
  /** The number of rows before it in its section. */
  rowsBefore: number;
  /** A hole is undefined. */
  cells: (DrawnSeat | undefined)[];
}
export interface Venue {
  sections: SeatedSection[];
  rows: DrawnRow[];
}

/** Draws sections. A gap or an aisle is a hole. */
export function drawVenue(sections: SeatedSection[], isFree: (seatId: string) => boolean): Venue {
  return { sections, rows: sections.flatMap(section => drawSection(section, isFree)) };
}

/** Rows as text: `o` is a free seat, `x` a taken one, `w` and `c` are free wheelchair and companion seats. */
export function hallOf(rows: string[]): Venue {
  const taken = new Set(
    rows.flatMap((drawn, row) => [...drawn].map((seat, i) => (seat === 'x' ? `h/${row}-${i}` : ''))),
  );
  const access = { w: { access: 'wheelchair' as const }, c: { access: 'companion' as const } };
  const entries = rows.map((drawn, row) => ({
    row: `${row}`,
    seats: [...drawn].map((seat, i) => ({ number: `${i}`, ...access[seat as 'w' | 'c'] })),
  }));
  const section = { id: 'h', name: 'Hall', kind: 'seated' as const, price: 1, capacity: 0, rows: entries };
  return drawVenue([section], seatId => !taken.has(seatId));
}

function drawSection({ id, price, rows, attributes: ofSection }: SeatedSection, isFree: (seatId: string) => boolean) {
  const drawn: Record<string, DrawnRow> = {};
  for (const entry of rows) {
    drawn[entry.row] ??= { price, rowsBefore: Object.keys(drawn).length, cells: [] };
    const { cells } = drawn[entry.row] as DrawnRow;
    if (cells.length > 0 && !entry.joined) cells.push(undefined);
    for (const [i, { number, label, attributes = {}, access }] of listed(entry).entries()) {
      const seatId = `${id}/${label ?? `${entry.row}-${number}`}`;
      const isTold = i === 0 && entry.joined === true;
      if (!isTold && attributes.position === 'aisle' && cells.at(-1)?.attributes.isAtAisle) cells.push(undefined);
      const isAtAisle: Attributes = attributes.position === 'aisle' ? { isAtAisle: 'yes' } : {};
      cells.push({
        seatId,
        access: access ?? (['wheelchair', 'companion'] as const).find(kind => /yes|true/.test(attributes[kind] ?? '')),
        attributes: { ...ofSection, ...attributes, ...isAtAisle },
        isFree: isFree(seatId),
        position: cells.filter(cell => cell).length,
      });
    }
  }
  return Object.values(drawn);
}

function listed(entry: LayoutRow): LayoutSeat[] {
  if ('seats' in entry) return entry.seats;
  const { attributes, access } = entry;
  const seats: LayoutSeat[] = [];
  const add = (number: number) =>
    seats.push({ number: `${number}`, ...(attributes && { attributes }), ...(access && { access }) });
  if ('count' in entry) {
    for (let number = 1; number <= entry.count; number++) add(number);
    return seats;
  }
  const step = entry.step ?? (entry.from > entry.to ? -1 : 1);
  const isBeyond = (number: number) => (step > 0 ? number > entry.to : number < entry.to);
  for (let number = entry.from; !isBeyond(number); number += step) add(number);
  return seats;
}

/** Every group of this many neighbours. */
export const windowsIn = ({ cells }: DrawnRow, length: number): DrawnSeat[][] =>
  cells.flatMap((_, i) => {
    const window = cells.slice(i, i + length).filter(cell => cell !== undefined);
    return window.length === length ? [window] : [];
  });

/** The seats beside a seat in the drawing: none, one or two. */
export const neighboursOf = (rows: DrawnRow[], seatId: string): DrawnSeat[] =>
  rows.flatMap(({ cells }) => {
    const i = cells.findIndex(cell => cell?.seatId === seatId);
    return i < 0 ? [] : [cells[i - 1], cells[i + 1]].filter(cell => cell !== undefined);
  });

export const seatsIn = (rows: DrawnRow[]): DrawnSeat[] =>
  rows.flatMap(({ cells }) => cells.filter(cell => cell !== undefined));

const arePartners = (one: DrawnSeat, other: DrawnSeat): boolean =>
  one.access && other.access ? one.access !== other.access : one.access === other.access;

/** The free seats that have a free partner beside them, but none once these seats are taken. */
export function singlesLeft(rows: DrawnRow[], taken: string[]): string[] {
  const [gone, alone] = [new Set(taken), new Set<string>()];
  for (const { cells } of rows) {
    cells.forEach((seat, i) => {
      if (!seat?.isFree || gone.has(seat.seatId)) return;
      const partners = [cells[i - 1], cells[i + 1]].filter(cell => cell?.isFree && arePartners(seat, cell));
      if (partners.length > 0 && partners.every(cell => gone.has(cell?.seatId ?? ''))) alone.add(seat.seatId);
    });
  }
  return [...alone];
}

// Random venues

const attributes = fc.constantFrom<Attributes>(
  { position: 'aisle' },
  { position: 'window' },
  { position: 'window', view: 'restricted' },
  { wheelchair: 'yes' },
  { companion: 'true' },
  { wheelchair: 'no' },
);
const ofSeats = fc.record(
  { attributes, access: fc.constantFrom('wheelchair' as const, 'companion' as const) },
  { requiredKeys: [] },
);
/** Most entries describe ordinary seats. */
const sometimes = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: ofSeats });
const part = fc.record({ row: fc.constantFrom('A', 'B', 'C'), joined: fc.boolean() });
const listedSeat = fc.tuple(
  fc.record({ number: fc.integer({ min: 1, max: 40 }).map(String) }),
  fc.oneof(fc.constant({}), ofSeats),
  fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
);
const entry: fc.Arbitrary<LayoutRow> = fc
  .tuple(
    part,
    sometimes,
    fc.oneof(
      fc.record({ count: fc.integer({ min: 1, max: 6 }) }),
      fc
        .tuple(
          fc.integer({ min: 0, max: 12 }),
          fc.integer({ min: 0, max: 12 }),
          fc.integer({ min: 1, max: 3 }),
          fc.boolean(),
        )
        .map(([from, to, step, saysStep]) => ({ from, to, ...(saysStep && { step: from > to ? -step : step }) })),
      fc.array(listedSeat, { minLength: 1, maxLength: 6 }).map(seats => ({
        seats: seats.map(([number, more, label]) => ({ ...number, ...more, ...(label && { label: `X${label}` }) })),
      })),
    ),
  )
  .map(([{ row, joined }, more, seats]) =>
    'seats' in seats ? { row, joined, ...seats } : { row, joined, ...more, ...seats },
  );

/** Leaves out entries and seats whose labels the section has already. */
function withoutClashes(entries: LayoutRow[]): LayoutRow[] {
  const labels = new Set<string>();
  return entries.flatMap((one): LayoutRow[] => {
    const labelOf = ({ number, label }: LayoutSeat) => label ?? `${one.row}-${number}`;
    const isNew = (seat: LayoutSeat) => !labels.has(labelOf(seat)) && labels.add(labelOf(seat)) !== undefined;
    if ('seats' in one) {
      const seats = one.seats.filter(isNew);
      return seats.length > 0 ? [{ ...one, seats }] : [];
    }
    return listed(one).some(seat => labels.has(labelOf(seat))) || !listed(one).every(isNew) ? [] : [one];
  });
}

const section = fc.record({
  price: fc.constantFrom(90, 70),
  rows: fc.array(entry, { minLength: 1, maxLength: 7 }),
  attributes: fc.constantFrom<Attributes | undefined>(
    undefined,
    undefined,
    { level: 'balcony' },
    { position: 'window' },
  ),
});

export const venues: fc.Arbitrary<Venue> = fc
  .tuple(
    fc.array(section, { minLength: 1, maxLength: 2 }),
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  )
  .map(([drawn, chances]) => {
    const sections = drawn.map(({ price, rows, attributes }, i): SeatedSection => {
      const facts = { id: `s${i}`, name: `Section ${i}`, kind: 'seated' as const, price, capacity: 0 };
      return { ...facts, rows: withoutClashes(rows), ...(attributes && { attributes }) };
    });
    return drawVenue(sections, () => (chances.next().value ?? 0) < 0.75);
  });
