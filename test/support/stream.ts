/** DynamoDB stream records of claims, and their delivery to a stream function. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { Claim } from '../../lib/domain/model.ts';
import { type BatchHandler, streamFunction } from '../../lib/lambda/stream-function.ts';
import { claimRow } from '../../lib/table/claims/claim-rows.ts';
import type { World } from './world.ts';

let sequence = 0;

/** A record with its own sequence number. */
export const record = (
  dynamodb: DynamoDBRecord['dynamodb'],
  eventName: DynamoDBRecord['eventName'],
): DynamoDBRecord => {
  sequence += 1;
  return { eventName, dynamodb: { ...dynamodb, SequenceNumber: String(sequence) } } as DynamoDBRecord;
};

/** The records of all changes of a claim, each with the images before and after. */
export function recordsOf(claim: Claim): DynamoDBRecord[] {
  const image = (entries: number) =>
    marshall(claimRow({ ...claim, history: claim.history.slice(0, entries) }), {
      removeUndefinedValues: true,
    }) as never;
  return claim.history.map((_, i) =>
    i === 0
      ? record({ NewImage: image(1) }, 'INSERT')
      : record({ OldImage: image(i), NewImage: image(i + 1) }, 'MODIFY'),
  );
}

/** Delivers one batch of records once. */
export const deliver = (
  world: World,
  handle: BatchHandler,
  records: DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> =>
  streamFunction(handle, async () => world.service)({ Records: records }, { awsRequestId: 'delivery' } as Context);
