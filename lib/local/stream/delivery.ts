/**
 * Delivers records to a stream function as Lambda's event source mapping does: filtered and in batches. A batch is retried
 * after a pause, from its first failed record on. Records that still fail become dead letters, and the next batch follows.
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
  /** Divides records into batches. Fault injection replaces it. */
  arrange?: (records: DynamoDBRecord[]) => DynamoDBRecord[][];
}

/** Ports of a delivery: time, and the destination of dead letters. */
export interface Delivery {
  /** Throws when the runtime stops, so that no record becomes a dead letter then. */
  pause(ms: number): Promise<unknown>;
  onDeadLetter(deadLetter: DeadLetter): void;
}

/** Delivers the records that match the trigger's filter, in their order and one batch at a time. */
export async function deliver(consumer: StreamConsumer, records: DynamoDBRecord[], delivery: Delivery): Promise<void> {
  const matching = records.filter(record => matches(consumer.trigger.filter, record));
  const { arrange = inBatchesOf(consumer.trigger.batchSize) } = consumer;
  for (const batch of arrange(matching)) await deliverBatch(consumer, batch, delivery);
}

const inBatchesOf =
  (size: number) =>
  (records: DynamoDBRecord[]): DynamoDBRecord[][] =>
    Array.from({ length: Math.ceil(records.length / size) }, (_, i) => records.slice(i * size, (i + 1) * size));

const PAUSE_FIRST_MS = 100;

async function deliverBatch(consumer: StreamConsumer, batch: DynamoDBRecord[], delivery: Delivery): Promise<void> {
  let rest = batch;
  for (let retries = 0; ; retries++) {
    const failed = await failedOf(consumer, rest);
    if (failed.length === 0) return;
    if (retries === consumer.trigger.retryAttempts) {
      for (const record of failed) delivery.onDeadLetter({ functionName: consumer.name, record });
      return;
    }
    rest = rest.slice(rest.indexOf(failed[0] as DynamoDBRecord));
    await delivery.pause(PAUSE_FIRST_MS * 2 ** retries);
  }
}

/** The records that the function reports as failed; all of them if it throws or names an unknown record. */
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
