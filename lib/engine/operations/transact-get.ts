/** TransactGetItems: up to 100 rows of several tables, all read at the same moment. */
import { type CancellationReason, constraintError, transactionCanceled, validationError } from '../errors.ts';
import { TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from '../limits.ts';
import type { Database } from '../storage/database.ts';
import { haveDuplicates, isValidation, keyTextsOf } from '../storage/schema.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';
import { Capacity, readUnits, TRANSACTION_FACTOR } from './capacity.ts';
import { type Input, requireChoices } from './parameters.ts';
import { type PreparedRead, prepareRead, readRow } from './read-item.ts';

export function transactGetItems(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  requireChoices(input);
  const reads = requireActions(input.TransactItems).map(action => prepareRead(database, action, codec));
  const found = reads.map(tryRead);
  if (found.some(({ reason }) => reason.code !== 'None')) {
    throw transactionCanceled(found.map(({ reason }) => reason));
  }
  requireDistinctRows(reads);
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  let bytes = 0;
  for (const read of reads) {
    const size = read.bytes();
    bytes += size;
    capacity.addRead(read.table, TRANSACTION_FACTOR * readUnits(size, true));
  }
  if (bytes > TRANSACTION_BYTES_MAX) {
    throw validationError('Collection size of items in the transaction exceeds the maximum size limit of 4 MB');
  }
  return {
    Responses: found.map(({ item }) => (item ? { Item: codec.writeItem(item) } : {})),
    ...capacity.ofTables('ReadCapacityUnits'),
  };
}

function requireActions(actions: unknown): Input[] {
  if (!Array.isArray(actions)) throw constraintError('null', 'transactItems', 'not be null');
  if (actions.length === 0) throw constraintError(`'[]'`, 'transactItems', 'have length greater than or equal to 1');
  if (actions.length > TRANSACTION_ACTIONS_MAX) {
    const text = `'[${actions.map(action => JSON.stringify(action)).join(', ')}]'`;
    throw constraintError(text, 'transactItems', `have length less than or equal to ${TRANSACTION_ACTIONS_MAX}`);
  }
  return actions.map((action: { Get?: Input }, i) => {
    if (action.Get) return action.Get;
    throw constraintError('null', `transactItems.${i + 1}.member.get`, 'not be null');
  });
}

function tryRead(read: PreparedRead): { item: Item | undefined; reason: CancellationReason } {
  try {
    return { item: readRow(read), reason: { code: 'None' } };
  } catch (error) {
    if (!isValidation(error)) throw error;
    return { item: undefined, reason: { code: 'ValidationError', message: error.message } };
  }
}

function requireDistinctRows(reads: PreparedRead[]): void {
  for (const [{ schema }, group] of Map.groupBy(reads, ({ table }) => table)) {
    if (!haveDuplicates(group.map(({ key }) => keyTextsOf(schema, key)))) continue;
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
}
