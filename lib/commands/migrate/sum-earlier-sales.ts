/**
 * A step of the migration: sums up the sales that earlier versions counted without their day. The journal tells them apart: the
 * entry of a sale has its day if it was added to the rows of days, in the transaction that put the entry. Entries never change, so
 * an entry is in exactly one of the two sums, and sales may continue.
 *
 * Each row is written as a whole, as a sum that is repeated from the journal. So a crash or a repetition counts nothing twice. If
 * functions of an earlier version still run, they put further entries without a day. Then a later pass writes larger sums, and
 * the condition of the write keeps a slower run from replacing them by its smaller ones. All runs take the time zone from the note
 * that the first one has put, so that an edit of the event does not move a sale to a row of another day.
 */
import { isDeepStrictEqual } from 'node:util';
import { bytesOf } from '../../domain/event-rules.ts';
import { localDayOf } from '../../domain/local-day.ts';
import type { Claim } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { type DaySales, isNoSale, sumOfSales } from '../../domain/sales.ts';
import { type PublishedSale, salesIn } from '../../domain/sales-integrity.ts';
import { salesOfEntries } from '../../domain/sales-of-entries.ts';
import { hasAtMostEntries, isAbsent } from '../../table/conditions.ts';
import { type Expression, put } from '../../table/expression.ts';
import { journalEntryOf } from '../../table/journal/journal-rows.ts';
import {
  type EarlierSales,
  earlierSalesNote,
  earlierSalesOf,
  earlierSalesRow,
  readSalesCalendar,
} from '../../table/journal/sales.ts';
import { journalKey, salesPartition } from '../../table/keys.ts';
import { BATCH_READS_MAX } from '../../table/long-reads.ts';
import type { Table } from '../../table/table.ts';
import { putOne, type Row } from '../../table/transact.ts';
import { claimsOfEvent } from '../shared/claims-of-event.ts';
import type { Pace } from '../shared/pace.ts';
import { queryPages, readBatch, repeatWhileBusy } from '../shared/paced-reads.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the number of rows that it has written. It writes none for an event all of whose sales have their day. */
export async function sumEarlierSales(
  { table, pace }: Pick<MigrationContext, 'table' | 'pace'>,
  eventId: string,
): Promise<number> {
  const sales = await readUndated(table, pace, eventId);
  if (sales.length === 0) return 0;
  const stored = await readStored(table, pace, eventId);
  const timeZone = stored.note?.timeZone ?? (await startNote(table, pace, eventId));
  let written = 0;
  for (const sum of sumsByDay(sales, timeZone)) {
    if (isStored(stored, sum)) continue;
    await putIf(table, pace, earlierSalesRow(eventId, sum), hasAtMostEntries(sum.entries));
    written += 1;
  }
  if (written === 0 && stored.note?.isComplete) return 0;
  const note = earlierSalesNote(eventId, { timeZone, isComplete: true, entries: sales.length });
  await putIf(table, pace, note, hasAtMostEntries(sales.length));
  return written + 1;
}

/** The sales of a day in one currency, and the number of entries that they are the sum of. */
type DaySum = DaySales & { entries: number };

/** The sales in the journal that no row of a day has. */
async function readUndated(table: Table, pace: Pace, eventId: string): Promise<PublishedSale[]> {
  const undated: PublishedSale[] = [];
  for await (const claims of claimsOfEvent(table, pace, eventId)) {
    const journals = await readSaleEntries(table, pace, claims);
    const sales = claims.flatMap(claim => salesIn(claim, journals.get(claim.id) ?? []));
    undated.push(...sales.filter(({ day }) => day === undefined));
  }
  return undated;
}

type SaleEntry = Parameters<typeof salesIn>[1][number];

/** Reads those entries of the claims' journals that are sales, as far as they are published. */
async function readSaleEntries(table: Table, pace: Pace, claims: Claim[]): Promise<Map<string, SaleEntry[]>> {
  const positions = claims.flatMap(claim => salePositionsOf(claim).map(position => ({ id: claim.id, position })));
  const found: (SaleEntry & { id: string })[] = [];
  for (let from = 0; from < positions.length; from += BATCH_READS_MAX) {
    const batch = positions.slice(from, from + BATCH_READS_MAX);
    const rows = await readBatch(
      table,
      pace,
      batch.map(({ id, position }) => journalKey(id, position)),
    );
    for (const row of rows) {
      const { subjectId, position, salesDay } = journalEntryOf(row);
      found.push({ id: subjectId, position, ...(salesDay !== undefined && { salesDay }) });
    }
  }
  return Map.groupBy(found, ({ id }) => id);
}

/** The positions of all entries of a claim that are sales, published or not. */
const salePositionsOf = (claim: Claim): number[] =>
  salesOfEntries(claim, claim.history).flatMap((sales, position) => (isNoSale(sales) ? [] : [position]));

function sumsByDay(sales: PublishedSale[], timeZone: string): DaySum[] {
  const dated = sales.map(sale => ({ ...sale, day: localDayOf(sale.at, timeZone) }));
  const groups = Map.groupBy(dated, ({ day, currency }) => `${day} ${currency}`);
  return [...groups.values()].flatMap(ofDay => {
    const [{ day, currency }] = ofDay as [(typeof dated)[number]];
    // Codes are counted without a day, and those versions know none.
    return { day, currency, ...sumOfSales(ofDay), codes: new Map(), entries: ofDay.length };
  });
}

const readStored = async (table: Table, pace: Pace, eventId: string): Promise<EarlierSales> =>
  earlierSalesOf(
    await queryPages(table, pace, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': salesPartition(eventId) },
      ConsistentRead: true,
    }),
  );

const isStored = ({ days }: EarlierSales, { entries: _count, ...sum }: DaySum): boolean =>
  days.some(stored => isDeepStrictEqual(stored, sum));

/** Puts the note with the present time zone of the event, unless another run has put one. Returns the zone of the note. */
async function startNote(table: Table, pace: Pace, eventId: string): Promise<string> {
  const { timeZone } = await repeatWhileBusy(table, () => readSalesCalendar(table, eventId));
  await putIf(table, pace, earlierSalesNote(eventId, { timeZone, isComplete: false, entries: 0 }), isAbsent);
  const { note } = await readStored(table, pace, eventId);
  if (!note) throw new Error(`the note of the earlier sales of ${eventId} is missing`);
  return note.timeZone;
}

/** Puts a row, unless the condition says that another run has put a better one. */
function putIf(table: Table, pace: Pace, row: Row, condition: Expression): Promise<void> {
  return repeatWhileBusy(table, async () => {
    const sent = await putOne(table, put(table.name, row, condition));
    if (sent.is === 'busy') throw busy();
    await pace(Math.ceil(bytesOf(row) / 1_024));
  });
}
