import type { _Record as SdkRecord } from '@aws-sdk/client-dynamodb-streams';
import { expect, test } from 'vitest';
import { STREAMS, TTL_IDENTITY } from '../../lib/deployment/triggers.ts';
import { matches } from '../../lib/local/stream/filter.ts';
import { lambdaRecord } from '../../lib/local/stream/records.ts';

const ARN = 'arn:aws:dynamodb:ddblocal:000000000000:table/holdfast/stream/x';

/** A record of DynamoDB Local. The types of the SDK lack the name `UNKNOWN_TO_SDK_VERSION`. */
const local = (eventName: string): SdkRecord => ({
  eventID: 'e1',
  eventName: eventName as SdkRecord['eventName'],
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'ddblocal',
  dynamodb: {
    ApproximateCreationDateTime: new Date('2027-03-01T12:00:00.900Z'),
    Keys: { pk: { S: 'LAPSE#1#0' }, sk: { S: '1#a' } },
    OldImage: { pk: { S: 'LAPSE#1#0' }, sk: { S: '1#a' }, ttl: { N: '1' } },
    SequenceNumber: '000000000000000000001',
    SizeBytes: 17,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
});

test('a record has the fields of Lambda, with its time in epoch seconds', () => {
  expect(lambdaRecord(local('MODIFY'), ARN)).toEqual({
    eventID: 'e1',
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    eventSourceARN: ARN,
    awsRegion: 'ddblocal',
    dynamodb: {
      ApproximateCreationDateTime: Date.parse('2027-03-01T12:00:00Z') / 1000,
      Keys: { pk: { S: 'LAPSE#1#0' }, sk: { S: '1#a' } },
      OldImage: { pk: { S: 'LAPSE#1#0' }, sk: { S: '1#a' }, ttl: { N: '1' } },
      SequenceNumber: '000000000000000000001',
      SizeBytes: 17,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
});

test('a removal by TTL gets the name and identity of AWS, and matches the filter of project-rows', () => {
  const record = lambdaRecord(local('UNKNOWN_TO_SDK_VERSION'), ARN);
  expect(record.eventName).toBe('REMOVE');
  expect(record.userIdentity).toEqual(TTL_IDENTITY);
  expect(matches(STREAMS['project-rows'].filter, record)).toBe(true);
});

test('a delete of our own stays a plain REMOVE and expires nothing', () => {
  const record = lambdaRecord(local('REMOVE'), ARN);
  expect(record.eventName).toBe('REMOVE');
  expect(record).not.toHaveProperty('userIdentity');
  expect(matches(STREAMS['project-rows'].filter, record)).toBe(false);
});

/** The record of a delete. Its row had this time to live and this mark (epoch s). */
const removal = (ttl: string | undefined, mark: string | undefined): SdkRecord => {
  const record = local('REMOVE');
  const OldImage = {
    ...record.dynamodb?.Keys,
    ...(ttl !== undefined && { ttl: { N: ttl } }),
    ...(mark !== undefined && { ttlRemovedAt: { N: mark } }),
  };
  return { ...record, dynamodb: { ...record.dynamodb, OldImage } };
};

test('the removal of a row that was marked at or after its time to live is a removal by TTL', () => {
  expect(lambdaRecord(removal('100', '100'), ARN).userIdentity).toEqual(TTL_IDENTITY);
  expect(matches(STREAMS['project-rows'].filter, lambdaRecord(removal('100', '170'), ARN))).toBe(true);
});

test.each<[string, string | undefined, string | undefined]>([
  ['an expired row without a mark', '100', undefined],
  ['a row that was renewed after it was marked', '300', '170'],
  ['a row without a time to live', undefined, '170'],
])('our own delete of %s is no removal by TTL', (_row, ttl, mark) => {
  expect(lambdaRecord(removal(ttl, mark), ARN)).not.toHaveProperty('userIdentity');
});

test('a change that only marks a row is no removal', () => {
  expect(lambdaRecord({ ...removal('100', '170'), eventName: 'MODIFY' }, ARN)).not.toHaveProperty('userIdentity');
});

test('an identity in the record is kept', () => {
  const userIdentity = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };
  expect(lambdaRecord({ ...local('REMOVE'), userIdentity }, ARN).userIdentity).toEqual(TTL_IDENTITY);
});
