/**
 * The rows of a table or an index: partitions by hash key, each sorted by sort key. An index is sparse: it leaves out rows
 * that lack one of its key attributes. Partitions are in the order of a hash of their key, so a scan can be divided into segments.
 */
import { orderText } from '../values/order.ts';
import type { Item } from '../values/value.ts';
import { type KeySchema, NO_SORT_KEY } from './schema.ts';
import { SortedList } from './sorted-list.ts';

/** A row. It stays the same object while the row exists, so that indexes can refer to it. */
export interface Row {
  /** The table's key in texts that sort like the values. */
  hash: string;
  sort: string;
  item: Item;
  size: number;
}

/** A row and its sort key in one collection. */
export interface Entry {
  sort: string;
  row: Row;
}

export interface Partition {
  /** The hash of the key. Scans read partitions in this order. */
  order: number;
  hash: string;
  entries: SortedList<Entry>;
  /** Rows by sort key. Undefined in an index, where several rows may have one key. */
  bySort: Map<string, Row> | undefined;
}

/** Orders entries by sort key. Entries with equal sort keys, which only an index has, are in the order of the table's keys. */
export function compareEntries(a: Entry, b: Entry): number {
  return compareTexts(a.sort, b.sort) || compareTexts(a.row.hash, b.row.hash) || compareTexts(a.row.sort, b.row.sort);
}

export const comparePartitions = (a: Pick<Partition, 'order' | 'hash'>, b: Pick<Partition, 'order' | 'hash'>): number =>
  a.order - b.order || compareTexts(a.hash, b.hash);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export class Collection {
  readonly schema: KeySchema;
  readonly inOrder = new SortedList<Partition>(comparePartitions);
  private readonly partitions = new Map<string, Partition>();
  private readonly isTable: boolean;

  constructor(schema: KeySchema, of: 'table' | 'index') {
    this.schema = schema;
    this.isTable = of === 'table';
  }

  partition(hash: string): Partition | undefined {
    return this.partitions.get(hash);
  }

  row(hash: string, sort: string): Row | undefined {
    return this.partitions.get(hash)?.bySort?.get(sort);
  }

  forEachRow(visit: (row: Row) => void): void {
    this.inOrder.forEach(({ entries }) => {
      entries.forEach(({ row }) => {
        visit(row);
      });
    });
  }

  /** Adds the row, unless it lacks a key attribute. */
  add(row: Row): void {
    const key = this.textsOf(row.item);
    if (!key) return;
    const partition = this.partitions.get(key.hash) ?? this.addPartition(key.hash);
    partition.entries.add({ sort: key.sort, row });
    partition.bySort?.set(key.sort, row);
  }

  delete(row: Row): void {
    const key = this.textsOf(row.item);
    const partition = key && this.partitions.get(key.hash);
    if (!key || !partition) return;
    partition.entries.delete({ sort: key.sort, row });
    partition.bySort?.delete(key.sort);
    if (!partition.entries.isEmpty) return;
    this.partitions.delete(key.hash);
    this.inOrder.delete(partition);
  }

  /** The key of a row in this collection; undefined if the collection leaves the row out. */
  textsOf(item: Item): { hash: string; sort: string } | undefined {
    const hash = item.get(this.schema.hash.name);
    if (hash === undefined) return undefined;
    if (!this.schema.sort) return { hash: orderText(hash), sort: NO_SORT_KEY };
    const sort = item.get(this.schema.sort.name);
    return sort === undefined ? undefined : { hash: orderText(hash), sort: orderText(sort) };
  }

  private addPartition(hash: string): Partition {
    const partition: Partition = {
      order: scanOrder(hash),
      hash,
      entries: new SortedList(compareEntries),
      bySort: this.isTable ? new Map() : undefined,
    };
    this.partitions.set(hash, partition);
    this.inOrder.add(partition);
    return partition;
  }
}

/** The number of different scan orders. */
export const SCAN_ORDERS = 2 ** 32;

/** The position of a partition in a scan: FNV-1a with a final mix, so that similar keys are far apart. */
export function scanOrder(hash: string): number {
  let mixed = 0x811c9dc5;
  for (let i = 0; i < hash.length; i++) mixed = Math.imul(mixed ^ hash.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
