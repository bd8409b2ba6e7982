/** The SDK's exceptions for the errors of the engine, so that `instanceof` and `name` work as with the SDK's own client. */
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as streams from '@aws-sdk/client-dynamodb-streams';
import { DynamoDbError, throttlingMemberOf } from '../errors.ts';
import { SDK_CODEC } from '../values/attribute-codec.ts';

export type Service = 'dynamodb' | 'streams';

/** Converts an error of the engine. Any other error is returned as it is. Rows are raw attribute values, as in the SDK. */
export function sdkError(error: unknown, service: Service): unknown {
  if (!(error instanceof DynamoDbError)) return error;
  const { name, message, details } = error;
  const options = {
    message,
    $metadata: { httpStatusCode: SERVER_ERRORS.has(name) ? 500 : 400, attempts: 1, totalRetryDelay: 0 },
    ...(details.item && { Item: SDK_CODEC.writeItem(details.item) }),
    ...(details.throttling && { [throttlingMemberOf(name)]: details.throttling }),
    ...(details.reasons && {
      CancellationReasons: details.reasons.map(({ code, message: text, item }) => ({
        Code: code,
        ...(text !== undefined && { Message: text }),
        ...(item && { Item: SDK_CODEC.writeItem(item) }),
      })),
    }),
  };
  const known = classesOf(service)[name];
  if (known) return new known(options);
  const $fault = SERVER_ERRORS.has(name) ? ('server' as const) : ('client' as const);
  return new dynamodb.DynamoDBServiceException({ ...options, name, $fault });
}

const SERVER_ERRORS = new Set(['InternalServerError', 'ServiceUnavailable']);

type ErrorClass = new (options: never) => Error;

/** The classes of the SDK's exceptions, by the name of the error. Other errors have no class of their own. */
const classesOf = (service: Service): Record<string, new (options: object) => Error> =>
  (service === 'streams' ? STREAM_CLASSES : TABLE_CLASSES) as Record<string, new (options: object) => Error>;

const TABLE_CLASSES: Record<string, ErrorClass> = {
  ConditionalCheckFailedException: dynamodb.ConditionalCheckFailedException,
  IdempotentParameterMismatchException: dynamodb.IdempotentParameterMismatchException,
  InternalServerError: dynamodb.InternalServerError,
  ProvisionedThroughputExceededException: dynamodb.ProvisionedThroughputExceededException,
  RequestLimitExceeded: dynamodb.RequestLimitExceeded,
  ResourceInUseException: dynamodb.ResourceInUseException,
  ResourceNotFoundException: dynamodb.ResourceNotFoundException,
  ThrottlingException: dynamodb.ThrottlingException,
  TransactionCanceledException: dynamodb.TransactionCanceledException,
  TransactionConflictException: dynamodb.TransactionConflictException,
  TransactionInProgressException: dynamodb.TransactionInProgressException,
};

const STREAM_CLASSES: Record<string, ErrorClass> = {
  ExpiredIteratorException: streams.ExpiredIteratorException,
  InternalServerError: streams.InternalServerError,
  LimitExceededException: streams.LimitExceededException,
  ResourceNotFoundException: streams.ResourceNotFoundException,
  TrimmedDataAccessException: streams.TrimmedDataAccessException,
};
