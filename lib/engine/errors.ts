/** Errors as DynamoDB answers them: a name, a message and, for some, rows or reasons. Pure. */
import type { Item } from './values/value.ts';

/** The reason for which one action cancelled its transaction. The code is `None` if the action did not fail. */
export interface CancellationReason {
  code: string;
  message?: string;
  /** The row as it was, if the action asked for it. */
  item?: Item | undefined;
}

interface ErrorDetails {
  item?: Item | undefined;
  reasons?: CancellationReason[];
  /** The limits that throttled the request, each with its resource. */
  throttling?: { reason: string; resource: string }[];
}

/** An error that DynamoDB sends to its caller. Any other error of the engine is a bug. */
export class DynamoDbError extends Error {
  readonly details: ErrorDetails;

  constructor(name: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = name;
    this.details = details;
  }
}

export const validationError = (message: string): DynamoDbError => new DynamoDbError('ValidationException', message);

/** An error with the wording of most checks of parameters. */
export const invalidParameters = (detail: string): DynamoDbError =>
  validationError(`One or more parameter values were invalid: ${detail}`);

/** An error with the wording of the checks that DynamoDB makes before all others. */
export const constraintError = (value: string, at: string, constraint: string): DynamoDbError =>
  validationError(
    `1 validation error detected: Value ${value} at '${at}' failed to satisfy constraint: Member must ${constraint}`,
  );

export const tableNotFound = (): DynamoDbError =>
  new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');

/** The error for a feature that DynamoDB has and this engine lacks. */
export const notSupported = (what: string): DynamoDbError =>
  validationError(`${what} is not supported by the embedded engine`);

export const unknownOperation = (operation: string): DynamoDbError =>
  new DynamoDbError('UnknownOperationException', `${operation} is not supported by the embedded engine`);

export const conditionFailed = (item?: Item): DynamoDbError =>
  new DynamoDbError('ConditionalCheckFailedException', CONDITION_FAILED_MESSAGE, { item });

export const CONDITION_FAILED_MESSAGE = 'The conditional request failed';

/** A cancelled transaction, with one reason for each action in the order of the actions. */
export const transactionCanceled = (reasons: CancellationReason[]): DynamoDbError =>
  new DynamoDbError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ code }) => code).join(', ')}]`,
    { reasons },
  );

/** The member of an error that has the reasons of throttling. Its spelling depends on the error. */
export const throttlingMemberOf = (name: string): string =>
  name === 'ThrottlingException' ? 'throttlingReasons' : 'ThrottlingReasons';
