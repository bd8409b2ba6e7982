/**
 * Hands records to a stream function as Lambda's event source mapping does: filtered, in batches, with the batch from its
 * lowest failed record on tried again after a pause; what still fails becomes dead letters, and the rest goes on.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { StreamTrigger } from '../../deployment/triggers.ts';
import { matches } from './filter.ts';

export interface DeadLetter {
  functionName: string;
  record: DynamoDBRecord;
}

export interface StreamConsumer {
  name: string;
  trigger: StreamTrigger;
  handle: (records: DynamoDBRecord[]) => Promise<DynamoDBBatchResponse>;
  /** How records become batches; tests put faults here. */
  arrange?: (records: DynamoDBRecord[]) => DynamoDBRecord[][];
}

/** The world around a delivery: time, and where dead letters go. */
export interface Delivery {
  /** Throws when the runtime stops: then nothing becomes a dead letter. */
  pause(ms: number): Promise<unknown>;
  bury(letter: DeadLetter): void;
}

/** Delivers what the trigger's filter lets through; the order is kept, and one batch at a time is out. */
export async function deliver(consumer: StreamConsumer, records: DynamoDBRecord[], world: Delivery): Promise<void> {
  const wanted = records.filter(record => matches(consumer.trigger.filter, record));
  const { arrange = inBatchesOf(consumer.trigger.batchSize) } = consumer;
  for (const batch of arrange(wanted)) await deliverBatch(consumer, batch, world);
}

const inBatchesOf =
  (size: number) =>
  (records: DynamoDBRecord[]): DynamoDBRecord[][] =>
    Array.from({ length: Math.ceil(records.length / size) }, (_, i) => records.slice(i * size, (i + 1) * size));

const PAUSE_FIRST_MS = 100;

async function deliverBatch(consumer: StreamConsumer, batch: DynamoDBRecord[], world: Delivery): Promise<void> {
  let rest = batch;
  for (let retries = 0; ; retries++) {
    const failed = await failedOf(consumer, rest);
    if (failed.length === 0) return;
    if (retries === consumer.trigger.retryAttempts) {
      for (const record of failed) world.bury({ functionName: consumer.name, record });
      return;
    }
    rest = rest.slice(rest.indexOf(failed[0] as DynamoDBRecord));
    await world.pause(PAUSE_FIRST_MS * 2 ** retries);
  }
}

/** Those that the function reports; all of them where it throws, or names a record that it was not given. */
async function failedOf({ handle }: StreamConsumer, records: DynamoDBRecord[]): Promise<DynamoDBRecord[]> {
  try {
    const { batchItemFailures = [] } = (await handle(records)) ?? {};
    const reported = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const known = new Set(records.map(sequenceNumberOf));
    if ([...reported].some(sequenceNumber => !known.has(sequenceNumber))) return records;
    return records.filter(record => reported.has(sequenceNumberOf(record)));
  } catch {
    return records;
  }
}

const sequenceNumberOf = (record: DynamoDBRecord): string => record.dynamodb?.SequenceNumber ?? '';
