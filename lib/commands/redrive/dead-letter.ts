/**
 * Parses dead letters. For records of a stream Lambda keeps only their position. A failed run of a schedule comes from
 * Lambda, with its error, or from EventBridge, as the event that it could not deliver. Pure.
 */
import type { ShardRange } from './ports.ts';

export type DeadLetter =
  | { is: 'records'; range: ShardRange; count: number; firstAt: number; lastAt: number; reason: string }
  | { is: 'run'; reason: string }
  | { is: 'unknown' };

/**
 * Returns the event of a dead letter of a function that EventBridge starts; undefined if it has none. Lambda puts the event beside its
 * error, EventBridge the event alone.
 */
export function eventIn(body: string): unknown {
  const raw = parsed(body);
  return raw.requestPayload ?? (raw['detail-type'] === undefined ? undefined : raw);
}

export function parseDeadLetter(body: string): DeadLetter {
  const raw = parsed(body);
  if (raw.DDBStreamBatchInfo) return recordsOf(raw);
  const { requestContext, responsePayload } = raw;
  if (requestContext) {
    return { is: 'run', reason: responsePayload?.errorMessage ?? requestContext.condition ?? 'unknown' };
  }
  if (raw['detail-type'] !== undefined) return { is: 'run', reason: 'the function could not be started' };
  return { is: 'unknown' };
}

function recordsOf({ DDBStreamBatchInfo: batch = {}, requestContext }: RawDeadLetter): DeadLetter {
  const { streamArn, shardId, startSequenceNumber: first, endSequenceNumber: last } = batch;
  const [firstAt, lastAt] = [batch.approximateArrivalOfFirstRecord, batch.approximateArrivalOfLastRecord].map(at =>
    Date.parse(at ?? ''),
  ) as [number, number];
  if (!streamArn || !shardId || !isNumber(first) || !isNumber(last)) return { is: 'unknown' };
  return {
    is: 'records',
    range: { streamArn, shardId, first, last },
    count: batch.batchSize ?? 0,
    firstAt,
    lastAt,
    reason: requestContext?.condition ?? 'unknown',
  };
}

const isNumber = (text: string | undefined): text is string => /^\d+$/.test(text ?? '');

/** The fields that we read, in the formats of Lambda and EventBridge. */
interface RawDeadLetter {
  requestContext?: { condition?: string };
  requestPayload?: unknown;
  responsePayload?: { errorMessage?: string } | null;
  'detail-type'?: string;
  DDBStreamBatchInfo?: {
    shardId?: string;
    startSequenceNumber?: string;
    endSequenceNumber?: string;
    approximateArrivalOfFirstRecord?: string;
    approximateArrivalOfLastRecord?: string;
    batchSize?: number;
    streamArn?: string;
  };
}

function parsed(body: string): RawDeadLetter {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
