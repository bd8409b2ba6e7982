/** Reads the stream of a table and delivers it to the stream functions, as Lambda's event source mappings do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Log } from '../../ports/observability.ts';
import { type DeadLetter, type Delivery, deliver, type StreamConsumer } from './delivery.ts';
import { matches } from './filter.ts';
import { createStreamReader, RECORDS_MAX } from './reader.ts';
import { STALLED_AFTER_MS, watchReading } from './reading-health.ts';
import { lambdaRecord } from './records.ts';

export interface StreamPump {
  /** Resolves when all records that were written before the call are delivered. */
  drained(): Promise<void>;
  /** Records that failed after all retries, since the start. */
  deadLetters: DeadLetter[];
  stop(): Promise<void>;
}

/** Pause between two readings while there are no records: doubled after each empty reading. */
const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 250;
/** If more records than this wait for a consumer, reading waits for it. */
const WAITING_MAX = 10_000;

export function startPump(options: {
  client: DynamoDBStreamsClient;
  streamArn: string;
  consumers: StreamConsumer[];
  log: Log;
  /** Failures of reading are logged once they have lasted this long (ms). */
  stalledAfterMs?: number;
}): StreamPump {
  const { client, streamArn, log } = options;
  const stopping = new AbortController();
  const deadLetters: DeadLetter[] = [];
  const delivery: Delivery = {
    pause: ms => sleep(ms, undefined, { signal: stopping.signal }),
    onDeadLetter(deadLetter) {
      deadLetters.push(deadLetter);
      const { functionName, record } = deadLetter;
      log.error('stream record became a dead letter', { functionName, eventId: record.eventID });
    },
  };
  const queues = options.consumers.map(consumer => createQueue(consumer, delivery));
  // Records gather for the shortest batching window of all consumers. A mapping on AWS has its own window.
  const windowMs = Math.min(...options.consumers.map(({ trigger }) => trigger.batchingWindowSeconds * 1_000));
  const reader = createStreamReader(client, streamArn);
  let waiters: (() => void)[] = [];
  let wake = (): void => undefined;
  const health = watchReading(log, performance.now(), options.stalledAfterMs ?? STALLED_AFTER_MS);

  async function read(): Promise<DynamoDBRecord[] | undefined> {
    try {
      const records = (await reader.read()).map(record => lambdaRecord(record, streamArn));
      health.succeeded(performance.now());
      return records;
    } catch (error) {
      if (!stopping.signal.aborted) health.failed(performance.now(), error);
      return undefined;
    }
  }

  /** Reads once, queues the records, and returns their number. */
  async function readOnce(): Promise<number> {
    const waiting = waiters;
    waiters = [];
    const records = await read();
    if (records?.length === 0) {
      Promise.all(queues.map(queue => queue.settled())).then(() => {
        for (const resolve of waiting) resolve();
      });
      return 0;
    }
    waiters.push(...waiting);
    for (const queue of queues) queue.add(records ?? []);
    await Promise.all(queues.filter(queue => queue.waiting() > WAITING_MAX).map(queue => queue.settled()));
    return records?.length ?? 0;
  }

  /** Returns the pause after a reading (ms). There is none after a full page, because more records may wait. */
  const pauseAfter = (records: number, before: number): number => {
    if (records >= RECORDS_MAX) return 0;
    return records > 0 ? windowMs : Math.min(Math.max(before, PAUSE_MIN_MS) * 2, PAUSE_MAX_MS);
  };

  async function run(): Promise<void> {
    let pauseMs = 0;
    while (!stopping.signal.aborted) {
      pauseMs = pauseAfter(await readOnce(), pauseMs);
      const waking = new Promise<void>(resolve => {
        wake = resolve;
      });
      const pause = delivery.pause(waiters.length > 0 ? PAUSE_MIN_MS : pauseMs).catch(() => undefined);
      await Promise.race([pause, waking]);
    }
  }

  const running = run();
  return {
    drained: () =>
      new Promise(resolve => {
        waiters.push(resolve);
        wake();
      }),
    deadLetters,
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(queues.map(queue => queue.settled()));
    },
  };
}

/** A queue for each consumer, so that a slow or failing one does not delay the others. */
function createQueue(consumer: StreamConsumer, delivery: Delivery) {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  return {
    add(records: DynamoDBRecord[]): void {
      // Only matching records count. Otherwise reading would wait for a consumer because of records of other consumers.
      const matching = records.filter(record => matches(consumer.trigger.filter, record));
      if (matching.length === 0) return;
      waiting += matching.length;
      // If the runtime stops during a pause, the rest stays undelivered. The next start reads it again.
      last = last
        .then(() => deliver(consumer, matching, delivery))
        .catch(() => undefined)
        .finally(() => {
          waiting -= matching.length;
        });
    },
    waiting: () => waiting,
    settled: () => last,
  };
}
