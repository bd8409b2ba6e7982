/** Records of DynamoDB Local's stream in the form that Lambda hands over, TTL removals as AWS signs them. Pure. */
import type { _Record as SdkRecord } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { TTL_IDENTITY } from '../../deployment/triggers.ts';

/** What DynamoDB Local calls a removal by TTL; it has no identity there. */
const LOCAL_TTL_EVENT = 'UNKNOWN_TO_SDK_VERSION';

/**
 * Only that literal, and what our stand-in for TTL says it removed, becomes a removal by the TTL service: our own deletes
 * have no identity and are no lapse.
 */
export function lambdaRecord(record: SdkRecord, streamArn: string, removedByTtl = false): DynamoDBRecord {
  const isTtl = removedByTtl || (record.eventName as string | undefined) === LOCAL_TTL_EVENT;
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
