/** Carries a table's stream into the stream functions, as Lambda's event source mappings do, within milliseconds. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { _Record, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Log } from '../../ports/observability.ts';
import type { TimeToLive } from '../time-to-live.ts';
import { type DeadLetter, type Delivery, deliver, type StreamConsumer } from './delivery.ts';
import { createStreamReader } from './reader.ts';
import { lambdaRecord } from './records.ts';

export interface StreamPump {
  /** Resolves when everything that was written before the call has been delivered. */
  drained(): Promise<void>;
  /** What no number of retries could deliver, since the start. */
  deadLetters: DeadLetter[];
  stop(): Promise<void>;
}

/** Between readings: short while records come, longer and longer while none do. */
const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 250;
/** Records that may wait for a consumer before reading waits for it. */
const WAITING_MAX = 10_000;
/** One failed reading is a hiccup; this many in a row are told. */
const FAILED_READINGS_TOLD = 5;

export function startPump(options: {
  client: DynamoDBStreamsClient;
  streamArn: string;
  consumers: StreamConsumer[];
  log: Log;
  /** What removes rows as TTL does, where the engine does not. */
  timeToLive?: Pick<TimeToLive, 'hasRemoved'>;
}): StreamPump {
  const { client, streamArn, log, timeToLive } = options;
  const isByTtl = ({ eventName, dynamodb }: _Record): boolean =>
    eventName === 'REMOVE' && (timeToLive?.hasRemoved(dynamodb?.Keys ?? {}) ?? false);
  const stopping = new AbortController();
  const deadLetters: DeadLetter[] = [];
  const world: Delivery = {
    pause: ms => sleep(ms, undefined, { signal: stopping.signal }),
    bury(letter) {
      deadLetters.push(letter);
      const { functionName, record } = letter;
      log.error('stream record became a dead letter', { functionName, eventId: record.eventID });
    },
  };
  const queues = options.consumers.map(consumer => createQueue(consumer, world));
  const reader = createStreamReader(client, streamArn);
  let waiters: (() => void)[] = [];
  let failedInARow = 0;

  async function read(): Promise<DynamoDBRecord[] | undefined> {
    try {
      const records = (await reader.read()).map(record => lambdaRecord(record, streamArn, isByTtl(record)));
      failedInARow = 0;
      return records;
    } catch (error) {
      failedInARow += 1;
      if (failedInARow === FAILED_READINGS_TOLD && !stopping.signal.aborted) {
        log.error('the stream cannot be read', { error });
      }
      return undefined;
    }
  }

  /** One reading and what follows from it; says how many records came. */
  async function turn(): Promise<number> {
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
    if (queues.some(queue => queue.waiting() > WAITING_MAX)) await Promise.all(queues.map(queue => queue.settled()));
    return records?.length ?? 0;
  }

  async function run(): Promise<void> {
    let pauseMs = PAUSE_MIN_MS;
    while (!stopping.signal.aborted) {
      pauseMs = (await turn()) > 0 ? PAUSE_MIN_MS : Math.min(pauseMs * 2, PAUSE_MAX_MS);
      await world.pause(waiters.length > 0 ? PAUSE_MIN_MS : pauseMs).catch(() => undefined);
    }
  }

  const running = run();
  return {
    drained: () => new Promise(resolve => waiters.push(resolve)),
    deadLetters,
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(queues.map(queue => queue.settled()));
    },
  };
}

/** One consumer's records in their order: a slow or failing consumer keeps nobody else. */
function createQueue(consumer: StreamConsumer, world: Delivery) {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  return {
    add(records: DynamoDBRecord[]): void {
      waiting += records.length;
      // A pause that the stop cuts short leaves the rest undelivered: the next start reads it again.
      last = last
        .then(() => deliver(consumer, records, world))
        .catch(() => undefined)
        .finally(() => {
          waiting -= records.length;
        });
    },
    waiting: () => waiting,
    settled: () => last,
  };
}
