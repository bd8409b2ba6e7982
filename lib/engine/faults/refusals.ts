/** The errors with which DynamoDB refuses a request that has a fault. */
import { type CancellationReason, DynamoDbError, transactionCanceled } from '../errors.ts';
import type { Fault, PlannedRequest, ThrottlingReason } from './faults.ts';
import { isStreamRead, isTimeToLive, isTransaction } from './possible-faults.ts';

/** Returns the error that the caller gets in place of an execution. Undefined if the fault refuses nothing. */
export function refusalOf(fault: Fault, request: PlannedRequest): DynamoDbError | undefined {
  if (fault.is === 'conflict') return conflict(request, fault.on);
  if (fault.is === 'throttle') return throttled(request, fault.reason, fault.on);
  if (fault.is === 'in-progress') return inProgress();
  return fault.is === 'expired-iterator' ? expiredIterator() : undefined;
}

/**
 * Returns the error of a cancelled transaction with one of its reasons, drawn at random, and `None` in place of the others.
 * Undefined if fewer than two actions failed.
 */
export function withOneReason<Reason extends { code: string }>(
  reasons: Reason[],
  random: () => number,
): (Reason | { code: string })[] | undefined {
  const failed = reasons.filter(({ code }) => code !== 'None');
  const shown = failed[Math.floor(random() * failed.length)];
  return failed.length < 2 ? undefined : reasons.map(reason => (reason === shown ? reason : { code: 'None' }));
}

const CONFLICT = 'Transaction is ongoing for the item';
const THROTTLED = 'The request rate is too high';

const conflict = ({ operation, input }: PlannedRequest, on?: number): DynamoDbError =>
  isTransaction(operation)
    ? cancelledOn(input, on, { code: 'TransactionConflict', message: CONFLICT })
    : new DynamoDbError('TransactionConflictException', CONFLICT);

/** Streams and settings of tables have limits of their own, so their errors name no reason and no resource. */
function throttled({ operation, input }: PlannedRequest, reason: ThrottlingReason, on?: number): DynamoDbError {
  if (isTransaction(operation)) return cancelledOn(input, on, { code: 'ThrottlingError', message: THROTTLED });
  if (isStreamRead(operation)) return new DynamoDbError('LimitExceededException', THROTTLED);
  if (isTimeToLive(operation)) return new DynamoDbError('ThrottlingException', THROTTLED);
  const resource = String(input.TableName ?? Object.keys((input.RequestItems ?? {}) as object)[0] ?? '');
  return new DynamoDbError('ThrottlingException', THROTTLED, { throttling: [{ reason, resource }] });
}

const inProgress = () =>
  new DynamoDbError(
    'TransactionInProgressException',
    'The transaction with the given request token is already in progress.',
  );

const expiredIterator = () => new DynamoDbError('ExpiredIteratorException', 'Shard iterator has expired');

function cancelledOn({ TransactItems: actions }: PlannedRequest['input'], on = 0, reason: CancellationReason) {
  return transactionCanceled((actions as unknown[]).map((_, i) => (i === on ? reason : { code: 'None' })));
}
