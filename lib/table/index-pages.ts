/**
 * Pages of the lists that an index has. An index is eventually consistent and names the rows; consistent reads of these
 * rows then give the items.
 */
import type { Page, PageRequest } from '../ports/store.ts';
import { INDEXES } from './keys.ts';
import { queryIndex, readRows } from './queries.ts';
import { keyOf, parseRow, text } from './row-parsers.ts';
import type { Table } from './table.ts';
import type { Row } from './transact.ts';

type IndexName = keyof typeof INDEXES;
/** Reads entries of an index from a position on; from the beginning without one. */
export type ReadEntries = (after: string | undefined) => Promise<Row[]>;

/** The position of an entry in its list: the sort key of the index. */
export const positionOf = (entry: Row, indexName: IndexName): string => {
  const { sortKey } = INDEXES[indexName];
  return parseRow(entry, row => text(row[sortKey], sortKey));
};

/** Reads a partition of an index from its end, or from before a position. */
export function newestIn(table: Table, indexName: IndexName, partition: string, limit: number): ReadEntries {
  const { partitionKey, sortKey } = INDEXES[indexName];
  const all = `${partitionKey} = :pk`;
  return after =>
    queryIndex(table, {
      IndexName: indexName,
      KeyConditionExpression: after ? `${all} AND ${sortKey} < :after` : all,
      ExpressionAttributeValues: { ':pk': partition, ...(after && { ':after': after }) },
      ScanIndexForward: false,
      Limit: limit,
    });
}

/**
 * Reads several partitions of an index as one list, ascending by `position`. A row whose entry moves from one partition to a
 * later one meanwhile is read in both or in the later one, and returned once: so the partitions are read one after the other.
 */
export const mergedInOrder =
  (partitions: ReadEntries[], position: (entry: Row) => string, limit: number): ReadEntries =>
  async after => {
    const byRow = new Map<string, Row>();
    for (const readPartition of partitions) {
      for (const entry of await readPartition(after)) byRow.set(JSON.stringify(keyOf(entry)), entry);
    }
    const entries = [...byRow.values()].sort((one, other) => (position(one) < position(other) ? -1 : 1));
    return entries.slice(0, limit);
  };

/** One request reads at most this many pages of an index. A filter that matches little returns a cursor to continue from. */
const INDEX_PAGES_MAX = 10;

/**
 * Reads pages of an index, and the rows that they name, until the page is full or the index ends. A row counts if `itemOf`
 * finds an item in it.
 */
export async function fillPage<Item>(
  table: Table,
  { limit, after }: PageRequest,
  indexName: IndexName,
  readEntries: ReadEntries,
  itemOf: (row: Row) => Item | undefined,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let position = after;
  for (let pages = 0; pages < INDEX_PAGES_MAX; pages++) {
    const entries = await readEntries(position);
    const rows = await readRows(table, entries.map(keyOf));
    for (const [i, entry] of entries.entries()) {
      const row = rows[i];
      const item = row && itemOf(row);
      position = positionOf(entry, indexName);
      if (item !== undefined) items.push(item);
      if (items.length === limit) return { items, next: position };
    }
    if (entries.length < limit) return { items };
  }
  return { items, ...(position !== undefined && { next: position }) };
}
