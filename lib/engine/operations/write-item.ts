/** PutItem, UpdateItem and DeleteItem: a write of one row, if it meets the condition. */
import { conditionFailed, validationError } from '../errors.ts';
import { project } from '../expressions/project.ts';
import type { Database } from '../storage/database.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';
import { Capacity } from './capacity.ts';
import { collectionMetrics } from './collection-metrics.ts';
import { type Input, refuseLegacy, requireChoices, requireTableName } from './parameters.ts';
import {
  keyOfWrite,
  mayHappen,
  type PreparedWrite,
  prepareWrite,
  type WriteInput,
  type WriteKind,
} from './prepare-write.ts';

type Operation = (database: Database, input: Input, codec: Codec) => Record<string, unknown>;

export const putItem: Operation = (database, input, codec) => writeItem(database, 'Put', input, codec);
export const updateItem: Operation = (database, input, codec) => writeItem(database, 'Update', input, codec);
export const deleteItem: Operation = (database, input, codec) => writeItem(database, 'Delete', input, codec);

function writeItem(database: Database, kind: WriteKind, input: Input, codec: Codec): Record<string, unknown> {
  requireParameters(kind, input);
  const write = prepareWrite(database, kind, input as unknown as WriteInput, codec);
  write.check();
  const key = keyOfWrite(write);
  const old = write.table.item(key);
  if (!mayHappen(write, old)) throw conditionFailed(write.returnsRow ? old : undefined);
  const item = write.next(old);
  database.commit(write.table, key, item);
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  capacity.addWrite(write.table, old, item);
  const returned = returnedRow(write, input.ReturnValues, old, item);
  return {
    ...(returned && { Attributes: codec.writeItem(returned) }),
    ...capacity.ofOneTable(),
    ...collectionMetrics(write.table, write.given, input.ReturnItemCollectionMetrics, codec),
  };
}

function requireParameters(kind: WriteKind, input: Input): void {
  requireTableName(input.TableName);
  requireChoices(input);
  const expressions = kind === 'Update' ? ['UpdateExpression', 'ConditionExpression'] : ['ConditionExpression'];
  refuseLegacy(input, ['AttributeUpdates', 'Expected', 'ConditionalOperator'], expressions);
  const { ReturnValues: values = 'NONE' } = input;
  if (kind === 'Update' || values === 'NONE' || values === 'ALL_OLD') return;
  throw validationError('ReturnValues can only be ALL_OLD or NONE');
}

function returnedRow(
  { paths }: PreparedWrite,
  values: unknown,
  old: Item | undefined,
  item: Item | undefined,
): Item | undefined {
  if (values === 'ALL_OLD') return old;
  if (values === 'ALL_NEW') return item;
  if (values !== 'UPDATED_OLD' && values !== 'UPDATED_NEW') return undefined;
  const row = values === 'UPDATED_OLD' ? old : item;
  const part = row && project(row, paths);
  return part && part.size > 0 ? part : undefined;
}
