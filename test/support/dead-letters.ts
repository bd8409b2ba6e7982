/** Dead letters in the formats of Lambda and EventBridge, and an in-memory queue with the visibility rules of SQS. */
import type { DeadLetterQueue, Message, ShardRange } from '../../lib/commands/redrive/ports.ts';

/** The dead letter that Lambda writes when it gives up on a batch of stream records. */
export const streamDeadLetter = (range: ShardRange, { at, count = 1 }: { at: number; count?: number }): string =>
  JSON.stringify({
    requestContext: {
      requestId: '316aa6d0-8154-4f4c-9af7-85d5f4a6bc81',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:publish-history',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 6,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(at + 60_000).toISOString(),
    DDBStreamBatchInfo: {
      shardId: range.shardId,
      startSequenceNumber: range.first,
      endSequenceNumber: range.last,
      approximateArrivalOfFirstRecord: new Date(at).toISOString(),
      approximateArrivalOfLastRecord: new Date(at).toISOString(),
      batchSize: count,
      streamArn: range.streamArn,
    },
  });

const TICK = { version: '0', id: 'c5c1', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };

/** The dead letter that Lambda writes for an asynchronous invocation that failed. */
export const invocationDeadLetter = (errorMessage: string): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: '2027-03-01T12:00:00.000Z',
    requestContext: {
      requestId: 'e4b46cbf-b738-4f31-aa25-85d5f4a6bc82',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:sweep-lapsed:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    requestPayload: TICK,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage, errorType: 'Error', trace: [] },
  });

/** The dead letter that EventBridge writes for an invocation that it could not start. */
export const scheduleDeadLetter = (): string => JSON.stringify(TICK);

/** The visibility timeout that the SQS adapter requests. */
const VISIBILITY_TIMEOUT_MS = 15 * 60_000;

export interface FakeQueue extends DeadLetterQueue {
  put(...bodies: string[]): void;
  /** The bodies of all messages, visible or not. */
  bodies(): string[];
  /** The bodies of the messages that a receiver can get now. */
  visible(): string[];
  /** The queue's clock (ms). */
  now(): number;
  /** Advances the queue's clock, so that visibility timeouts run out. */
  wait(ms: number): void;
  /** Delivers the next message twice: SQS delivers at least once. */
  deliverTwice(): void;
}

interface Kept {
  id: string;
  body: string;
  sentAt: number;
  hiddenUntil: number;
  /** The latest receipt handle. Older ones delete nothing. */
  receipt: string;
}

export function createFakeQueue(sentAt = 0): FakeQueue {
  const kept = new Map<string, Kept>();
  let [now, count, twice] = [0, 0, false];
  const isVisible = ({ hiddenUntil }: Kept): boolean => hiddenUntil <= now;
  const held = ({ id, receipt }: Message): Kept | undefined => {
    const message = kept.get(id);
    return message?.receipt === receipt ? message : undefined;
  };
  const give = (message: Kept): Message => {
    count += 1;
    message.receipt = `receipt ${count}`;
    const { id, body, sentAt: at, receipt } = message;
    return { id, body, sentAt: at, receipt };
  };
  return {
    put(...bodies) {
      for (const body of bodies) {
        count += 1;
        kept.set(`message ${count}`, { id: `message ${count}`, body, sentAt, hiddenUntil: 0, receipt: '' });
      }
    },
    async receive() {
      const message = [...kept.values()].find(isVisible);
      if (!message) return undefined;
      message.hiddenUntil = twice ? 0 : now + VISIBILITY_TIMEOUT_MS;
      twice = false;
      return give(message);
    },
    async remove(message) {
      if (held(message)) kept.delete(message.id);
    },
    async extend(message) {
      const own = held(message);
      if (own) own.hiddenUntil = now + VISIBILITY_TIMEOUT_MS;
    },
    async release(message) {
      const own = held(message);
      if (own) own.hiddenUntil = 0;
    },
    async inspect() {
      const visible = [...kept.values()].filter(isVisible);
      return { waiting: visible.length, inFlight: kept.size - visible.length, sample: visible.slice(0, 10).map(give) };
    },
    bodies: () => [...kept.values()].map(({ body }) => body),
    visible: () => [...kept.values()].filter(isVisible).map(({ body }) => body),
    now: () => now,
    wait(ms) {
      now += ms;
    },
    deliverTwice() {
      twice = true;
    },
  };
}
