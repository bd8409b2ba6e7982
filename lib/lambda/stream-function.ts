/**
 * The chain behind every stream function. It reports the records that failed, so that Lambda delivers those again. A
 * poisoned record ends in the dead-letter queue and does not stop the others.
 */
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Call } from '../ports/calls.ts';
import { type Failure, handleBatch } from './batches.ts';
import type { BackgroundService } from './compose/background-service.ts';

type StreamDependencies = BackgroundService['dependencies'];

/** Handles a batch and returns the records that failed. */
export type BatchHandler<Dependencies = StreamDependencies> = (
  dependencies: Dependencies,
  call: Call,
  records: DynamoDBRecord[],
) => Promise<Failure<DynamoDBRecord>[]>;

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** Creates the Lambda handler that gives every batch to `handle`. */
export function streamFunction<Dependencies extends Pick<StreamDependencies, 'log'>>(
  handle: BatchHandler<Dependencies>,
  service: () => Promise<{ dependencies: Dependencies; clock: () => number }>,
): StreamHandler {
  const chain = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async ({ Records }, context) => {
    const { dependencies, clock } = await service();
    const call: Call = { now: clock(), requestId: context.awsRequestId };
    const failed = await handle(dependencies, call, Records);
    for (const { of, error } of failed) {
      dependencies.log.error('stream record failed', { requestId: call.requestId, eventId: of.eventID, error });
    }
    return { batchItemFailures: failed.map(({ of }) => ({ itemIdentifier: of.dynamodb?.SequenceNumber ?? '' })) };
  });
  return chain as unknown as StreamHandler;
}

/** Handles each record by itself, one after the other. */
export function eachRecord(
  handle: (dependencies: StreamDependencies, call: Call, record: DynamoDBRecord) => Promise<unknown>,
): BatchHandler {
  return async (dependencies, call, records) => {
    const failed: Failure<DynamoDBRecord>[] = [];
    for (const record of records) {
      try {
        await handle(dependencies, call, record);
      } catch (error) {
        failed.push({ of: record, error });
      }
    }
    return failed;
  };
}

/** Handles all records of a batch together, see `handleBatch`. Lambda continues from the first failed record. */
export const allRecords =
  <Meaning extends object, Dependencies = StreamDependencies>(
    read: (record: DynamoDBRecord) => Meaning | undefined,
    handle: (dependencies: Dependencies, call: Call, meanings: Meaning[]) => Promise<Failure<Meaning>[]>,
  ): BatchHandler<Dependencies> =>
  (dependencies, call, records) =>
    handleBatch(records, read, meanings => handle(dependencies, call, meanings));
