/**
 * Reads the entries of all journals by day, newest first, for administration. A day has several partitions, which are merged
 * by time; then follows the day before. The index has the attributes of the filters, so that only matching rows are read. One
 * request takes a limited number of steps, however long its range is.
 */
import { FEED_SHARDS, FEED_STEPS_MAX } from '../../domain/limits.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { FeedEntry, TimeRange } from '../../ports/administration.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
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

/** Returns a page of items. It has a position to continue from if the range may have more. */
export async function readJournalByDay<Item>(
  table: Table,
  { range, matches, read }: JournalReading<Item>,
  { limit, after }: PageRequest,
): Promise<Page<Item>> {
  const items: Item[] = [];
  const end = sortable(range.until);
  // A client can make up a position, which must not lead out of the range.
  let before = after !== undefined && after < end ? after : end;
  for (let steps = 0; steps < FEED_STEPS_MAX; ) {
    const step = await readStep(table, range.from, before);
    steps += 1;
    const matching = step.entries.filter(matches);
    for (let from = 0; from < matching.length && steps < FEED_STEPS_MAX; from += limit) {
      const some = matching.slice(from, from + limit);
      const found = await read(some);
      steps += 1;
      for (const [i, { sortKey }] of some.entries()) {
        const item = found[i];
        before = sortKey;
        if (item !== undefined) items.push(item);
        if (items.length === limit) return { items, next: sortKey };
      }
    }
    const isWholeStepRead = matching.every(({ sortKey }) => sortKey >= before);
    if (isWholeStepRead && step.before === undefined) return { items };
    if (isWholeStepRead && step.before !== undefined) before = step.before;
  }
  return { items, next: before };
}

interface Step {
  entries: IndexedEntry[];
  /** The next step begins before this position; undefined at the end of the range. */
  before?: string;
}

/** The number of entries of each shard that one step reads: a few KB. */
const ENTRIES_AT_ONCE = 100;

/** Reads the newest entries before a position, all of one day. */
async function readStep(table: Table, from: number, before: string): Promise<Step> {
  const day = timeInSortKey(before);
  if (before <= sortable(from)) return { entries: [] };
  const shards = await Promise.all(
    Array.from({ length: FEED_SHARDS }, (_, shard) => readShard(table, feedPartition(day, shard), from, before)),
  );
  // A shard with a full page may have more entries, so earlier entries of the other shards wait for the next step.
  const ends = shards.flatMap(entries => (entries.length < ENTRIES_AT_ONCE ? [] : [entries.at(-1)?.sortKey ?? '']));
  const end = ends.sort().at(-1);
  const entries = shards.flat().sort((one, other) => (one.sortKey < other.sortKey ? 1 : -1));
  if (end !== undefined) return { entries: entries.filter(({ sortKey }) => sortKey >= end), before: end };
  const dayBefore = startOfDay(day) - 1;
  return dayBefore < from ? { entries } : { entries, before: lastSortKeyAt(dayBefore) };
}

async function readShard(table: Table, partition: string, from: number, before: string): Promise<IndexedEntry[]> {
  const { partitionKey, sortKey: sortKeyName } = INDEXES.byFeed;
  const rows = await queryIndex(table, {
    IndexName: 'byFeed',
    KeyConditionExpression: `${partitionKey} = :pk AND ${sortKeyName} BETWEEN :from AND :before`,
    ExpressionAttributeValues: { ':pk': partition, ':from': sortable(from), ':before': before },
    ScanIndexForward: false,
    Limit: ENTRIES_AT_ONCE + 1,
  });
  // BETWEEN includes both ends.
  const entries = rows.map(entryOf).filter(({ sortKey }) => sortKey < before);
  return entries.slice(0, ENTRIES_AT_ONCE);
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
