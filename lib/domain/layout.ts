/** Expands the rows that an organizer described into seats. */
import { seatIdOf } from './ids.ts';
import type { Area, Attributes, EventFacts, LayoutRow, LayoutSeat, SeatedSection } from './model.ts';

export interface SeatInLayout {
  seatId: string;
  row: string;
  label: string;
  price: number;
  attributes?: Attributes;
}

/** Every seat of a section in the order of its rows. */
export function* seatsOf(section: SeatedSection): Generator<SeatInLayout> {
  for (const row of section.rows) {
    for (const seat of seatsOfRow(row)) {
      yield { ...seat, seatId: seatIdOf(section.id, seat.label), row: row.row, price: section.price };
    }
  }
}

/** The number of seats in a layout. Counts without listing them, so that it is fast for layouts of any size. */
export const capacityOf = (rows: LayoutRow[]): number =>
  rows.reduce((sum, row) => sum + ('seats' in row ? row.seats.length : numbersOf(row).count), 0);

/** Lists the seats of a row. */
export function seatsIn(row: LayoutRow): LayoutSeat[] {
  if ('seats' in row) return row.seats;
  const { first, count, step } = numbersOf(row);
  const shared = row.attributes && { attributes: row.attributes };
  return Array.from({ length: count }, (_, i) => ({ number: String(first + i * step), ...shared }));
}

function numbersOf(row: Exclude<LayoutRow, { seats: LayoutSeat[] }>): { first: number; count: number; step: number } {
  if ('count' in row) return { first: 1, count: row.count, step: 1 };
  const { from, to, step = 1 } = row;
  return { first: from, count: Math.floor((to - from) / step) + 1, step };
}

function* seatsOfRow(row: LayoutRow): Generator<{ label: string; attributes?: Attributes }> {
  for (const { number, label, attributes } of seatsIn(row)) {
    yield { label: label ?? `${row.row}-${number}`, ...(attributes && { attributes }) };
  }
}

const lookups = new WeakMap<SeatedSection, Map<string, SeatInLayout>>();

/** The seats of a section by label. Computed once for each section object. */
export function seatsByLabel(section: SeatedSection): Map<string, SeatInLayout> {
  let lookup = lookups.get(section);
  if (!lookup) {
    lookup = new Map([...seatsOf(section)].map(seat => [seat.label, seat]));
    lookups.set(section, lookup);
  }
  return lookup;
}

/** The sections that have seats, with their layouts. */
export const seatedSections = ({ sections }: Pick<EventFacts, 'sections'>): SeatedSection[] =>
  sections.filter(section => section.kind === 'seated');

/** The sections that are sold by count. */
export const areasOf = ({ sections }: Pick<EventFacts, 'sections'>): Area[] =>
  sections.filter(section => section.kind === 'area');
