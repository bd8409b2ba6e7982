/**
 * The chain behind every stream function: the records that failed are reported, so that Lambda delivers those again and a
 * poisoned one ends in the dead-letter queue without keeping the rest.
 */
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Call } from '../ports/calls.ts';
import type { BackgroundService } from './compose/background-service.ts';

type StreamDependencies = BackgroundService['dependencies'];

/** What a part of a batch was, and why it failed. */
export interface Failure<Part> {
  of: Part;
  error: unknown;
}

/** Handles a batch; what it does not name has been dealt with. */
export type BatchHandler = (
  dependencies: StreamDependencies,
  call: Call,
  records: DynamoDBRecord[],
) => Promise<Failure<DynamoDBRecord>[]>;

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** The Lambda handler that gives every batch to `handle`. */
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
 * Handles a whole batch together: `read` says what each record means, or nothing; `handle` names those that it could not
 * deal with. A record that cannot be read fails by itself; where `handle` throws, each of them has to show what it can do
 * alone, so what is handled must bear to be handled again.
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
    // In the order of the batch: Lambda goes on from the first of them.
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
