/**
 * The chain behind every stream function: each record is handled by itself, and the failed ones are reported, so that
 * Lambda delivers those again and a poisoned one ends in the dead-letter queue without keeping the rest.
 */
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Call } from '../usecases/dependencies.ts';
import type { BackgroundService } from './compose-background.ts';

export type RecordHandler = (
  dependencies: BackgroundService['dependencies'],
  call: Call,
  record: DynamoDBRecord,
) => Promise<unknown>;

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** The Lambda handler that gives every record to `handle`. */
export function streamFunction(handle: RecordHandler, service: () => Promise<BackgroundService>): StreamHandler {
  const chain = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async ({ Records }, context) => {
    const { dependencies, clock } = await service();
    const call: Call = { now: clock(), requestId: context.awsRequestId };
    const failed: DynamoDBBatchResponse['batchItemFailures'] = [];
    for (const record of Records) {
      try {
        await handle(dependencies, call, record);
      } catch (error) {
        dependencies.log.error('stream record failed', { requestId: call.requestId, eventId: record.eventID, error });
        failed.push({ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' });
      }
    }
    return { batchItemFailures: failed };
  });
  return chain as unknown as StreamHandler;
}
