/**
 * A FIFO queue in memory that delivers to a function as SQS and Lambda do: in batches, in order within each group, each message
 * again after a failure, and into the dead letters after its last delivery. A hidden message holds up its group. What waits when the
 * process ends is lost; the stream delivers its records again at the next start.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { QueueTrigger } from '../../deployment/triggers.ts';
import { MINUTE_MS } from '../../domain/time.ts';

export interface OutgoingMessage {
  group: string;
  deduplicationId: string;
  body: string;
}

export interface LocalQueue {
  /** Adds messages at the end. A message that was sent to its group within five minutes is accepted, but not delivered again. */
  send(messages: OutgoingMessage[]): void;
  /** Resolves when all messages that were sent before the call are processed or are dead letters. */
  drained(): Promise<void>;
  deadLetters: SQSRecord[];
  /** Ends after the batch in progress. */
  stop(): Promise<void>;
}

export interface LocalQueueOptions {
  name: string;
  trigger: Pick<QueueTrigger, 'batchSize' | 'receivesMax'>;
  handle(messages: SQSRecord[]): Promise<SQSBatchResponse>;
  /** The time for which a message that failed is hidden (ms). On AWS it is minutes; too slow for development. */
  hiddenMs: number;
  /** Epoch ms. */
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
  onDeadLetter(message: SQSRecord): void;
}

interface Waiting {
  record: SQSRecord;
  group: string;
  receives: number;
  visibleAt: number;
}

/** SQS compares the ids of messages for this long. */
const DEDUPLICATED_FOR_MS = 5 * MINUTE_MS;

export function startLocalQueue(options: LocalQueueOptions): LocalQueue {
  const { name, trigger, now, pause, onDeadLetter } = options;
  const stopping = new AbortController();
  const deadLetters: SQSRecord[] = [];
  let waiting: Waiting[] = [];
  const sentAt = new Map<string, number>();
  let count = 0;
  let wake = (): void => undefined;
  let waiters: { last: number; resolve: () => void }[] = [];

  function add({ group, deduplicationId, body }: OutgoingMessage): void {
    const id = `${group} ${deduplicationId}`;
    const before = sentAt.get(id);
    if (before !== undefined && now() - before < DEDUPLICATED_FOR_MS) return;
    sentAt.set(id, now());
    count += 1;
    const record = recordOf({ name, number: count, group, deduplicationId, body, at: now() });
    waiting.push({ record, group, receives: 0, visibleAt: 0 });
  }

  function forgetOld(): void {
    for (const [id, at] of sentAt) if (now() - at >= DEDUPLICATED_FOR_MS) sentAt.delete(id);
  }

  /** The next messages of each group that is not held up by a hidden message before them. */
  function take(): Waiting[] {
    const heldUp = new Set<string>();
    const batch: Waiting[] = [];
    for (const message of waiting) {
      if (message.visibleAt > now()) heldUp.add(message.group);
      if (!heldUp.has(message.group)) batch.push(message);
      if (batch.length === trigger.batchSize) break;
    }
    return batch;
  }

  async function deliver(batch: Waiting[]): Promise<void> {
    for (const message of batch) {
      message.receives += 1;
      message.record.attributes.ApproximateReceiveCount = String(message.receives);
    }
    const failed = await failedOf(options, batch);
    const dead = failed.filter(({ receives }) => receives >= trigger.receivesMax);
    for (const message of failed) message.visibleAt = now() + options.hiddenMs;
    waiting = waiting.filter(
      message => !batch.includes(message) || (failed.includes(message) && !dead.includes(message)),
    );
    for (const { record } of dead) {
      deadLetters.push(record);
      onDeadLetter(record);
    }
  }

  function resolveWaiters(): void {
    const first = waiting.length === 0 ? Number.POSITIVE_INFINITY : numberOf(waiting[0] as Waiting);
    for (const { resolve } of waiters.filter(({ last }) => last < first)) resolve();
    waiters = waiters.filter(({ last }) => last >= first);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const batch = take();
      if (batch.length > 0) await deliver(batch);
      resolveWaiters();
      if (batch.length > 0) continue;
      forgetOld();
      const woken = new Promise<void>(resolve => {
        wake = resolve;
      });
      const visible = waiting.length > 0 ? pause(options.hiddenMs, stopping.signal).catch(() => undefined) : undefined;
      await Promise.race([woken, ...(visible ? [visible] : [])]);
    }
  }

  const running = run();
  return {
    send(messages) {
      for (const message of messages) add(message);
      wake();
    },
    drained: () =>
      new Promise(resolve => {
        waiters.push({ last: count, resolve });
        wake();
      }),
    deadLetters,
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}

const numberOf = ({ record }: Waiting): number => Number(record.attributes.SequenceNumber);

/** The messages that the function reports as failed; all of them if it throws or names an unknown message. */
async function failedOf({ handle }: LocalQueueOptions, batch: Waiting[]): Promise<Waiting[]> {
  try {
    const { batchItemFailures = [] } = (await handle(batch.map(({ record }) => record))) ?? {};
    const reported = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const known = new Set(batch.map(({ record }) => record.messageId));
    if ([...reported].some(id => !known.has(id))) return batch;
    return batch.filter(({ record }) => reported.has(record.messageId));
  } catch {
    return batch;
  }
}

/** The record of a message in the form that Lambda delivers. */
const recordOf = (message: OutgoingMessage & { name: string; number: number; at: number }): SQSRecord => ({
  messageId: `${message.name}-${message.number}`,
  receiptHandle: `${message.name}-${message.number}`,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: '0',
    SentTimestamp: String(message.at),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.at),
    SequenceNumber: String(message.number).padStart(20, '0'),
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${message.name}.fifo`,
  awsRegion: 'us-east-1',
});
