/**
 * What a dead letter says. Of a stream's records Lambda keeps only where they stood; a failed run of a schedule comes
 * either from Lambda, with its error, or from EventBridge, as the event that could not be delivered. Pure.
 */
import type { Stretch } from './ports.ts';

export type DeadLetter =
  | { is: 'records'; stretch: Stretch; count: number; firstAt: number; lastAt: number; why: string }
  | { is: 'run'; why: string }
  | { is: 'unknown' };

export function deadLetterOf(body: string): DeadLetter {
  const letter = parsed(body);
  if (letter.DDBStreamBatchInfo) return recordsOf(letter);
  const { requestContext, responsePayload } = letter;
  if (requestContext) return { is: 'run', why: responsePayload?.errorMessage ?? requestContext.condition ?? 'unknown' };
  if (letter['detail-type'] !== undefined) return { is: 'run', why: 'the function could not be started' };
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
    stretch: { streamArn, shardId, first, last },
    count: batch.batchSize ?? 0,
    firstAt,
    lastAt,
    why: requestContext?.condition ?? 'unknown',
  };
}

const isNumber = (text: string | undefined): text is string => /^\d+$/.test(text ?? '');

/** As far as we read it. */
interface RawDeadLetter {
  requestContext?: { condition?: string };
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
