/**
 * DynamoDB's price of a request in write units, computed from the request and the rows before and after it, because
 * DynamoDB Local misreports transactions. Sizes follow AWS's rules for item sizes. Each started KB of a written row
 * counts one unit, or two in a transaction. Each index entry that changes counts one more, or two where its key
 * changes.
 */
import { INDEXES, type Index, TABLE } from '../../lib/table/keys.ts';

type Row = Record<string, unknown>;

export interface WriteUnits {
  /** Units of the table's own rows. */
  table: number;
  /** Units of the entries in its indexes. */
  indexes: number;
}

const KB = 1024;

/** The units of one row's write. */
export function unitsOfWrite(before: Row | undefined, after: Row | undefined, isTransactional: boolean): WriteUnits {
  const bytes = Math.max(sizeOfRow(before), sizeOfRow(after));
  const table = Math.max(1, Math.ceil(bytes / KB)) * (isTransactional ? 2 : 1);
  const indexes = Object.values(INDEXES).reduce((sum, index) => sum + unitsOfEntry(index, before, after), 0);
  return { table, indexes };
}

/** Bytes of a row as DynamoDB counts them; undefined attributes are not written. */
export const sizeOfRow = (row: Row = {}): number =>
  Object.entries(row).reduce(
    (sum, [name, value]) => (value === undefined ? sum : sum + Buffer.byteLength(name) + sizeOf(value)),
    0,
  );

/** A row's entries in the indexes. */
export const entriesOf = (row: Row): Row[] =>
  Object.values<Index>(INDEXES)
    .map(index => entryOf(index, row))
    .filter(entry => entry !== undefined);

function sizeOf(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).replace(/^0+|0+$|\./g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, member) => sum + 1 + sizeOf(member), 0);
  return 3 + sizeOfRow(value as Row) + Object.keys(value as Row).length;
}

function unitsOfEntry(index: Index, before: Row | undefined, after: Row | undefined): number {
  const [was, is] = [entryOf(index, before), entryOf(index, after)];
  if (!was && !is) return 0;
  const units = Math.max(1, Math.ceil(Math.max(sizeOfRow(was), sizeOfRow(is)) / KB));
  if (!was || !is) return units;
  if (was[index.partitionKey] !== is[index.partitionKey] || was[index.sortKey] !== is[index.sortKey]) return 2 * units;
  return JSON.stringify(was) === JSON.stringify(is) ? 0 : units;
}

function entryOf(index: Index, row: Row | undefined): Row | undefined {
  if (row?.[index.partitionKey] === undefined || row[index.sortKey] === undefined) return undefined;
  const keys = [TABLE.partitionKey, TABLE.sortKey, index.partitionKey, index.sortKey];
  const names = index.projection === 'ALL' ? Object.keys(row) : [...keys, ...attributesOf(index)];
  return Object.fromEntries(names.map(name => [name, row[name]]));
}

const attributesOf = ({ projection }: Index): readonly string[] => (Array.isArray(projection) ? projection : []);
