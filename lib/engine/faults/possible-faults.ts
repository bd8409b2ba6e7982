/** The requests that can have each fault on AWS. A plan may name any fault for any request. An impossible fault has no effect. */
import type { Fault, PlannedRequest } from './faults.ts';

type Input = PlannedRequest['input'];

export function isPossible({ is }: Fault, { operation, input }: PlannedRequest): boolean {
  if (is === 'conflict') return CONFLICTING.has(operation);
  if (is === 'in-progress') return operation === 'TransactWriteItems' && input.ClientRequestToken !== undefined;
  if (is === 'throttle') return /Item|Query|Scan/.test(operation);
  if (is === 'hidden-reasons') return isTransaction(operation);
  if (is === 'torn') return TEARABLE.has(operation);
  return is === 'stale' ? isEventual(operation, input) : true;
}

export const isTransaction = (operation: string): boolean => operation.startsWith('Transact');

/** Reads outside a transaction never conflict with one. */
const CONFLICTING = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'TransactGetItems']);
const TEARABLE = new Set(['Query', 'Scan', 'BatchGetItem']);

/** Whether the caller accepts an older state. A query of a global index always does, because it cannot be consistent. */
function isEventual(operation: string, input: Input): boolean {
  if (operation === 'BatchGetItem') {
    return Object.values((input.RequestItems ?? {}) as Record<string, Input>).every(one => one.ConsistentRead !== true);
  }
  return ['GetItem', 'Query', 'Scan'].includes(operation) && input.ConsistentRead !== true;
}
