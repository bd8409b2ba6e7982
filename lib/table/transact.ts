/**
 * Sends conditional writes. A failed condition is an outcome, with the rows that caused it. Conflicts and throttling are
 * retried with full jitter for a limited time. After a timeout the outcome is unknown, so the same request is sent again
 * with the same token (P8). Exceptions of the SDK do not leave this file, except bugs.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RETRY_ATTEMPTS_MAX, RETRY_PAUSE_FIRST_MS, RETRY_PAUSE_MAX_MS, RETRY_WITHIN_MS } from '../domain/limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Addition, ConditionCheck, Deletion, Put, Update } from './expression.ts';
import { type Table, type TransientErrorKind, tableNameOf } from './table.ts';

export type Action =
  | { Put: Put }
  | { Update: Update | Addition }
  | { ConditionCheck: ConditionCheck }
  | { Delete: Deletion };
export type Row = Record<string, unknown>;

/** The reason of one action of a cancelled transaction. Reasons are in the order of the actions. */
export interface Reason {
  /** The condition failed. `row` is the row at that time, undefined if there was none. */
  refused: boolean;
  row?: Row | undefined;
}

/** `row` is the row after an update with ReturnValues. */
export type Sent = { is: 'committed'; row?: Row | undefined } | { is: 'refused'; reasons: Reason[] } | { is: 'busy' };

/**
 * Commits all actions or none. With `idempotencyFirst` the first action puts an idempotency record. A transient error of
 * this action hides whether the record exists, and a conflict on it comes from a duplicate of this call. Therefore the
 * transaction is then retried even if another action was refused.
 */
export function transact(table: Table, actions: Action[], options: { idempotencyFirst: boolean }): Promise<Sent> {
  for (const action of actions) requireTable(table, Object.values(action)[0]);
  let token = table.clock.token();
  return retryTransientErrors(table, async () => {
    try {
      await table.documents.send(new TransactWriteCommand({ TransactItems: actions, ClientRequestToken: token }));
      return { is: 'committed' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) return transientOrThrow(error);
      token = table.clock.token();
      return outcomeOf(error, options.idempotencyFirst);
    }
  });
}

/** Commits one update, at half the price of a transaction with one action. */
export function updateOne(table: Table, change: Update): Promise<Sent> {
  requireTable(table, change);
  return sendOne(table, async () => (await table.documents.send(new UpdateCommand(change))).Attributes);
}

/** Commits one put. */
export function putOne(table: Table, item: Put): Promise<Sent> {
  requireTable(table, item);
  return sendOne(table, async () => {
    await table.documents.send(new PutCommand(item));
    return undefined;
  });
}

/** Throws if a write names another table than that of its row: no reader would find the row there. */
function requireTable(table: Table, write: Put | Update | Addition | ConditionCheck): void {
  const key = 'Key' in write ? write.Key : write.Item;
  const name = tableNameOf(table, key);
  if (write.TableName !== name)
    throw new Error(`the row ${key.pk} ${key.sk} is of the table ${name}, not ${write.TableName}`);
}

function sendOne(table: Table, send: () => Promise<Row | undefined>): Promise<Sent> {
  return retryTransientErrors(table, async () => {
    try {
      return { is: 'committed', row: await send() };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) return transientOrThrow(error);
      return { is: 'refused', reasons: [{ refused: true, row: error.Item && unmarshall(error.Item) }] };
    }
  });
}

/** An attempt that failed, or whose outcome is unknown. */
interface TransientFailure {
  is: 'transient';
  kind: TransientErrorKind;
}

/** Retries until the outcome is known. The upper limit of the random pause doubles with each attempt. */
async function retryTransientErrors(
  { clock, retried }: Table,
  attempt: () => Promise<Sent | TransientFailure>,
): Promise<Sent> {
  const began = clock.stopwatch();
  const failures: TransientErrorKind[] = [];
  const finish = (sent: Sent, retriedAfter: TransientErrorKind[]): Sent => {
    for (const [kind, { length }] of Map.groupBy(retriedAfter, kind => kind)) retried?.(kind, length);
    return sent;
  };
  while (failures.length < RETRY_ATTEMPTS_MAX) {
    if (failures.length > 0) await clock.pause(jittered(clock, failures.length));
    if (clock.stopwatch() - began > RETRY_WITHIN_MS) break;
    const sent = await attempt();
    if (sent.is !== 'transient') return finish(sent, failures);
    failures.push(sent.kind);
  }
  // There was no attempt after the last failure.
  return finish({ is: 'busy' }, failures.slice(0, -1));
}

const jittered = (clock: Clock, attempts: number): number =>
  clock.random() * Math.min(RETRY_PAUSE_MAX_MS, RETRY_PAUSE_FIRST_MS * 2 ** attempts);

const CONDITION_FAILED = 'ConditionalCheckFailed';
const CONFLICT = 'TransactionConflict';
const TRANSIENT_REASONS = new Set([CONFLICT, 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function outcomeOf(error: TransactionCanceledException, idempotencyFirst: boolean): Sent | TransientFailure {
  const reasons = error.CancellationReasons ?? [];
  const codes = reasons.map(({ Code }) => Code ?? 'None');
  if (codes.some(code => code !== 'None' && code !== CONDITION_FAILED && !TRANSIENT_REASONS.has(code))) throw error;
  const recordIsHidden = idempotencyFirst && TRANSIENT_REASONS.has(codes[0] ?? '');
  if (recordIsHidden || !codes.includes(CONDITION_FAILED)) {
    return { is: 'transient', kind: codes.includes(CONFLICT) ? 'conflict' : 'throttle' };
  }
  return {
    is: 'refused',
    reasons: reasons.map(({ Code, Item }) => ({ refused: Code === CONDITION_FAILED, row: Item && unmarshall(Item) })),
  };
}

const CONFLICT_ERRORS = ['TransactionConflictException', 'TransactionInProgressException'];
const THROTTLE_ERRORS = ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'];
/** Errors after which nothing has happened, or the outcome is unknown. Every other error is a bug and is thrown. */
const TRANSIENT_ERRORS = new Set([
  ...CONFLICT_ERRORS,
  ...THROTTLE_ERRORS,
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'RequestTimeout',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EPIPE',
]);

function transientOrThrow(error: unknown): TransientFailure {
  if (!isTransient(error)) throw error;
  if (CONFLICT_ERRORS.includes(error.name)) return { is: 'transient', kind: 'conflict' };
  return { is: 'transient', kind: THROTTLE_ERRORS.includes(error.name) ? 'throttle' : 'unknown' };
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return TRANSIENT_ERRORS.has(error.name) || (code !== undefined && TRANSIENT_ERRORS.has(code)) || status >= 500;
}
