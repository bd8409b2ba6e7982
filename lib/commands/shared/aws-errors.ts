/** What may be wrong between an operator's command and AWS, each as one sentence on what to do. */

import { UsageError } from '../../cli/usage-error.ts';
import { Refusal } from '../../domain/refusals.ts';

const TROUBLES: [RegExp, (message: string) => string][] = [
  [
    /CredentialsProviderError|Could not load credentials/,
    () => 'There are no AWS credentials: sign in (aws login, aws sso login), or set AWS_PROFILE.',
  ],
  [
    /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|AuthFailure/,
    () => 'AWS refuses these credentials, or they have expired: sign in again.',
  ],
  [/Region is missing/, () => 'No Region is named: set AWS_REGION to the one of the stack.'],
  [/AccessDenied|NotAuthorized/, message => `These credentials may not do that: ${message}`],
  [
    /ResourceNotFound/,
    message => `It is not in this Region and account (${message}): check the name, AWS_REGION and the credentials.`,
  ],
  [/QueueDoesNotExist|NonExistentQueue/, () => 'The queue is gone: has the stack just been deployed or deleted?'],
  [
    /ResourceInUse|ResourceConflict|TooManyRequests|Throttl|RequestLimitExceeded/,
    message => `AWS is still at something else, or is asked too often (${message}): wait a minute, and try again.`,
  ],
  [
    /Validation(Exception|Error).*(tableName|able\/index name|stackName|TableName)/s,
    message => `That is no name AWS knows of (${message}): check it.`,
  ],
  [
    /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ECONNRESET|TimeoutError/,
    message => `AWS does not answer (${message}): check the Region, AWS_ENDPOINT_URL and the network.`,
  ],
];

/** The error as a sentence where it is the surroundings' fault; a bug stays what it is. */
export function sayable(error: unknown): unknown {
  if (error instanceof UsageError) return error;
  if (error instanceof Refusal) return new UsageError('The table is too busy just now: try again.');
  const { name = '', message = '', code = '' } = error as { name?: string; message?: string; code?: string };
  const found = TROUBLES.find(([pattern]) => pattern.test(`${name} ${code} ${message}`));
  return found ? new UsageError(found[1](message || code || name)) : error;
}
