/** The requests that can have each fault on AWS. A plan may name any fault for any request. An impossible fault has no effect. */
import type { Fault, PlannedRequest } from './faults.ts';

type Input = PlannedRequest['input'];

export function isPossible({ is }: Fault, { operation, input }: PlannedRequest): boolean {
  if (is === 'conflict') return CONFLICTING.has(operation);
  if (is === 'in-progress') return operation === 'TransactWriteItems' && input.ClientRequestToken !== undefined;
  if (is === 'throttle') return groupOf(operation) !== undefined;
  if (is === 'expired-iterator') return operation === 'GetRecords';
  if (is === 'hidden-reasons') return isTransaction(operation);
  if (is === 'torn') return TEARABLE.has(operation);
  return is === 'stale' ? isEventual(operation, input) : true;
}

/**
 * The operations that can have faults, in groups. DynamoDB counts the requests of each group apart. Operations that create
 * and change tables have none: no request of a customer sends them.
 */
const GROUPS = {
  rows: [
    'GetItem',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchGetItem',
    'BatchWriteItem',
    'Query',
    'Scan',
    'TransactGetItems',
    'TransactWriteItems',
  ],
  streams: ['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords'],
  timeToLive: ['UpdateTimeToLive', 'DescribeTimeToLive'],
} as const;

export type FaultGroup = keyof typeof GROUPS;
export const FAULT_GROUPS = Object.keys(GROUPS) as FaultGroup[];

/** Returns undefined for an operation without faults. */
export const groupOf = (operation: string): FaultGroup | undefined =>
  FAULT_GROUPS.find(group => (GROUPS[group] as readonly string[]).includes(operation));

export const isStreamRead = (operation: string): boolean => groupOf(operation) === 'streams';
export const isTimeToLive = (operation: string): boolean => groupOf(operation) === 'timeToLive';

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
