/**
 * The feed: all journals' entries by day, newest first, for administration. A day is spread over several partitions, which
 * are merged by time, and then comes the day before. An index brings the entries with what filters ask for, so that only
 * what matches is read; and a request looks at a bounded number of them, however much time its range spans.
 */
import { FEED_SHARDS, FEED_STEPS_MAX } from '../../domain/limits.ts';
import type { FeedEntry, TimeRange } from '../../ports/administration.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { feedPartition, INDEXES, sortable, timeInSortKey } from '../keys.ts';
import { queryIndex } from '../queries.ts';
import { object, optional, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { identityIn } from './journal-rows.ts';

/** An entry where it stands in the feed. */
export type Placed = FeedEntry & { place: string };

/** How the feed is read: which of its entries count, and what they lead to, where they lead to something. */
export interface FeedReading<Item> {
  range: TimeRange;
  matches: (entry: FeedEntry) => boolean;
  /** Reads what these entries lead to, in their order. */
  read: (entries: FeedEntry[]) => Promise<(Item | undefined)[]>;
}

/** A page has a position to go on from wherever the range may have more. */
export async function readFeed<Item>(
  table: Table,
  { range, matches, read }: FeedReading<Item>,
  { limit, after }: PageRequest,
): Promise<Page<Item>> {
  const items: Item[] = [];
  const end = sortable(range.until);
  // A position is made up easily, and must not lead out of the range.
  let before = after !== undefined && after < end ? after : end;
  for (let steps = 0; steps < FEED_STEPS_MAX; ) {
    const step = await readStep(table, range.from, before);
    steps += 1;
    const matching = step.entries.filter(matches);
    for (let from = 0; from < matching.length && steps < FEED_STEPS_MAX; from += limit) {
      const some = matching.slice(from, from + limit);
      const found = await read(some);
      steps += 1;
      for (const [i, { place }] of some.entries()) {
        const item = found[i];
        before = place;
        if (item !== undefined) items.push(item);
        if (items.length === limit) return { items, next: place };
      }
    }
    const isSeen = matching.every(({ place }) => place >= before);
    if (isSeen && step.before === undefined) return { items };
    if (isSeen && step.before !== undefined) before = step.before;
  }
  return { items, next: before };
}

interface Step {
  entries: Placed[];
  /** Everything at and after this place has been seen; undefined at the end of the range. */
  before?: string;
}

/** So many entries of each shard are read at once: a few KB. */
const ENTRIES_AT_ONCE = 100;

/** The newest entries before a place, all of one day. */
async function readStep(table: Table, from: number, before: string): Promise<Step> {
  const day = timeInSortKey(before);
  if (before <= sortable(from)) return { entries: [] };
  const shards = await Promise.all(
    Array.from({ length: FEED_SHARDS }, (_, shard) => readShard(table, feedPartition(day, shard), from, before)),
  );
  // A shard that gave as much as it may can have more: what others have before its last entry is not their turn yet.
  const ends = shards.flatMap(entries => (entries.length < ENTRIES_AT_ONCE ? [] : [entries.at(-1)?.place ?? '']));
  const end = ends.sort().at(-1);
  const entries = shards.flat().sort((one, other) => (one.place < other.place ? 1 : -1));
  if (end !== undefined) return { entries: entries.filter(({ place }) => place >= end), before: end };
  const dayBefore = startOfDay(day) - 1;
  return dayBefore < from ? { entries } : { entries, before: lastPlaceAt(dayBefore) };
}

async function readShard(table: Table, partition: string, from: number, before: string): Promise<Placed[]> {
  const { partitionKey, sortKey } = INDEXES.byFeed;
  const rows = await queryIndex(table, {
    IndexName: 'byFeed',
    KeyConditionExpression: `${partitionKey} = :pk AND ${sortKey} BETWEEN :from AND :before`,
    ExpressionAttributeValues: { ':pk': partition, ':from': sortable(from), ':before': before },
    ScanIndexForward: false,
    Limit: ENTRIES_AT_ONCE + 1,
  });
  // BETWEEN has its ends in it.
  const entries = rows.map(placedOf).filter(({ place }) => place < before);
  return entries.slice(0, ENTRIES_AT_ONCE);
}

const entry = object<Pick<FeedEntry, 'action' | 'actor' | 'eventId' | 'ownerId'> & { feedSk: string }>({
  feedSk: text,
  action: text,
  actor: text,
  eventId: optional(text),
  ownerId: optional(text),
});

function placedOf(row: Row): Placed {
  const { feedSk: place, ...facts } = parseRow(row, entry);
  return { place, at: timeInSortKey(place), ...identityIn(row), ...facts };
}

/** Behind every entry of that millisecond. */
const lastPlaceAt = (epochMs: number): string => `${sortable(epochMs)}#~`;

const DAY_MS = 24 * 60 * 60 * 1000;
const startOfDay = (epochMs: number): number => Math.floor(epochMs / DAY_MS) * DAY_MS;
