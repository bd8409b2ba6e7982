/**
 * Sends conditional writes and sorts what comes back: a failed condition is an answer; a conflict or a throttle is
 * weather, retried with full jitter for a bounded time; a timeout is an unknown outcome, so the very same request with
 * the very same token is sent again (P8). SDK exceptions end here.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RETRY_ATTEMPTS_MAX, RETRY_PAUSE_FIRST_MS, RETRY_PAUSE_MAX_MS, RETRY_WITHIN_MS } from '../domain/limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Addition, ConditionCheck, Put, Update } from './expression.ts';
import type { Table, TransientErrorKind } from './table.ts';

export type Action = { Put: Put } | { Update: Update | Addition } | { ConditionCheck: ConditionCheck };
export type Row = Record<string, unknown>;

/** Why one action of a cancelled transaction did not happen, in the order of the actions. */
export interface Reason {
  /** The condition failed; `row` is what stood there, undefined for nothing. */
  refused: boolean;
  row?: Row | undefined;
}

/** A single update that asks for its row gets it with the commit. */
export type Sent = { is: 'committed'; row?: Row | undefined } | { is: 'refused'; reasons: Reason[] } | { is: 'busy' };

/**
 * Commits all actions or none. With `idempotencyFirst` the first action is an idempotency record: weather on it hides
 * whether it stands, and a conflict on it is a twin of this call, so its outcome is awaited whatever the others say.
 */
export function transact(table: Table, actions: Action[], options: { idempotencyFirst: boolean }): Promise<Sent> {
  let token = table.clock.token();
  return persist(table, async () => {
    try {
      await table.documents.send(new TransactWriteCommand({ TransactItems: actions, ClientRequestToken: token }));
      return { is: 'committed' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) return transientOrThrow(error);
      token = table.clock.token();
      return cancelled(error, options.idempotencyFirst);
    }
  });
}

/** Commits one update; half the price of a transaction of one. */
export const updateOne = (table: Table, change: Update): Promise<Sent> =>
  sendOne(table, async () => (await table.documents.send(new UpdateCommand(change))).Attributes);

/** Commits one put. */
export const putOne = (table: Table, item: Put): Promise<Sent> =>
  sendOne(table, async () => {
    await table.documents.send(new PutCommand(item));
    return undefined;
  });

function sendOne(table: Table, send: () => Promise<Row | undefined>): Promise<Sent> {
  return persist(table, async () => {
    try {
      return { is: 'committed', row: await send() };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) return transientOrThrow(error);
      return { is: 'refused', reasons: [{ refused: true, row: error.Item && unmarshall(error.Item) }] };
    }
  });
}

/** An attempt of which nothing, or nothing certain, came. */
interface TransientFailure {
  is: 'transient';
  kind: TransientErrorKind;
}

/** Tries until something is known, pausing a random time that may double with each attempt. */
async function persist({ clock, retried }: Table, attempt: () => Promise<Sent | TransientFailure>): Promise<Sent> {
  const began = clock.stopwatch();
  const met: TransientErrorKind[] = [];
  const ended = (sent: Sent, again: TransientErrorKind[]): Sent => {
    for (const [kind, { length }] of Map.groupBy(again, one => one)) retried?.(kind, length);
    return sent;
  };
  while (met.length < RETRY_ATTEMPTS_MAX) {
    if (met.length > 0) await clock.pause(jittered(clock, met.length));
    if (clock.stopwatch() - began > RETRY_WITHIN_MS) break;
    const sent = await attempt();
    if (sent.is !== 'transient') return ended(sent, met);
    met.push(sent.kind);
  }
  // After the last of them nothing was sent again.
  return ended({ is: 'busy' }, met.slice(0, -1));
}

const jittered = (clock: Clock, tried: number): number =>
  clock.random() * Math.min(RETRY_PAUSE_MAX_MS, RETRY_PAUSE_FIRST_MS * 2 ** tried);

const CONDITION_FAILED = 'ConditionalCheckFailed';
const CONFLICT = 'TransactionConflict';
const WEATHER_REASONS = new Set([CONFLICT, 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function cancelled(error: TransactionCanceledException, idempotencyFirst: boolean): Sent | TransientFailure {
  const reasons = error.CancellationReasons ?? [];
  const codes = reasons.map(({ Code }) => Code ?? 'None');
  if (codes.some(code => code !== 'None' && code !== CONDITION_FAILED && !WEATHER_REASONS.has(code))) throw error;
  const recordIsHidden = idempotencyFirst && WEATHER_REASONS.has(codes[0] ?? '');
  if (recordIsHidden || !codes.includes(CONDITION_FAILED)) {
    return { is: 'transient', kind: codes.includes(CONFLICT) ? 'conflict' : 'throttle' };
  }
  return {
    is: 'refused',
    reasons: reasons.map(({ Code, Item }) => ({ refused: Code === CONDITION_FAILED, row: Item && unmarshall(Item) })),
  };
}

/** Errors after which nothing, or nothing certain, has happened; anything else is a bug of ours and is thrown. */
const CONFLICT_ERRORS = ['TransactionConflictException', 'TransactionInProgressException'];
const THROTTLE_ERRORS = ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'];
const WEATHER_ERRORS = new Set([
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
  const { name } = error as Error;
  if (CONFLICT_ERRORS.includes(name)) return { is: 'transient', kind: 'conflict' };
  return { is: 'transient', kind: THROTTLE_ERRORS.includes(name) ? 'throttle' : 'unknown' };
}

/** Whether an error of the SDK says "not now" rather than "wrong". */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return WEATHER_ERRORS.has(error.name) || (code !== undefined && WEATHER_ERRORS.has(code)) || status >= 500;
}
