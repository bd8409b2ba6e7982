/**
 * Appends the entries of claims to the journal. An entry is put if it is absent and never changed, so that a stream record
 * that is delivered twice, late or out of order leaves each entry once (P7). The transaction that puts an entry also adds its
 * amounts to the tallies, the sales and the counts by gate, so that each entry is counted exactly once.
 */
import type { JournalEntry, NewEntry } from '../../domain/journal.ts';
import { ENTRIES_PER_TRANSACTION, extraRowsMax, JOURNAL_WRITES_AT_ONCE } from '../../domain/limits.ts';
import { busy, Refusal } from '../../domain/refusals.ts';
import { isNoSale, sumOfSales } from '../../domain/sales.ts';
import { isNothing, sumOfTallies, tallyOf } from '../../domain/tally.ts';
import type { Appended, AppendFailure } from '../../ports/store.ts';
import { referenceRow } from '../claims/claim-references.ts';
import { isAbsent } from '../conditions.ts';
import { put } from '../expression.ts';
import { claimOfEventKey } from '../keys.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { type Table, tableNameOf } from '../table.ts';
import { putOne, type Row, transact } from '../transact.ts';
import { addToGates } from './gate-counts.ts';
import { journalRow } from './journal-rows.ts';
import { addToSales, readSalesCalendar, salesRowsOf } from './sales.ts';
import { addToTallies, drawShard } from './tallies.ts';

/** Appends the entries that are absent. An entry that cannot be appended does not stop the others. */
export async function appendJournal(table: Table, entries: NewEntry[]): Promise<Appended> {
  const distinct = [...new Map(entries.map(entry => [identityOf(entry), entry])).values()];
  const filings = distinct.flatMap(entry => rowsBefore(entry).map(row => ({ entry, row })));
  const filed = await inParallel(filings, ({ row }) => putIfAbsent(table, row));
  const unfiled = new Set(filed.failed.map(({ entry }) => entry));
  const pending = distinct.filter(entry => !unfiled.has(entry));
  const { dated, undated } = await dateEntries(table, pending.filter(isCounted));
  // Most entries of payments and extensions add nothing to tallies. A plain put costs half of a transaction.
  const plain = pending.filter(entry => !isCounted(entry));
  const all = [
    { appended: 0, failed: [...filed.failed, ...undated] },
    await inParallel(
      plain.map(entry => ({ entry })),
      ({ entry }) => putIfAbsent(table, journalRow(entry)),
    ),
    ...(await mapConcurrently(groupsOf(dated), group => appendGroup(table, group), JOURNAL_WRITES_AT_ONCE)),
  ];
  return sumOf(all);
}

const identityOf = ({ subjectId, position }: JournalEntry): string => `${subjectId} ${position}`;

/** An entry that adds to the tallies of its event, to its sales, or to the counts of a gate. */
type CountedEntry = NewEntry & Required<Pick<JournalEntry, 'eventId' | 'currency'>>;
const isCounted = (entry: NewEntry): entry is CountedEntry =>
  entry.eventId !== undefined &&
  entry.currency !== undefined &&
  (!isNothing(tallyOf(entry)) || isSale(entry) || entry.counts !== undefined);
const isSale = ({ sales }: NewEntry): boolean => sales !== undefined && !isNoSale(sales);

/** A counted entry with its day in the time zone of its event, which is undefined if none of the event's entries is a sale. */
interface DatedEntry extends CountedEntry {
  day: string | undefined;
  /** The number of the event's sections. */
  sections: number;
}

/** Reads the time zones of the events that have sold something. The entries of an event that cannot be read are `undated`. */
async function dateEntries(
  table: Table,
  entries: CountedEntry[],
): Promise<{ dated: DatedEntry[]; undated: AppendFailure[] }> {
  const dated: DatedEntry[] = [];
  const undated: AppendFailure[] = [];
  const byEvent = [...Map.groupBy(entries, ({ eventId }) => eventId)];
  await mapConcurrently(
    byEvent,
    async ([eventId, own]) => {
      try {
        const calendar = own.some(isSale) ? await readSalesCalendar(table, eventId) : undefined;
        for (const entry of own)
          dated.push({ ...entry, day: calendar?.dayOf(entry.at), sections: calendar?.sections ?? 0 });
      } catch (error) {
        undated.push(...own.map(entry => ({ entry, error })));
      }
    },
    JOURNAL_WRITES_AT_ONCE,
  );
  return { dated, undated };
}

/**
 * The rows that are put before an entry, so that an entry proves that they exist: the claim in the list of its event
 * before its first entry, and a booking under its reference before the entry that confirms it.
 */
function rowsBefore({ position, action, subjectId, eventId, ownerId, booking }: JournalEntry): Row[] {
  if (ownerId === undefined || eventId === undefined) return [];
  return [
    ...(position === 0 ? [claimOfEventKey(eventId, subjectId)] : []),
    ...(action === 'booking.confirmed' ? [referenceRow({ id: subjectId, ownerId, booking })] : []),
  ];
}

/** Groups of entries for one transaction each: of one event, currency and day, and not too many. */
function groupsOf(entries: DatedEntry[]): DatedEntry[][] {
  const byTally = Map.groupBy(entries, ({ eventId, currency, day }) => `${eventId} ${currency} ${day}`);
  return [...byTally.values()].flatMap(inTransactions);
}

/** Ends a group at its limit, or where the rows of its gates, types, fees and codes would be too many for one transaction. */
function inTransactions(entries: DatedEntry[]): DatedEntry[][] {
  const groups: { entries: DatedEntry[]; rows: Set<string> }[] = [];
  for (const entry of entries) {
    const rows = extraRowsOf(entry);
    const last = groups.at(-1);
    const together = last ? last.rows.union(rows) : rows;
    const hasRoom =
      last && last.entries.length < ENTRIES_PER_TRANSACTION && together.size <= extraRowsMax(last.entries.length + 1);
    if (hasRoom) groups.splice(-1, 1, { entries: [...last.entries, entry], rows: together });
    else groups.push({ entries: [entry], rows });
  }
  return groups.map(group => group.entries);
}

const extraRowsOf = ({ sales, counts, sections }: DatedEntry): Set<string> =>
  new Set([
    ...(counts ? [`gate ${counts.gate}`] : []),
    ...(sales ? salesRowsOf({ ...sales, sections: new Map() }, sections) : []),
  ]);

/** Appends a group in one transaction. If that fails, appends one entry at a time, so that a poisoned one does not stop the others. */
async function appendGroup(table: Table, group: DatedEntry[]): Promise<Appended> {
  try {
    return { appended: await appendTogether(table, group), failed: [] };
  } catch (error) {
    const [only] = group;
    if (only && group.length === 1) return { appended: 0, failed: [{ entry: only, error }] };
    return appendOneByOne(table, group);
  }
}

/** After so many busy entries the rest fails too, and is appended when the stream delivers it again. */
const BUSY_IN_A_ROW_MAX = 3;

async function appendOneByOne(table: Table, group: DatedEntry[]): Promise<Appended> {
  const outcomes: Appended[] = [];
  let busyInARow = 0;
  for (const entry of group) {
    const isGivenUp = busyInARow >= BUSY_IN_A_ROW_MAX;
    const outcome = isGivenUp ? { appended: 0, failed: [{ entry, error: busy() }] } : await appendGroup(table, [entry]);
    outcomes.push(outcome);
    busyInARow = outcome.failed.some(isBusy) ? busyInARow + 1 : 0;
  }
  return sumOf(outcomes);
}

const isBusy = ({ error }: AppendFailure): boolean => error instanceof Refusal && error.code === 'busy';

/**
 * Puts the absent entries and adds their amounts, in one transaction. Entries that exist were counted when they were put, so
 * they are left out and the rest is sent again. Returns how many were new, or throws `busy`.
 */
async function appendTogether(table: Table, group: DatedEntry[]): Promise<number> {
  let absent = group;
  while (absent.length > 0) {
    const sent = await transact(table, actionsOf(table, absent), { idempotencyFirst: false });
    if (sent.is === 'committed') return absent.length;
    if (sent.is === 'busy') throw busy();
    const left = absent.filter((_, i) => !sent.reasons[i]?.refused);
    // Only entries have conditions. Without a refused entry the loop would never end.
    if (left.length === absent.length)
      throw new Error('a transaction of the journal was cancelled, but no entry was refused');
    absent = left;
  }
  return 0;
}

function actionsOf(table: Table, entries: DatedEntry[]) {
  const [first] = entries;
  if (!first) return [];
  const { eventId, currency, day, sections } = first;
  const shard = drawShard(table);
  const tally = sumOfTallies(entries.map(tallyOf));
  const sales = sumOfSales(entries.flatMap(entry => entry.sales ?? []));
  const scans = entries.flatMap(entry => entry.counts ?? []);
  const additions = [
    ...(isNothing(tally) ? [] : addToTallies(table, eventId, currency, tally, shard)),
    ...(day === undefined ? [] : addToSales(table, eventId, { day, currency, ...sales }, { shard, sections })),
    ...addToGates(table, eventId, scans, shard),
  ];
  return [
    ...entries.map(entry => ({ Put: put(table.names.journal, rowOf(entry), isAbsent) })),
    ...additions.map(Update => ({ Update })),
  ];
}

/** The row of an entry. Only the day of a sale is stored: it is the mark that the entry was added to the sales. */
function rowOf({ day, sections: _counted, ...entry }: DatedEntry): Row {
  return journalRow(isSale(entry) && day !== undefined ? { ...entry, salesDay: day } : entry);
}

async function inParallel<Work extends { entry: JournalEntry }>(
  works: Work[],
  append: (work: Work) => Promise<boolean>,
): Promise<Appended> {
  const appendOne = async (work: Work): Promise<Appended> => {
    try {
      return { appended: (await append(work)) ? 1 : 0, failed: [] };
    } catch (error) {
      return { appended: 0, failed: [{ entry: work.entry, error }] };
    }
  };
  // Few at once, because sales need the table more than the journal does.
  return sumOf(await mapConcurrently(works, appendOne, JOURNAL_WRITES_AT_ONCE));
}

const sumOf = (outcomes: Appended[]): Appended => ({
  appended: outcomes.reduce((sum, { appended }) => sum + appended, 0),
  failed: outcomes.flatMap(({ failed }) => failed),
});

async function putIfAbsent(table: Table, row: Row): Promise<boolean> {
  const sent = await putOne(table, put(tableNameOf(table, row), row, isAbsent));
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}
