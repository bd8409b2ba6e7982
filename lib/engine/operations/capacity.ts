/**
 * Capacity as AWS bills it: a read unit for each 4 KB (half of one for an eventually consistent read), a write unit for each KB,
 * and twice as much for the rows of a transaction. An index is billed for the entries that a write changes, without that factor.
 */
import { READ_UNIT_BYTES, WRITE_UNIT_BYTES } from '../limits.ts';
import { type Index, projected, type Table } from '../storage/table.ts';
import { isEqual } from '../values/sets.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';

export type CapacityMode = 'TOTAL' | 'INDEXES' | 'NONE' | undefined;

export const TRANSACTION_FACTOR = 2;

/** The units of a read. An absent row costs as much as a small one. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(Math.ceil(bytes / READ_UNIT_BYTES), 1) * (isConsistent ? 1 : 0.5);

const writeUnitsOf = (bytes: number): number => Math.max(Math.ceil(bytes / WRITE_UNIT_BYTES), 1);

/** The units of one request, by table and index. */
export class Capacity {
  private readonly mode: CapacityMode;
  private readonly units = new Map<Table, Map<Index | undefined, number>>();

  constructor(mode: unknown) {
    this.mode = mode as CapacityMode;
  }

  addRead(table: Table, units: number, index?: Index): void {
    this.add(table, index, units);
  }

  /** Adds a write. Its cost follows from the larger of the old and the new row. */
  addWrite(table: Table, old: Item | undefined, item: Item | undefined, factor = 1): void {
    if (!this.isAsked) return;
    this.add(table, undefined, factor * writeUnitsOf(Math.max(sizeOf(old), sizeOf(item))));
    for (const index of table.indexes.values()) {
      const units = indexWriteUnits(index, old, item);
      if (units > 0) this.add(table, index, units);
    }
  }

  private add(table: Table, index: Index | undefined, units: number): void {
    if (!this.isAsked) return;
    const byIndex = this.units.get(table) ?? new Map<Index | undefined, number>();
    byIndex.set(index, (byIndex.get(index) ?? 0) + units);
    this.units.set(table, byIndex);
  }

  private get isAsked(): boolean {
    return this.mode === 'TOTAL' || this.mode === 'INDEXES';
  }

  /** The member ConsumedCapacity of a response about one table; empty if the caller did not ask for it. */
  ofOneTable(): { ConsumedCapacity?: object } {
    const [first] = this.ofEachTable();
    return first ? { ConsumedCapacity: first } : {};
  }

  /** The member ConsumedCapacity of a response about several tables. A transaction also names the kind of its units. */
  ofTables(kind?: 'ReadCapacityUnits' | 'WriteCapacityUnits'): { ConsumedCapacity?: object[] } {
    return this.isAsked ? { ConsumedCapacity: this.ofEachTable(kind) } : {};
  }

  private ofEachTable(kind?: string): object[] {
    const described = (units: number) => ({ CapacityUnits: units, ...(kind && { [kind]: units }) });
    return [...this.units].map(([table, byIndex]) => {
      const total = [...byIndex.values()].reduce((sum, units) => sum + units, 0);
      return {
        TableName: table.name,
        ...described(total),
        ...(this.mode === 'INDEXES' && {
          Table: described(byIndex.get(undefined) ?? 0),
          ...indexUnits('GlobalSecondaryIndexes', 'global', byIndex, described),
          ...indexUnits('LocalSecondaryIndexes', 'local', byIndex, described),
        }),
      };
    });
  }
}

function indexUnits(
  member: string,
  kind: Index['kind'],
  byIndex: Map<Index | undefined, number>,
  described: (units: number) => object,
): object {
  const entries = [...byIndex].flatMap(([index, units]) =>
    index?.kind === kind ? [[index.name, described(units)] as const] : [],
  );
  return entries.length > 0 ? { [member]: Object.fromEntries(entries) } : {};
}

const sizeOf = (item: Item | undefined): number => (item ? itemSize(item) : 0);

/** The units of one index. A changed key removes one entry and adds another; an unchanged entry costs nothing. */
function indexWriteUnits(index: Index, old: Item | undefined, item: Item | undefined): number {
  const before = entryOf(index, old);
  const after = entryOf(index, item);
  if (!before && !after) return 0;
  if (!before || !after) return writeUnitsOf(sizeOf(before ?? after));
  const [keyBefore, keyAfter] = [index.rows.textsOf(before), index.rows.textsOf(after)];
  if (keyBefore?.hash !== keyAfter?.hash || keyBefore?.sort !== keyAfter?.sort) {
    return writeUnitsOf(sizeOf(before)) + writeUnitsOf(sizeOf(after));
  }
  return isEqual(before, after) ? 0 : writeUnitsOf(Math.max(sizeOf(before), sizeOf(after)));
}

const entryOf = (index: Index, item: Item | undefined): Item | undefined =>
  item && index.rows.textsOf(item) ? projected(index, item) : undefined;
