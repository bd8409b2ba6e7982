/** Explains errors of AWS that an operator can do something about: credentials, Region, names, throttling. */
import { UsageError } from '../../cli/usage-error.ts';
import { Refusal } from '../../domain/refusals.ts';

const EXPLANATIONS: [RegExp, (message: string) => string][] = [
  [
    /CredentialsProviderError|Could not load credentials/,
    () => 'There are no AWS credentials. Sign in (aws login, aws sso login), or set AWS_PROFILE.',
  ],
  [
    /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|AuthFailure/,
    () => 'AWS refuses these credentials, or they have expired. Sign in again.',
  ],
  [/Region is missing/, () => 'No Region is configured. Set AWS_REGION to the Region of the stack.'],
  [/AccessDenied|NotAuthorized/, message => `These credentials lack a permission: ${message}`],
  [
    /ResourceNotFound/,
    message =>
      `AWS has no such resource in this Region and account (${message}). Check the name, AWS_REGION and the credentials.`,
  ],
  [
    /QueueDoesNotExist|NonExistentQueue/,
    () => 'The queue does not exist. Has the stack just been deployed or deleted?',
  ],
  [
    /ResourceInUse|ResourceConflict|TooManyRequests|Throttl|RequestLimitExceeded/,
    message => `AWS is busy with another change, or throttles requests (${message}). Wait a minute, and try again.`,
  ],
  [
    /Validation(Exception|Error).*(tableName|able\/index name|stackName|TableName)/s,
    message => `AWS does not accept the name (${message}). Check it.`,
  ],
  [
    /Deserialization error/,
    () => 'The server at this address does not answer as AWS does. Check DYNAMODB_ENDPOINT or AWS_ENDPOINT_URL.',
  ],
  [
    /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ECONNRESET|TimeoutError/,
    message => `AWS does not answer (${message}). Check the Region, AWS_ENDPOINT_URL and the network.`,
  ],
];

/** Returns a UsageError that explains the error, or the error itself if it may be a bug. */
export function asUsageError(error: unknown): unknown {
  if (error instanceof UsageError) return error;
  if (error instanceof Refusal) return new UsageError('The table is too busy. Try again later.');
  const { name = '', message = '', code = '' } = error as { name?: string; message?: string; code?: string };
  const found = EXPLANATIONS.find(([pattern]) => pattern.test(`${name} ${code} ${message}`));
  return found ? new UsageError(found[1](message || code || name)) : error;
}
