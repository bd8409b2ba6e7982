/** Expands the rows that an organizer described into seats. */
import { seatIdOf } from './ids.ts';
import {
  ACCESS_KINDS,
  type Access,
  type Area,
  type Attributes,
  type EventFacts,
  type LayoutRow,
  type LayoutSeat,
  type SeatedSection,
} from './model.ts';

export interface SeatInLayout {
  seatId: string;
  /** The label of its row. */
  row: string;
  /** The row's name for people. */
  rowName: string;
  number: string;
  label: string;
  price: number;
  attributes?: Attributes;
  access?: Access;
  /** Whether it is the first seat of its row, or begins after a gap or an aisle: it is not adjacent to the seat before it. */
  startsRun: boolean;
}

/** Every seat of a section, in the order of its entries. The seats of a row are in the order in which they are drawn. */
export function* seatsOf(section: SeatedSection): Generator<SeatInLayout> {
  const names = rowNamesOf(section.rows);
  const lastOfRows = new Map<string, SeatInLayout>();
  for (const entry of section.rows) {
    let follows: boolean | 'joined' = entry.joined === true && 'joined';
    for (const { number, label = `${entry.row}-${number}`, attributes, access } of seatsIn(entry)) {
      const before = lastOfRows.get(entry.row);
      const kind = access ?? accessIn(attributes);
      const seat: SeatInLayout = {
        seatId: seatIdOf(section.id, label),
        row: entry.row,
        rowName: names.get(entry.row) ?? entry.row,
        number,
        label,
        price: section.price,
        ...(attributes && { attributes }),
        ...(kind && { access: kind }),
        // `joined` takes precedence over the positions: two seats at different aisles may be neighbours.
        startsRun: !before || !follows || (follows !== 'joined' && isAtAisle(before) && isAtAisle({ attributes })),
      };
      lastOfRows.set(entry.row, seat);
      follows = true;
      yield seat;
    }
  }
}

/** The names of rows for people, by their labels. A row without a name is not among them. */
export function rowNamesOf(rows: LayoutRow[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { row, name } of rows) if (name !== undefined && !names.has(row)) names.set(row, name);
  return names;
}

/** Two neighbours of an entry whose attributes both say `position: aisle` have an aisle between them. */
export const isAtAisle = ({ attributes }: { attributes?: Attributes | undefined }): boolean =>
  attributes?.position === 'aisle';

/** The access that attributes describe, as layouts did before seats had `access`. */
const accessIn = (attributes: Attributes | undefined): Access | undefined =>
  attributes && ACCESS_KINDS.find(kind => saysYes(attributes[kind]));
const saysYes = (value: string | undefined): boolean =>
  value !== undefined && !['no', 'false', '0'].includes(value.trim().toLowerCase());

/** The number of seats in a layout. Counts without listing them, so that it is fast for layouts of any size. */
export const capacityOf = (rows: LayoutRow[]): number => rows.reduce((sum, entry) => sum + seatCountOf(entry), 0);

/** The number of seats in an entry. */
export const seatCountOf = (entry: LayoutRow): number =>
  'seats' in entry ? entry.seats.length : numbersOf(entry).count;

/** Lists the seats of an entry. */
export function seatsIn(entry: LayoutRow): LayoutSeat[] {
  if ('seats' in entry) return entry.seats;
  const { first, count, step } = numbersOf(entry);
  const { attributes, access } = entry;
  const shared = { ...(attributes && { attributes }), ...(access && { access }) };
  return Array.from({ length: count }, (_, i) => ({ number: String(first + i * step), ...shared }));
}

/** The label of a seat in an entry. */
export const labelIn = ({ row }: Pick<LayoutRow, 'row'>, { number, label }: LayoutSeat): string =>
  label ?? `${row}-${number}`;

type CountedEntry = Exclude<LayoutRow, { seats: LayoutSeat[] }>;
/** The numbers of an entry that counts its seats. */
export function numbersOf(entry: CountedEntry): { first: number; count: number; step: number } {
  if ('count' in entry) return { first: 1, count: entry.count, step: 1 };
  const { from, to, step = from <= to ? 1 : -1 } = entry;
  return { first: from, count: Math.floor((to - from) / step) + 1, step };
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
