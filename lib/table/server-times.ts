/**
 * Reports the time of DynamoDB's clock with each response, also of attempts that the SDK retries, and of errors. Responses
 * without a valid `Date` header, from a cache, or not from DynamoDB itself are not reported.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Cache, createCache } from '../domain/bounded-cache.ts';
import type { TimedResponse } from '../domain/clock-offset.ts';
import type { Table } from './table.ts';

/**
 * Calls `report` for each response from now on. `now` is the clock of this process (epoch ms). A client without a network, such
 * as that of an engine in this process, reports nothing.
 */
export function reportServerTimes(
  { documents }: Pick<Table, 'documents'>,
  now: () => number,
  report: (response: TimedResponse) => void,
): void {
  const { middlewareStack } = documents as Partial<DynamoDBDocumentClient>;
  const seen = createCache<true>({ sizeMax: REMEMBERED_RESPONSES });
  // With the lowest priority of this step, the middleware runs next to the network: inside the retries, and before an error is thrown.
  middlewareStack?.add(
    next => async args => {
      const sentAt = now();
      const result = await next(args);
      const receivedAt = now();
      const serverTime = serverTimeOf((result.response as { headers?: Headers }).headers ?? {}, seen);
      if (serverTime !== undefined) report({ sentAt, receivedAt, serverTime });
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
}

/** The names are in lower case. */
type Headers = Record<string, string | undefined>;

/** The number of request ids that recognize a repeated response. */
const REMEMBERED_RESPONSES = 500;

/**
 * Returns the server's time (epoch ms), or undefined if the response does not tell it. A repeated response has an old time: it
 * has an `Age`, or the id of a request that was answered before. DynamoDB names the id in each response; a proxy that answers
 * instead of DynamoDB does not.
 */
function serverTimeOf({ date, age, 'x-amzn-requestid': requestId }: Headers, seen: Cache<true>): number | undefined {
  if (date === undefined || requestId === undefined || age !== undefined || seen.get(requestId)) return undefined;
  seen.set(requestId, true);
  const time = Date.parse(date);
  // The only form that RFC 9110 allows to send; Date.parse accepts many others.
  return Number.isFinite(time) && new Date(time).toUTCString() === date ? time : undefined;
}
