/**
 * Reads the entries of all journals by day, newest first, for administration. A day has several partitions, which are merged
 * by time; then follows the day before. The index has the attributes of the filters, so that only matching rows are read.
 * Several days without entries are read at once.
 */
import { FEED_EMPTY_DAYS_MAX, FEED_SHARDS } from '../../domain/limits.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { FeedEntry, TimeRange } from '../../ports/administration.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { type Entries, fillPage } from '../index-pages.ts';
import { feedPartition, INDEXES, sortable, timeInSortKey } from '../keys.ts';
import { queryIndex } from '../queries.ts';
import { object, optional, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { identityIn } from './journal-rows.ts';

/** An entry with its sort key in the index. */
type IndexedEntry = FeedEntry & { sortKey: string };

/** Which entries of a time range to read, and how to read their items. */
export interface JournalReading<Item> {
  range: TimeRange;
  matches: (entry: FeedEntry) => boolean;
  /** Reads the items of these entries, in their order; undefined for an entry without an item. */
  read: (entries: FeedEntry[]) => Promise<(Item | undefined)[]>;
}

/** Returns a page of items. */
export function readJournalByDay<Item>(
  table: Table,
  { range, matches, read }: JournalReading<Item>,
  { limit, after }: PageRequest,
): Promise<Page<Item>> {
  const end = sortable(range.until);
  // A client can make up a position, which must not lead out of the range.
  const begin = after !== undefined && after < end ? after : end;
  return fillPage(
    table,
    { limit, after: begin },
    {
      readEntries: (before, count) => readEntries(table, range.from, before ?? begin, count),
      positionOf: ({ sortKey }) => sortKey,
      mayMatch: matches,
      readItems: read,
    },
  );
}

/** Entries that are read of each shard of a day when the day probably has none. */
const ENTRIES_OF_EMPTY_DAY = 10;

/** Reads the newest entries before a position: some of one day, or all days up to the first that has entries. */
async function readEntries(table: Table, from: number, before: string, count: number): Promise<Entries<IndexedEntry>> {
  const day = await readDay(table, from, before, count);
  if (day.entries.length > 0 || day.next === undefined) return day;
  const days = await Promise.all(
    positionsOfDays(from, day.next).map(position => readDay(table, from, position, ENTRIES_OF_EMPTY_DAY)),
  );
  return days.find(({ entries }) => entries.length > 0) ?? days.at(-1) ?? day;
}

/** The positions at which this day and the days before it begin, at most FEED_EMPTY_DAYS_MAX and none before `from`. */
function positionsOfDays(from: number, before: string): string[] {
  const earlier = Array.from(
    { length: FEED_EMPTY_DAYS_MAX - 1 },
    (_, i) => startOfDay(timeInSortKey(before)) - 1 - i * DAY_MS,
  );
  return [before, ...earlier.filter(end => end >= from).map(lastSortKeyAt)];
}

/** Reads the newest entries before a position, all of one day. */
async function readDay(table: Table, from: number, before: string, count: number): Promise<Entries<IndexedEntry>> {
  const day = timeInSortKey(before);
  if (before <= sortable(from)) return { entries: [] };
  const shards = await Promise.all(
    Array.from({ length: FEED_SHARDS }, (_, shard) =>
      readShard(table, feedPartition(day, shard), { from, before, count }),
    ),
  );
  // A shard with a full page may have more entries, so earlier entries of the other shards wait for the next read.
  const ends = shards.flatMap(entries => (entries.length < count ? [] : [entries.at(-1)?.sortKey ?? '']));
  const end = ends.sort().at(-1);
  const entries = shards.flat().sort((one, other) => (one.sortKey < other.sortKey ? 1 : -1));
  if (end !== undefined) return { entries: entries.filter(({ sortKey }) => sortKey >= end), next: end };
  const dayBefore = startOfDay(day) - 1;
  return dayBefore < from ? { entries } : { entries, next: lastSortKeyAt(dayBefore) };
}

async function readShard(
  table: Table,
  partition: string,
  { from, before, count }: { from: number; before: string; count: number },
): Promise<IndexedEntry[]> {
  const { partitionKey, sortKey: sortKeyName } = INDEXES.byFeed;
  const rows = await queryIndex(table, {
    IndexName: 'byFeed',
    KeyConditionExpression: `${partitionKey} = :pk AND ${sortKeyName} BETWEEN :from AND :before`,
    ExpressionAttributeValues: { ':pk': partition, ':from': sortable(from), ':before': before },
    ScanIndexForward: false,
    Limit: count + 1,
  });
  // BETWEEN includes both ends.
  const entries = rows.map(entryOf).filter(({ sortKey }) => sortKey < before);
  return entries.slice(0, count);
}

const entry = object<Pick<FeedEntry, 'action' | 'actor' | 'eventId' | 'ownerId'> & { feedSk: string }>({
  feedSk: text,
  action: text,
  actor: text,
  eventId: optional(text),
  ownerId: optional(text),
});

function entryOf(row: Row): IndexedEntry {
  const { feedSk: sortKey, ...facts } = parseRow(row, entry);
  return { sortKey, at: timeInSortKey(sortKey), ...identityIn(row), ...facts };
}

/** Sorts after every entry of that millisecond. */
const lastSortKeyAt = (epochMs: number): string => `${sortable(epochMs)}#~`;

const startOfDay = (epochMs: number): number => Math.floor(epochMs / DAY_MS) * DAY_MS;
