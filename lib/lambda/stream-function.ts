/**
 * The chain behind every stream function. It reports the records that failed, so that Lambda delivers those again. A
 * poisoned record ends in the dead-letter queue and does not stop the others.
 */
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Call } from '../ports/calls.ts';
import type { BackgroundService } from './compose/background-service.ts';

type StreamDependencies = BackgroundService['dependencies'];

/** A part of a batch that failed, and its error. */
export interface Failure<Part> {
  of: Part;
  error: unknown;
}

/** Handles a batch and returns the records that failed. */
export type BatchHandler = (
  dependencies: StreamDependencies,
  call: Call,
  records: DynamoDBRecord[],
) => Promise<Failure<DynamoDBRecord>[]>;

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** Creates the Lambda handler that gives every batch to `handle`. */
export function streamFunction(handle: BatchHandler, service: () => Promise<BackgroundService>): StreamHandler {
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

/**
 * Handles a whole batch together. `read` returns the meaning of a record, or undefined if there is nothing to do; if it
 * throws, only that record fails. `handle` returns the meanings that failed. If `handle` throws, it is called again for
 * each meaning alone, so it must be idempotent.
 */
export function allRecords<Meaning extends object>(
  read: (record: DynamoDBRecord) => Meaning | undefined,
  handle: (dependencies: StreamDependencies, call: Call, meanings: Meaning[]) => Promise<Failure<Meaning>[]>,
): BatchHandler {
  return async (dependencies, call, records) => {
    const errors = new Map<DynamoDBRecord, unknown>();
    const recordOf = new Map<Meaning, DynamoDBRecord>();
    for (const record of records) {
      try {
        const meaning = read(record);
        if (meaning) recordOf.set(meaning, record);
      } catch (error) {
        errors.set(record, error);
      }
    }
    const failed = await togetherOrAlone([...recordOf.keys()], meanings => handle(dependencies, call, meanings));
    for (const { of, error } of failed) errors.set(recordOf.get(of) as DynamoDBRecord, error);
    // In the order of the batch, because Lambda continues from the first failed record.
    return records.flatMap(of => (errors.has(of) ? [{ of, error: errors.get(of) }] : []));
  };
}

async function togetherOrAlone<Part>(
  parts: Part[],
  handle: (parts: Part[]) => Promise<Failure<Part>[]>,
): Promise<Failure<Part>[]> {
  try {
    return await handle(parts);
  } catch (error) {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return [{ of: only, error }];
    const failed: Failure<Part>[] = [];
    for (const part of parts) failed.push(...(await togetherOrAlone([part], handle)));
    return failed;
  }
}
