/** GetItem: one row by its key. */
import { constraintError } from '../errors.ts';
import { Bindings, type Placeholders } from '../expressions/bindings.ts';
import { bindProjection, project } from '../expressions/project.ts';
import type { Database } from '../storage/database.ts';
import { requireKey } from '../storage/schema.ts';
import type { Table } from '../storage/table.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';
import { Capacity, readUnits } from './capacity.ts';
import { type Input, refuseLegacy, requireChoices, requireTableName } from './parameters.ts';

export function getItem(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  requireChoices(input);
  refuseLegacy(input, ['AttributesToGet'], ['ProjectionExpression']);
  const read = prepareRead(database, input, codec);
  const item = readRow(read);
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  capacity.addRead(read.table, readUnits(read.bytes(), input.ConsistentRead === true));
  return { ...(item && { Item: codec.writeItem(item) }), ...capacity.ofOneTable() };
}

/** A read of one row. The names and the table are checked already; the key is not. */
export interface PreparedRead {
  table: Table;
  key: Item;
  project(item: Item): Item;
  /** The size of the row; 0 if there is none. */
  bytes(): number;
}

export function prepareRead(database: Database, input: Input, codec: Codec): PreparedRead {
  const name = requireTableName(input.TableName);
  const project = projectionOf(input, codec);
  if (input.Key === undefined || input.Key === null) throw constraintError('null', 'key', 'not be null');
  const key = codec.readItem(input.Key);
  const table = database.table(name);
  return {
    table,
    key,
    project,
    bytes: () => table.row(key)?.size ?? 0,
  };
}

/** Checks the key and reads the row. */
export function readRow({ table, key, project: part }: PreparedRead): Item | undefined {
  requireKey(table.schema, key);
  const row = table.row(key);
  return row && part(row.item);
}

/** Returns the projection of a request. Without one it returns all attributes. */
export function projectionOf(input: Input, codec: Codec): (item: Item) => Item {
  const { ProjectionExpression: source, ExpressionAttributeNames: names } = input as Placeholders & Input;
  const bindings = new Bindings({ ExpressionAttributeNames: names }, codec);
  const paths = source === undefined ? undefined : bindProjection(String(source), bindings);
  bindings.requireAllUsed();
  return paths ? item => project(item, paths) : item => item;
}
