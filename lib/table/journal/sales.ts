/**
 * The sales of events by local day and section, in rows that only grow. Like tallies, they change in the transaction that puts the
 * journal entries, so that each entry is counted once, and each row has several shards. An entry that was counted here has its
 * day (`salesDay`). Entries without it were counted by a version without these rows: a migration sums them up in rows of their
 * own, which it writes as a whole.
 */
import { SECTIONS_PER_SALES_ROW } from '../../domain/limits.ts';
import { localDayOf } from '../../domain/local-day.ts';
import {
  type DaySales,
  noSectionSales,
  type Sales,
  type SalesField,
  type SectionSales,
  sumByDay,
} from '../../domain/sales.ts';
import { UTC } from '../../domain/time-zones.ts';
import type { EventSales } from '../../ports/administration.ts';
import { type Addition, add } from '../expression.ts';
import {
  earlierSalesKey,
  earlierSalesNoteKey,
  eventKey,
  parseSalesKey,
  salesKey,
  salesPartition,
  shardOf,
} from '../keys.ts';
import { queryPartition, readRow } from '../queries.ts';
import { attributes, flag, list, number, object, parseRow, text, withDefault } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';

/** The facts of an event by which its sales are counted. */
export interface SalesCalendar {
  timeZone: string;
  dayOf(epochMs: number): string;
  /** The number of its sections. */
  sections: number;
}

/** Reads the time zone of an event as it is now, also if it is deleted. */
export async function readSalesCalendar(table: Table, eventId: string): Promise<SalesCalendar> {
  const row = await readRow(table, eventKey(eventId));
  const { timeZone, sections } = row ? parseRow(row, calendar) : { timeZone: UTC, sections: [] };
  return { timeZone, dayOf: epochMs => localDayOf(epochMs, timeZone), sections: sections.length };
}
const calendar = object<{ timeZone: string; sections: unknown[] }>({
  timeZone: withDefault(text, UTC),
  sections: withDefault(list(attributes), []),
});

/** The writes that add to the sales of an event on a day. `sections` is the number of the event's sections. */
export function addToSales(
  { name }: Pick<Table, 'name'>,
  eventId: string,
  { day, currency, bookings, sections: sold }: DaySales,
  { shard, sections }: { shard: number; sections: number },
): Addition[] {
  // Rows are only ever added up, so a section may be in another group when the event has got more sections.
  const groups = Math.max(1, Math.ceil(Math.max(sections, sold.size) / SECTIONS_PER_SALES_ROW));
  const byGroup = [...Map.groupBy(sold, ([id]) => shardOf(id, groups))];
  return byGroup.flatMap(([group, cells], i) => {
    const amounts = salesAttributes({ bookings: i === 0 ? bookings : 0, sections: new Map(cells) });
    // Two entries may cancel each other out: a refund, and its rejection by the bank.
    if (Object.keys(amounts).length === 0) return [];
    return [add(name, salesKey(eventId, { day, currency, group, shard }), amounts)];
  });
}

/** The row of what earlier versions have counted on a day, and the number of entries that it is the sum of. */
export const earlierSalesRow = (eventId: string, { entries, ...sales }: DaySales & { entries: number }): Row => ({
  ...earlierSalesKey(eventId, sales),
  entries,
  ...salesAttributes(sales),
});

/** The attributes of a row: `bookings`, and for each section its figures that are not zero. A section's id has no colon. */
function salesAttributes({ bookings, sections }: Sales): Record<string, number> {
  const cells = [...sections].flatMap(([id, sales]) =>
    (Object.keys(LETTERS) as SalesField[]).map(field => [`${LETTERS[field]}:${id}`, sales[field]] as const),
  );
  return Object.fromEntries([['bookings', bookings] as const, ...cells].filter(([, amount]) => amount !== 0));
}

/** The first letter of an attribute's name: the names are in each row, and a row should stay under 1 KB. */
const LETTERS = { booked: 'b', cancelled: 'x', captured: 'c', returned: 'r' } as const satisfies Record<
  SalesField,
  string
>;
const FIELDS = new Map<string, SalesField>(
  (Object.entries(LETTERS) as [SalesField, string][]).map(([field, letter]) => [letter, field]),
);

function salesOf(row: Row): Sales {
  const sections = new Map<string, SectionSales>();
  for (const [name, amount] of Object.entries(row)) {
    const field = name[1] === ':' ? FIELDS.get(name.slice(0, 1)) : undefined;
    if (field === undefined) continue;
    const id = name.slice(2);
    const sales = sections.get(id) ?? noSectionSales();
    sections.set(id, sales);
    sales[field] = parseRow(row, () => number(amount, name));
  }
  return { bookings: parseRow(row, counted).bookings, sections };
}
const counted = object<Pick<Sales, 'bookings'>>({ bookings: withDefault(number, 0) });

/** The note about the rows of earlier sales. */
export interface EarlierSalesNote {
  /** The time zone by which their days are. */
  timeZone: string;
  /** Whether all of them are written. */
  isComplete: boolean;
  /** The number of entries that they are the sums of. */
  entries: number;
}
export const earlierSalesNote = (eventId: string, note: EarlierSalesNote): Row => ({
  ...earlierSalesNoteKey(eventId),
  ...note,
});
const note = object<EarlierSalesNote>({ timeZone: text, isComplete: flag, entries: number });

/** The rows of earlier sales, each of another day or currency, and their note. */
export interface EarlierSales {
  days: DaySales[];
  note?: EarlierSalesNote;
}

/** Reads the sales of an event, in no order. Each row is read consistently. */
export async function readSales(table: Table, eventId: string): Promise<EventSales> {
  const rows = await queryPartition(table, salesPartition(eventId));
  const { days, note } = earlierSalesOf(rows);
  return {
    counted: sumByDay(rows.filter(row => keyIn(row).part === 'counted').map(daySalesOf)),
    earlier: days,
    ...(note?.isComplete && { earlierTimeZone: note.timeZone }),
  };
}

export function earlierSalesOf(rows: Row[]): EarlierSales {
  const own = rows.find(row => keyIn(row).part === 'note');
  return {
    days: rows.filter(row => keyIn(row).part === 'earlier').map(daySalesOf),
    ...(own && { note: parseRow(own, note) }),
  };
}

const keyIn = ({ sk }: Row) => parseSalesKey(String(sk));

function daySalesOf(row: Row): DaySales {
  const { day, currency } = keyIn(row);
  return { day, currency, ...salesOf(row) };
}
