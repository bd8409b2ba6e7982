/** One table: its rows, its indexes, its stream and its settings. Every change of a row goes through `write`. */
import { isEqual } from '../values/sets.ts';
import { attributeSize, itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { Collection, type Row } from './collection.ts';
import { ExpiryList } from './expiry-list.ts';
import { type KeySchema, type KeyTexts, keyAttributes, keyTextsOf } from './schema.ts';
import type { StreamLog } from './stream-log.ts';

export type Projection = { type: 'ALL' } | { type: 'KEYS_ONLY' } | { type: 'INCLUDE'; attributes: string[] };

export interface Index {
  name: string;
  kind: 'global' | 'local';
  rows: Collection;
  projection: Projection;
  /** The attributes in the index; undefined if it has all. */
  attributes: Set<string> | undefined;
}

export interface Throughput {
  read: number;
  write: number;
}

/** The other facts that DescribeTable returns, besides keys and indexes. */
export interface TableSettings {
  createdAt: number;
  billing: 'PROVISIONED' | 'PAY_PER_REQUEST';
  throughput: Throughput;
  attributeTypes: Map<string, 'S' | 'N' | 'B'>;
  isProtected: boolean;
  tableClass?: string | undefined;
}

export class Table {
  readonly name: string;
  readonly rows: Collection;
  readonly indexes = new Map<string, Index>();
  settings: TableSettings;
  stream: StreamLog | undefined;
  /** Undefined without TTL. */
  expiry: ExpiryList | undefined;
  count = 0;
  bytes = 0;

  constructor(name: string, schema: KeySchema, settings: TableSettings) {
    this.name = name;
    this.rows = new Collection(schema, 'table');
    this.settings = settings;
  }

  get schema(): KeySchema {
    return this.rows.schema;
  }

  item({ hash, sort }: KeyTexts): Item | undefined {
    return this.rows.row(hash, sort)?.item;
  }

  row(key: Item): Row | undefined {
    const { hash, sort } = keyTextsOf(this.schema, key);
    return this.rows.row(hash, sort);
  }

  addIndex(name: string, kind: Index['kind'], schema: KeySchema, projection: Projection): void {
    const index: Index = {
      name,
      kind,
      rows: new Collection(schema, 'index'),
      projection,
      attributes: attributesOf(this.schema, schema, projection),
    };
    this.indexes.set(name, index);
    this.rows.forEachRow(row => index.rows.add(row));
  }

  setTimeToLive(attribute: string | undefined): void {
    const expiry = attribute === undefined ? undefined : new ExpiryList(attribute);
    this.expiry = expiry;
    if (expiry) this.rows.forEachRow(row => expiry.add(row));
  }

  /** Writes the row with this key in the table and its indexes; undefined removes it. Returns the row as it was. */
  write(key: KeyTexts, item: Item | undefined): Item | undefined {
    const row = this.rows.row(key.hash, key.sort);
    if (!row) {
      if (item) this.insert({ ...key, item, size: itemSize(item) });
      return undefined;
    }
    const old = row.item;
    if (item) this.replace(row, item);
    else this.remove(row);
    return old;
  }

  private insert(row: Row): void {
    this.rows.add(row);
    for (const index of this.indexes.values()) index.rows.add(row);
    this.expiry?.add(row);
    this.count += 1;
    this.bytes += row.size;
  }

  private replace(row: Row, item: Item): void {
    const moved = [...this.indexes.values()].filter(({ rows }) => !hasSameKey(rows.schema, row.item, item));
    const isTimeChanged = this.expiry && this.expiry.timeOf(row.item) !== this.expiry.timeOf(item);
    for (const { rows } of moved) rows.delete(row);
    if (isTimeChanged) this.expiry?.delete(row);
    row.item = item;
    this.bytes -= row.size;
    row.size = itemSize(item);
    this.bytes += row.size;
    for (const { rows } of moved) rows.add(row);
    if (isTimeChanged) this.expiry?.add(row);
  }

  private remove(row: Row): void {
    for (const { rows } of this.indexes.values()) rows.delete(row);
    this.expiry?.delete(row);
    this.rows.delete(row);
    this.count -= 1;
    this.bytes -= row.size;
  }
}

const hasSameKey = (schema: KeySchema, a: Item, b: Item): boolean =>
  keyAttributes(schema).every(({ name }) => isEqual(a.get(name), b.get(name)));

function attributesOf(table: KeySchema, index: KeySchema, projection: Projection): Set<string> | undefined {
  if (projection.type === 'ALL') return undefined;
  const keys = [...keyAttributes(table), ...keyAttributes(index)].map(({ name }) => name);
  return new Set([...keys, ...(projection.type === 'INCLUDE' ? projection.attributes : [])]);
}

/** The size of a row in the index (bytes). */
export function entrySize({ attributes }: Pick<Index, 'attributes'>, { item, size }: Row): number {
  if (!attributes) return size;
  let bytes = 0;
  for (const name of attributes) {
    const value = item.get(name);
    if (value !== undefined) bytes += attributeSize(name, value);
  }
  return bytes;
}

/** The attributes of a row that are in the index. */
export function projected({ attributes }: Pick<Index, 'attributes'>, item: Item): Item {
  if (!attributes) return item;
  const part: Item = new Map();
  for (const name of attributes) {
    const value = item.get(name);
    if (value !== undefined) part.set(name, value);
  }
  return part;
}
