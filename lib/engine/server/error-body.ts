/** Bodies and status codes of errors in DynamoDB's JSON protocol. */
import { DynamoDbError, throttlingMemberOf } from '../errors.ts';
import { JSON_CODEC } from '../values/attribute-codec.ts';

const CORAL_ERRORS: Record<string, string> = {
  ValidationException: 'com.amazon.coral.validate#',
  SerializationException: 'com.amazon.coral.service#',
  UnknownOperationException: 'com.amazon.coral.service#',
  ThrottlingException: 'com.amazon.coral.availability#',
};
const DYNAMODB_ERROR = 'com.amazonaws.dynamodb.v20120810#';

/** Returns the body for an error. An error that is not DynamoDB's is a bug of the engine, and its body has no details. */
export function errorBody(error: unknown): Record<string, unknown> {
  if (!(error instanceof DynamoDbError)) {
    return {
      __type: `${DYNAMODB_ERROR}InternalServerError`,
      message: 'The server has failed with an error of its own',
    };
  }
  const { name, message, details } = error;
  return {
    __type: `${CORAL_ERRORS[name] ?? DYNAMODB_ERROR}${name}`,
    message,
    // For a cancelled transaction the SDK expects the message under this spelling.
    ...(details.reasons && { Message: message }),
    ...(details.item && { Item: JSON_CODEC.writeItem(details.item) }),
    ...(details.reasons && {
      CancellationReasons: details.reasons.map(({ code, message: text, item }) => ({
        Code: code,
        ...(text !== undefined && { Message: text }),
        ...(item && { Item: JSON_CODEC.writeItem(item) }),
      })),
    }),
    ...(details.throttling && { [throttlingMemberOf(name)]: details.throttling }),
  };
}

const SERVER_ERRORS = new Set(['InternalServerError', 'ServiceUnavailable']);

export const statusOf = (error: unknown): number =>
  error instanceof DynamoDbError && !SERVER_ERRORS.has(error.name) ? 400 : 500;
