/** Streams and TTL: each change once and in order, in AWS's shape, for 24 hours. */
import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { BatchWriteCommand, DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { ITERATOR_LIFETIME_MS, STREAM_RETENTION_MS, TTL_AGE_MAX_SECONDS } from '../../lib/engine/limits.ts';
import { createStreamReader } from '../../lib/local/stream/reader.ts';
import { lambdaRecord } from '../../lib/local/stream/records.ts';
import { type OpenEngine, openEngine, START, TABLE } from './engine-table.ts';
import { recordsOf } from './records.ts';

let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
});

const put = (sk: string, others: object = {}) =>
  open.documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk, ...others } }));
const remove = (sk: string) => open.documents.send(new DeleteCommand({ TableName: TABLE, Key: { pk: 'a', sk } }));

describe('a stream', () => {
  it('has the changes in order, each with the row before and after it', async () => {
    await put('1', { n: 1 });
    await put('1', { n: 2 });
    await remove('1');
    const records = await recordsOf(open);
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage?.n, dynamodb?.NewImage?.n])).toEqual(
      [
        ['INSERT', undefined, { N: '1' }],
        ['MODIFY', { N: '1' }, { N: '2' }],
        ['REMOVE', { N: '2' }, undefined],
      ],
    );
    const numbers = records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(records[0]?.dynamodb).toMatchObject({
      Keys: { pk: { S: 'a' }, sk: { S: '1' } },
      ApproximateCreationDateTime: new Date(START),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
  });

  it('has no record of a write that changes nothing', async () => {
    await put('1', { n: 1, tags: new Set(['a', 'b']) });
    await put('1', { n: 1, tags: new Set(['b', 'a']) });
    await open.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: 'a', sk: '1' },
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': 1 },
      }),
    );
    await remove('2');
    expect(await recordsOf(open)).toHaveLength(1);
  });

  it('keeps records for 24 hours', async () => {
    await put('1');
    open.clock.now += STREAM_RETENTION_MS - 1;
    await put('2');
    expect(await recordsOf(open)).toHaveLength(2);
    open.clock.now += 1;
    expect((await recordsOf(open)).map(({ dynamodb }) => dynamodb?.Keys?.sk?.S)).toEqual(['2']);
  });

  it('can be read from the last record on, also after an iterator has expired', async () => {
    const reader = createStreamReader(open.streams, await open.streamArn());
    await put('1');
    expect(await reader.read()).toHaveLength(1);
    open.clock.now += ITERATOR_LIFETIME_MS + 1;
    await put('2');
    const records = [...(await reader.read()), ...(await reader.read())];
    expect(records.map(({ dynamodb }) => dynamodb?.Keys?.sk?.S)).toEqual(['2']);
  });

  it('refuses an iterator that is older than 15 minutes', async () => {
    const StreamArn = await open.streamArn();
    const { StreamDescription: stream } = await open.streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await open.streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId: stream?.Shards?.[0]?.ShardId, ShardIteratorType: 'LATEST' }),
    );
    open.clock.now += ITERATOR_LIFETIME_MS + 1;
    await expect(open.streams.send(new GetRecordsCommand({ ShardIterator }))).rejects.toThrow(ExpiredIteratorException);
  });
});

describe('TTL', () => {
  const seconds = START / 1000;

  it('removes rows in the second of their time, and the record names the service of TTL', async () => {
    await put('1', { ttl: seconds + 10 });
    await put('2', { ttl: seconds + 11 });
    await put('3');
    expect(open.engine.removeExpired(START + 9_999)).toBe(0);
    expect(open.engine.removeExpired(START + 10_000)).toBe(1);
    const record = (await recordsOf(open)).at(-1);
    expect(record).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
      dynamodb: { Keys: { sk: { S: '1' } } },
    });
    expect(record && lambdaRecord(record, await open.streamArn()).userIdentity).toEqual({
      type: 'Service',
      principalId: 'dynamodb.amazonaws.com',
    });
  });

  it('removes at most as many rows as the caller says, those that expired first', async () => {
    await put('1', { ttl: seconds + 12 });
    await put('2', { ttl: seconds + 10 });
    await put('3', { ttl: seconds + 11 });
    expect(open.engine.removeExpired(START + 20_000, 2)).toBe(2);
    expect((await recordsOf(open)).slice(-2).map(({ dynamodb }) => dynamodb?.Keys?.sk)).toEqual([
      { S: '2' },
      { S: '3' },
    ]);
    expect(open.engine.removeExpired(START + 20_000, 2)).toBe(1);
  });

  it('follows the time of a row: changed, removed, or there before TTL was enabled', async () => {
    await put('1', { ttl: seconds + 10 });
    await put('1', { ttl: seconds + 20 });
    await put('2', { ttl: seconds + 10 });
    await put('2');
    await put('3', { ttl: seconds + 10 });
    await remove('3');
    expect(open.engine.removeExpired(START + 19_000)).toBe(0);
    expect(open.engine.removeExpired(START + 20_000)).toBe(1);
    await put('4', { other: seconds });
    await enableTtl(false, 'ttl');
    await put('5', { ttl: seconds });
    await enableTtl(true, 'other');
    expect(open.engine.removeExpired(START)).toBe(1);
    expect((await recordsOf(open)).at(-1)?.dynamodb?.Keys?.sk).toEqual({ S: '4' });
  });

  const enableTtl = (Enabled: boolean, AttributeName: string) =>
    open.raw.send(
      new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification: { AttributeName, Enabled } }),
    );

  it('keeps rows until they are removed, and rows with a wrong time for ever', async () => {
    await open.documents.send(
      new BatchWriteCommand({
        RequestItems: {
          [TABLE]: [String(seconds - 5), seconds * 1000, seconds - TTL_AGE_MAX_SECONDS - 1].map((ttl, i) => ({
            PutRequest: { Item: { pk: 'a', sk: String(i), ttl } },
          })),
        },
      }),
    );
    await put('lapsed', { ttl: seconds - 5 });
    const { Item } = await open.documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk: 'lapsed' } }));
    expect(Item?.ttl).toBe(seconds - 5);
    expect(open.engine.removeExpired(START)).toBe(1);
  });

  it('adds no identity to removals by requests', async () => {
    await put('1', { ttl: seconds - 1 });
    await remove('1');
    expect((await recordsOf(open)).at(-1)?.userIdentity).toBeUndefined();
  });
});
