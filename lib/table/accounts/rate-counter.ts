/**
 * The rate counter port on DynamoDB: a sliding window that is exact, in one request. A quota of n is a shift register
 * of n times in one row, newest first. Counting a call moves each time one place on and drops the last, under the
 * condition that the last has left the window; DynamoDB reads all right-hand sides before it writes.
 *
 *   c0 = now, c1 = c0, … c(n-1) = c(n-2)     where c(n-1) is absent or at or before now - window
 *
 * Concurrent calls queue at the row, so no two of them take the same place. A lost reply may count its call twice, which
 * never lets more through; a clock that is behind by d ms sees the window d ms longer.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RATE_TIMEOUT_MS } from '../../domain/limits.ts';
import type { Quota } from '../../domain/quota.ts';
import type { Counted, RateCounter } from '../../ports/rate-counter.ts';
import { hasRoom } from '../conditions.ts';
import { expression, path, type Update, update } from '../expression.ts';
import { epochSeconds, rateKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { isTransient, type Row } from '../transact.ts';

export const createRateCounter = (table: Table): RateCounter => ({
  async count({ name, subject }, quota, now) {
    const change = shift(table.name, rateKey(name, subject), quota, now);
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
export function shift(
  tableName: string,
  key: ReturnType<typeof rateKey>,
  { quota, windowSeconds }: Quota,
  now: number,
): Update {
  const moved = Array.from(
    { length: quota - 1 },
    (_, i) => expression`${path(place(i + 1))} = if_not_exists(${path(place(i))}, ${NEVER})`,
  );
  const timeToLive = epochSeconds(now + windowSeconds * 1000);
  const change = update(tableName, key, {
    set: [expression`${path(place(0))} = ${now}`, ...moved, expression`#ttl = ${timeToLive}`],
    condition: hasRoom(place(quota - 1), now - windowSeconds * 1000),
  });
  return { ...change, ReturnValues: 'ALL_NEW' };
}

/** The times that still count, newest first as they stand. */
function timesIn(row: Row, { quota, windowSeconds }: Quota, now: number): number[] {
  const times = Array.from({ length: quota }, (_, i) => Number(row[place(i)] ?? 0));
  return times.filter(time => time > now - windowSeconds * 1000);
}

function refusedOrUnknown(error: unknown, quota: Quota, now: number): Counted {
  if (error instanceof ConditionalCheckFailedException) {
    return { is: 'full', times: timesIn(error.Item ? unmarshall(error.Item) : {}, quota, now) };
  }
  if (isTransient(error) || (error instanceof Error && error.name === 'AbortError')) return { is: 'unknown' };
  throw error;
}
