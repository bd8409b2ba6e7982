/**
 * All tables and streams, the clock, and the tokens of recent transactions. Every write to a row goes through `commit` or
 * `load`.
 */
import { tableNotFound } from '../errors.ts';
import { isEqual } from '../values/sets.ts';
import type { Item } from '../values/value.ts';
import { type KeyTexts, keyOf, keyTextsOf } from './schema.ts';
import { StreamLog, type ViewType } from './stream-log.ts';
import type { Table } from './table.ts';
import { TokenLog } from './token-log.ts';

/** A change that can be undone, for reads of an older state. */
interface Undo {
  table: Table;
  key: KeyTexts;
  old: Item | undefined;
}

/** A row after a change; `item` is undefined if the row was removed. */
export interface RowChange {
  tableName: string;
  keys: Item;
  item: Item | undefined;
  isExpiry: boolean;
}

export interface DatabaseOptions {
  /** Epoch ms. */
  now: () => number;
  /** Called for each change of a row. For a transaction it is called once for each changed row. */
  onChange?: (change: RowChange) => void;
  region?: string;
  accountId?: string;
}

export class Database {
  readonly tables = new Map<string, Table>();
  readonly streams = new Map<string, StreamLog>();
  readonly tokens = new TokenLog();
  readonly now: () => number;
  private readonly onChange: DatabaseOptions['onChange'];
  readonly region: string;
  readonly accountId: string;
  /** The number of changes that are kept for reads of an older state. */
  undoMax = 0;
  private undos: Undo[] = [];

  constructor({ now, onChange, region = 'us-east-1', accountId = '000000000000' }: DatabaseOptions) {
    this.now = now;
    this.onChange = onChange;
    this.region = region;
    this.accountId = accountId;
  }

  /** The table with this name or ARN. */
  table(name: string): Table {
    const table = this.tables.get(name.startsWith('arn:') ? (name.split('/')[1] ?? '') : name);
    if (!table) throw tableNotFound();
    return table;
  }

  arnOf(tableName: string): string {
    return `arn:aws:dynamodb:${this.region}:${this.accountId}:table/${tableName}`;
  }

  /** Opens a stream for the table. Removes disabled streams that have nothing left to read. */
  openStream(table: Table, view: ViewType): void {
    const createdAt = this.now();
    for (const [arn, stream] of this.streams) if (stream.isGone(createdAt)) this.streams.delete(arn);
    const arnOf = (label: string) => `${this.arnOf(table.name)}/stream/${label}`;
    const time = new Date(createdAt).toISOString().slice(0, -1);
    // Two tables of one name at one instant must not share a stream.
    const label = this.streams.has(arnOf(time)) ? `${time}-${this.streams.size}` : time;
    const { name: tableName, schema } = table;
    table.stream = new StreamLog({ arn: arnOf(label), label, tableName, schema, view, createdAt });
    this.streams.set(arnOf(label), table.stream);
  }

  /** Writes a row, or removes it (undefined), and appends the change to the stream. A write without a change has no record. */
  commit(table: Table, key: KeyTexts, item: Item | undefined, isExpiry = false): void {
    const old = table.write(key, item);
    this.remember({ table, key, old });
    const image = item ?? old;
    if (!image || isEqual(old, item)) return;
    this.onChange?.({ tableName: table.name, keys: keyOf(table.schema, image), item, isExpiry });
    if (table.stream?.isOpen) table.stream.append({ old, new: item, isExpiry }, this.now());
  }

  /** Repeats a change that `onChange` of another database reported. */
  repeat({ tableName, keys, item, isExpiry }: RowChange): void {
    const table = this.table(tableName);
    this.commit(table, keyTextsOf(table.schema, keys), item, isExpiry);
  }

  /** All rows, each as the change that would write it. */
  rows(): RowChange[] {
    const changes: RowChange[] = [];
    for (const { name, schema, rows } of this.tables.values()) {
      rows.forEachRow(({ item }) =>
        changes.push({ tableName: name, keys: keyOf(schema, item), item, isExpiry: false }),
      );
    }
    return changes;
  }

  /** Writes a row without a record in the stream. */
  load({ tableName, keys, item }: RowChange): void {
    const table = this.table(tableName);
    table.write(keyTextsOf(table.schema, keys), item);
  }

  private remember(undo: Undo): void {
    if (this.undoMax === 0) return;
    this.undos.push(undo);
    if (this.undos.length > 2 * this.undoMax) this.undos = this.undos.slice(-this.undoMax);
  }

  /** Calls `read` on the state before the last `changes` changes, or before as many as are kept. */
  readBefore<Result>(changes: number, read: () => Result): Result {
    const undone = changes > 0 ? this.undos.slice(-changes).reverse() : [];
    const redo = undone.map(({ table, key, old }) => ({ table, key, item: table.write(key, old) }));
    try {
      return read();
    } finally {
      for (const { table, key, item } of redo.reverse()) table.write(key, item);
    }
  }
}
