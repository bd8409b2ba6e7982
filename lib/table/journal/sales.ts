/**
 * The sales of events by local day, in rows that only grow. Like tallies, they change in the transaction that puts the
 * journal entries, so that each entry is counted once, and each row has several shards. An entry that was counted here has its
 * day (`salesDay`). Entries without it were counted by a version without these rows: a migration sums them up in rows of their
 * own, which it writes as a whole.
 *
 * Ticket types have rows of their own, and so have the fees and taxes of a day. The uses of a code are counted in a row for each code, without a
 * day. Versions before prices read only the attributes of sections in these rows, so their sums stay right.
 */
import { SECTIONS_PER_SALES_ROW, SECTIONS_PER_TYPES_ROW } from '../../domain/limits.ts';
import { localDayOf } from '../../domain/local-day.ts';
import {
  type CodeSales,
  type CurrencyCodeSales,
  type DaySales,
  type Figures,
  figuresIn,
  noSales,
  parseTypeKey,
  type Sales,
  type SalesPart,
  sumByDay,
  sumOfFigures,
} from '../../domain/sales.ts';
import { UTC } from '../../domain/time-zones.ts';
import type { EventSales } from '../../ports/administration.ts';
import { type Addition, add } from '../expression.ts';
import {
  codeSalesKey,
  codeSalesPartition,
  earlierSalesKey,
  earlierSalesNoteKey,
  eventKey,
  parseCodeSalesKey,
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

/** A row to which sales are added: its name in the key, and the amounts by attribute. */
interface SalesPortion {
  part: string;
  amounts: Record<string, number>;
}

/** The writes that add to the sales of an event on a day. `sections` is the number of the event's sections. */
export function addToSales(
  { name }: Pick<Table, 'name'>,
  eventId: string,
  { day, currency, ...sales }: DaySales,
  { shard, sections }: { shard: number; sections: number },
): Addition[] {
  const ofDay = portionsOf(sales, sections).map(({ part, amounts }) =>
    add(name, salesKey(eventId, { day, currency, part, shard }), amounts),
  );
  const ofCodes = [...sales.codes].map(([code, figures]) =>
    add(name, codeSalesKey(eventId, { code, currency, shard }), figures),
  );
  return [...ofDay, ...ofCodes];
}

/** The names of the rows to which sales are added, without their shard. */
export const salesRowsOf = (sales: Sales, sections: number): string[] => [
  ...portionsOf(sales, sections).map(({ part }) => part),
  ...[...sales.codes.keys()].map(code => `code ${code}`),
];

/** Two entries may cancel each other out, such as a refund and its rejection by the bank. Then no row is left. */
function portionsOf(sales: Sales, sections: number): SalesPortion[] {
  // Rows are only ever added up, so a section may be in another group when the event has got more sections.
  const groups = Math.max(1, Math.ceil(Math.max(sections, sales.sections.size) / SECTIONS_PER_SALES_ROW));
  const ofSections = [...Map.groupBy(sales.sections, ([id]) => shardOf(id, groups))].map(([group, cells], i) => ({
    part: String(group),
    amounts: salesAttributes({ ...noSales(), bookings: i === 0 ? sales.bookings : 0, sections: new Map(cells) }),
  }));
  const groupsOfTypes = Math.max(1, Math.ceil(sections / SECTIONS_PER_TYPES_ROW));
  const ofTypes = [...Map.groupBy(sales.types, ([key]) => shardOf(parseTypeKey(key).section, groupsOfTypes))].map(
    ([group, cells]) => ({ part: `t${group}`, amounts: salesAttributes({ ...noSales(), types: new Map(cells) }) }),
  );
  const money = { part: 'm', amounts: salesAttributes({ ...noSales(), fees: sales.fees, taxes: sales.taxes }) };
  return [...ofSections, ...ofTypes, money].filter(({ amounts }) => Object.keys(amounts).length > 0);
}

/** The row of what earlier versions have counted on a day, and the number of entries that it is the sum of. */
export const earlierSalesRow = (eventId: string, { entries, ...sales }: DaySales & { entries: number }): Row => ({
  ...earlierSalesKey(eventId, sales),
  entries,
  ...salesAttributes(sales),
});

/** The attributes of a row: `bookings`, and the figures that are not zero, each named by its letter and its key. */
function salesAttributes(sales: Sales): Record<string, number> {
  const cells = ATTRIBUTES.flatMap(({ part, field, letter }) =>
    [...(sales[part] as Map<string, Record<string, number>>)].map(
      ([key, figures]) => [`${letter}:${key}`, figures[field] ?? 0] as const,
    ),
  );
  return Object.fromEntries([['bookings', sales.bookings] as const, ...cells].filter(([, amount]) => amount !== 0));
}

/**
 * The first letter of an attribute's name: the names are in each row, and a row should stay under 1 KB. Ids have no colon. Versions before
 * prices know only the letters of sections.
 */
const LETTERS = {
  sections: { booked: 'b', cancelled: 'x', captured: 'c', returned: 'r' },
  types: { booked: 'B', cancelled: 'X', captured: 'C', returned: 'R' },
  fees: { captured: 'f', returned: 'g' },
  taxes: { captured: 'p', returned: 'q', taxCaptured: 't', taxReturned: 'u' },
} as const satisfies { [Part in Exclude<SalesPart, 'codes'>]: Record<keyof Figures<Part>, string> };
const ATTRIBUTES = (Object.keys(LETTERS) as (keyof typeof LETTERS)[]).flatMap(part =>
  Object.entries(LETTERS[part]).map(([field, letter]) => ({ part, field, letter })),
);
const BY_LETTER = new Map<string, { part: keyof typeof LETTERS; field: string }>(
  ATTRIBUTES.map(({ letter, ...named }) => [letter, named]),
);

function salesOf(row: Row): Sales {
  const sales = { ...noSales(), bookings: parseRow(row, counted).bookings };
  for (const [name, amount] of Object.entries(row)) {
    const attribute = name[1] === ':' ? BY_LETTER.get(name.slice(0, 1)) : undefined;
    if (attribute === undefined) continue;
    const figures: Record<string, number> = figuresIn(sales, attribute.part, name.slice(2));
    figures[attribute.field] = parseRow(row, () => number(amount, name));
  }
  return sales;
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
  const [rows, codes] = await Promise.all([
    queryPartition(table, salesPartition(eventId)),
    queryPartition(table, codeSalesPartition(eventId)),
  ]);
  const { days, note } = earlierSalesOf(rows);
  return {
    counted: sumByDay(rows.filter(row => keyIn(row).part === 'counted').map(daySalesOf)),
    codes: codesOf(codes),
    earlier: days,
    ...(note?.isComplete && { earlierTimeZone: note.timeZone }),
  };
}

function codesOf(rows: Row[]): CurrencyCodeSales[] {
  const byCode = Map.groupBy(rows, ({ sk }) => parseCodeSalesKey(String(sk)).join(' '));
  return [...byCode.values()].map(shards => {
    const [code, currency] = parseCodeSalesKey(String(shards[0]?.sk));
    return {
      code,
      currency,
      ...sumOfFigures(
        'codes',
        shards.map(row => parseRow(row, codeSales)),
      ),
    };
  });
}
/** A row has only the numbers that were added to. */
const amount = withDefault(number, 0);
const codeSales = object<CodeSales>({
  bookings: amount,
  cancelledBookings: amount,
  discount: amount,
  cancelledDiscount: amount,
});

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
