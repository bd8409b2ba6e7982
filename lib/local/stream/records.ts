/** Converts records of a local stream into the form that Lambda delivers, with the identity of TTL. Pure. */
import type { _Record as SdkRecord } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { TTL_IDENTITY } from '../../deployment/triggers.ts';
import { isRemovedByTtl } from '../time-to-live.ts';

/** DynamoDB Local's event name of a removal by TTL, which has no user identity there. */
const LOCAL_TTL_EVENT = 'UNKNOWN_TO_SDK_VERSION';

/**
 * Converts a record. Only a removal with that name, or one that time-to-live.ts has marked, gets the identity of TTL. A
 * removal without it must not expire a hold.
 */
export function lambdaRecord(record: SdkRecord, streamArn: string): DynamoDBRecord {
  const isTtl = (record.eventName as string | undefined) === LOCAL_TTL_EVENT || isMarkedRemoval(record);
  const { eventID, eventVersion = '1.1', eventName, awsRegion, dynamodb: change = {}, userIdentity } = record;
  const identity = isTtl ? TTL_IDENTITY : userIdentity && identityOf(userIdentity);
  return {
    ...(eventID !== undefined && { eventID }),
    eventVersion,
    eventName: (isTtl ? 'REMOVE' : eventName) as NonNullable<DynamoDBRecord['eventName']>,
    eventSource: 'aws:dynamodb',
    eventSourceARN: streamArn,
    ...(awsRegion !== undefined && { awsRegion }),
    dynamodb: changeOf(change),
    ...(identity && { userIdentity: { ...identity } }),
  };
}

const isMarkedRemoval = ({ eventName, dynamodb }: SdkRecord): boolean =>
  eventName === 'REMOVE' && isRemovedByTtl(dynamodb?.OldImage as Parameters<typeof isRemovedByTtl>[0]);

const identityOf = ({ Type, PrincipalId }: NonNullable<SdkRecord['userIdentity']>) => ({
  type: Type,
  principalId: PrincipalId,
});

function changeOf(change: NonNullable<SdkRecord['dynamodb']>): NonNullable<DynamoDBRecord['dynamodb']> {
  const { ApproximateCreationDateTime: at, Keys, NewImage, OldImage, ...rest } = change;
  return {
    ...(at && { ApproximateCreationDateTime: Math.floor(at.getTime() / 1000) }),
    ...(Keys && { Keys: Keys as never }),
    ...(NewImage && { NewImage: NewImage as never }),
    ...(OldImage && { OldImage: OldImage as never }),
    ...(rest as object),
  };
}
