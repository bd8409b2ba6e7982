/**
 * The rate counter port on DynamoDB: an exact sliding window in one request. A quota of n is a shift register of n times in
 * one row, newest first. A call moves each time one place on and drops the last one, under the condition that the last one
 * has left the window. DynamoDB reads all right-hand sides before it writes.
 *
 *   c0 = now, c1 = c0, … c(n-1) = c(n-2)     if c(n-1) is absent or at or before now - window
 *
 * DynamoDB serializes concurrent calls at the row, so each takes a place of its own. A lost response may count its call
 * twice, but never lets more calls pass. For a clock that is d ms behind, the window is d ms longer.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RATE_TIMEOUT_MS } from '../../domain/limits.ts';
import type { Quota } from '../../domain/quota.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Counted, RateCounter } from '../../ports/rate-counter.ts';
import { hasRoom } from '../conditions.ts';
import { expression, path, type Update, update } from '../expression.ts';
import { epochSeconds, rateKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { isTransient, type Row } from '../transact.ts';

export const createRateCounter = (table: Table): RateCounter => ({
  async count({ name, subject }, quota, now) {
    const change = countCall(table.name, rateKey(name, subject), quota, now);
    try {
      const { Attributes = {} } = await table.documents.send(new UpdateCommand(change), {
        abortSignal: AbortSignal.timeout(RATE_TIMEOUT_MS),
      });
      return { is: 'counted', times: timesIn(Attributes, quota, now) };
    } catch (error) {
      return refusedOrUnknown(error, quota, now);
    }
  },
});

const place = (number: number): string => `c${number}`;
/** The time in a place that counts no call. */
const NEVER = 0;

/** The update that counts one call. Pure. */
function countCall(
  tableName: string,
  key: ReturnType<typeof rateKey>,
  { quota, windowSeconds }: Quota,
  now: number,
): Update {
  const moved = Array.from(
    { length: quota - 1 },
    (_, i) => expression`${path(place(i + 1))} = if_not_exists(${path(place(i))}, ${NEVER})`,
  );
  const timeToLive = epochSeconds(now + windowSeconds * SECOND_MS);
  const change = update(tableName, key, {
    set: [expression`${path(place(0))} = ${now}`, ...moved, expression`#ttl = ${timeToLive}`],
    condition: hasRoom(place(quota - 1), now - windowSeconds * SECOND_MS),
  });
  return { ...change, ReturnValues: 'ALL_NEW' };
}

/** The times in the window, newest first. */
function timesIn(row: Row, { quota, windowSeconds }: Quota, now: number): number[] {
  const times = Array.from({ length: quota }, (_, i) => Number(row[place(i)] ?? 0));
  return times.filter(time => time > now - windowSeconds * SECOND_MS);
}

function refusedOrUnknown(error: unknown, quota: Quota, now: number): Counted {
  if (error instanceof ConditionalCheckFailedException) {
    return { is: 'full', times: timesIn(error.Item ? unmarshall(error.Item) : {}, quota, now) };
  }
  if (isTransient(error) || (error instanceof Error && error.name === 'AbortError')) return { is: 'unknown' };
  throw error;
}
