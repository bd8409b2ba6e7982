/**
 * Pages of lists. An index is eventually consistent and names the rows; consistent reads of these rows then give the items. A
 * page is full unless it is the last, however few of the rows match.
 */
import { LIST_MS_MAX } from '../domain/limits.ts';
import type { Page, PageRequest } from '../ports/store.ts';
import { INDEXES, type IndexName } from './keys.ts';
import { BATCH_READS_MAX } from './long-reads.ts';
import { queryIndex, readRows } from './queries.ts';
import { keyOf, parseRow, text } from './row-parsers.ts';
import type { Table } from './table.ts';
import type { Row } from './transact.ts';

/** Some entries in the order of the list, and the position from which to read on; undefined at the end of the list. */
export interface Entries<Entry> {
  entries: Entry[];
  next?: string | undefined;
}

/** A list: its entries, and the items that they name. */
export interface Listing<Entry, Item> {
  /** Reads about `count` entries after a position; from the beginning without one. */
  readEntries: (after: string | undefined, count: number) => Promise<Entries<Entry>>;
  positionOf: (entry: Entry) => string;
  /** Returns false if the entry alone shows that its item does not match. By default every item is read. */
  mayMatch?: (entry: Entry) => boolean;
  /** Reads the items of entries, in their order; undefined for an entry without an item that matches. */
  readItems: (entries: Entry[]) => Promise<(Item | undefined)[]>;
}

/** The least entries of the first read of a list, and the most of any read: KEYS_ONLY entries have about 200 bytes. */
const ENTRIES_FIRST = 50;
const ENTRIES_AT_ONCE_MAX = 1_000;
/** Entries whose items are read after a full page, to find out whether it is the last one. */
const LOOK_AHEAD_MAX = BATCH_READS_MAX;

/**
 * Reads entries and the items that they name until the page is full or the list ends. Then it looks for one more item among about
 * LOOK_AHEAD_MAX entries: if it reaches the end of the list without one, the page is the last. If it reaches neither, the
 * next page may be empty. After LIST_MS_MAX it returns the items that it has.
 */
export async function fillPage<Entry, Item>(
  { clock }: Pick<Table, 'clock'>,
  { limit, after }: PageRequest,
  { readEntries, positionOf, mayMatch = () => true, readItems }: Listing<Entry, Item>,
): Promise<Page<Item>> {
  const began = clock.stopwatch();
  const items: Item[] = [];
  let position = after;
  let lookedAhead = 0;
  let itemsAtOnce = limit + 1;
  for (let count = Math.max(limit + 1, ENTRIES_FIRST); ; count = Math.min(2 * count, ENTRIES_AT_ONCE_MAX)) {
    const { entries, next } = await readEntries(position, count);
    const candidates = entries.filter(mayMatch);
    for (let from = 0; from < candidates.length; ) {
      const some = candidates.slice(from, from + Math.min(itemsAtOnce, BATCH_READS_MAX));
      const found = await readItems(some);
      for (const [i, entry] of some.entries()) {
        const item = found[i];
        if (item !== undefined && items.length === limit)
          return { items, ...(position !== undefined && { next: position }) };
        if (items.length === limit) lookedAhead += 1;
        if (item !== undefined) items.push(item);
        position = positionOf(entry);
      }
      from += some.length;
      itemsAtOnce *= 2;
      const isOver = lookedAhead >= LOOK_AHEAD_MAX || clock.stopwatch() - began > LIST_MS_MAX;
      if (isOver && from < candidates.length) return { items, ...(position !== undefined && { next: position }) };
    }
    position = next;
    if (position === undefined) return { items };
    if (lookedAhead >= LOOK_AHEAD_MAX || clock.stopwatch() - began > LIST_MS_MAX) return { items, next: position };
  }
}

/** Returns a function that reads the rows that entries name. If several entries name the same row, only the first gets its item. */
export function itemsOfRows<Item>(
  table: Table,
  itemOf: (row: Row, entry: Row) => Item | undefined,
): Listing<Row, Item>['readItems'] {
  const seen = new Set<string>();
  return async entries => {
    const rows = await readRows(table, entries.map(keyOf));
    return entries.map((entry, i) => {
      const row = rows[i];
      const item = row && itemOf(row, entry);
      const name = `${entry.pk} ${entry.sk}`;
      if (item === undefined || seen.has(name)) return undefined;
      seen.add(name);
      return item;
    });
  };
}

/** The sort key of an entry in an index. */
export const sortKeyIn = (entry: Row, indexName: IndexName): string => {
  const { sortKey } = INDEXES[indexName];
  return parseRow(entry, row => text(row[sortKey], sortKey));
};

/** Reads entries of one partition of an index after a position; from the beginning without one. */
export type ReadPartition = (after: string | undefined, count: number) => Promise<Row[]>;

/** Reads a partition of an index from its end, or from before a position. */
export function newestIn(table: Table, indexName: IndexName, partition: string): ReadPartition {
  const { partitionKey, sortKey } = INDEXES[indexName];
  const all = `${partitionKey} = :pk`;
  return (after, count) =>
    queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: after ? `${all} AND ${sortKey} < :after` : all,
      ExpressionAttributeValues: { ':pk': partition, ...(after && { ':after': after }) },
      ScanIndexForward: false,
      Limit: count,
    });
}

interface MergeOptions {
  order: 'oldest-first' | 'newest-first';
  /** By default the sort key. */
  positionOf?: (entry: Row) => string;
  /**
   * Reads the partitions one after the other, so that no entry is missed that moves meanwhile from one partition to a later one.
   */
  inTurn?: true;
}

/** Merges partitions of an index in the order of their positions. */
export function mergePartitions(
  indexName: IndexName,
  partitions: ReadPartition[],
  { order, positionOf = entry => sortKeyIn(entry, indexName), inTurn }: MergeOptions,
): Pick<Listing<Row, never>, 'readEntries' | 'positionOf'> {
  const sign = order === 'oldest-first' ? 1 : -1;
  return {
    positionOf,
    async readEntries(after, count) {
      const parts = await readAll(
        partitions.map(read => () => read(after, count)),
        inTurn,
      );
      const all = parts.flat().sort((one, other) => (positionOf(one) > positionOf(other) ? sign : -sign));
      const entries = all.slice(0, count);
      const last = entries.at(-1);
      const isEnd = all.length === entries.length && parts.every(part => part.length < count);
      return { entries, next: isEnd || !last ? undefined : positionOf(last) };
    },
  };
}

async function readAll<Part>(reads: (() => Promise<Part>)[], inTurn: true | undefined): Promise<Part[]> {
  if (!inTurn) return Promise.all(reads.map(read => read()));
  const parts: Part[] = [];
  for (const read of reads) parts.push(await read());
  return parts;
}
