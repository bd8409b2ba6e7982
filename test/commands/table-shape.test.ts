/** What a table lacks, in words, and what a command could mend of it. */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { type FoundTable, lacksOf } from '../../lib/commands/check-table/shape.ts';
import { indexDefinition } from '../../lib/local/create-table.ts';
import { INDEXES, type Index } from '../../lib/table/keys.ts';

const indexes = Object.entries<Index>(INDEXES).map(entry => ({
  ...indexDefinition(entry),
  IndexStatus: 'ACTIVE' as const,
}));
const TABLE_DESCRIPTION: TableDescription = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  GlobalSecondaryIndexes: indexes,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  DeletionProtectionEnabled: true,
};
const GOOD: FoundTable = {
  table: TABLE_DESCRIPTION,
  timeToLive: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
  backups: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
  },
};
const lacks = (changes: Partial<FoundTable>, table: Partial<TableDescription> = {}, isKept = true) =>
  lacksOf({ ...GOOD, table: { ...TABLE_DESCRIPTION, ...table }, ...changes }, { isKept });

describe('a table', () => {
  it('as the stack makes it lacks nothing', () => expect(lacks({})).toEqual([]));

  it('that was just restored lacks what a restore does not bring along, and each can be mended', () => {
    const restored = lacksOf(
      {
        table: { KeySchema: TABLE_DESCRIPTION.KeySchema, GlobalSecondaryIndexes: indexes },
        timeToLive: { TimeToLiveStatus: 'DISABLED' },
        backups: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      },
      { isKept: true },
    );
    expect(restored.map(({ mend }) => mend)).toEqual(['time-to-live', 'stream', 'recovery', 'protection']);
  });

  it('of a test stage may be deleted', () => {
    expect(lacks({}, { DeletionProtectionEnabled: false }, false)).toEqual([]);
    expect(lacks({}, { DeletionProtectionEnabled: false })).toHaveLength(1);
  });

  it('on DynamoDB Local has no backups to ask about', () => expect(lacks({ backups: undefined })).toEqual([]));

  it.each<[string, Partial<FoundTable>, Partial<TableDescription>, string]>([
    ['other keys', {}, { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }, 'its keys are HASH id'],
    ['a key of numbers', {}, { AttributeDefinitions: [{ AttributeName: 'sk', AttributeType: 'N' }] }, 'sk is not text'],
    ['another TTL', { timeToLive: { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' } }, {}, 'by their until'],
    [
      'a poorer stream',
      {},
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
      'its stream has KEYS_ONLY',
    ],
    [
      'an index of other keys',
      {},
      { GlobalSecondaryIndexes: indexes.map(index => ({ ...index, KeySchema: TABLE_DESCRIPTION.KeySchema })) },
      'the index byOwner has the keys HASH pk, RANGE sk, not HASH ownerPk',
    ],
    [
      'an index that projects something else',
      {},
      { GlobalSecondaryIndexes: indexes.map(index => ({ ...index, Projection: { ProjectionType: 'ALL' } })) },
      'the index byOwner projects ALL, not status',
    ],
    [
      'an index of nobody',
      {},
      { GlobalSecondaryIndexes: [...indexes, { IndexName: 'byNothing', IndexStatus: 'ACTIVE' }] },
      'an index byNothing that nothing reads',
    ],
    [
      'an index under way',
      {},
      { GlobalSecondaryIndexes: indexes.map(index => ({ ...index, IndexStatus: 'CREATING' })) },
      'the index byOwner is CREATING',
    ],
  ])('with %s is told so, and no command mends it', (_name, changes, table, part) => {
    const [first] = lacks(changes, table);
    expect(first?.said).toContain(part);
    expect(first?.mend).toBeUndefined();
  });

  it('without an index can be given it', () => {
    const found = lacks({}, { GlobalSecondaryIndexes: indexes.filter(({ IndexName }) => IndexName !== 'byFeed') });
    expect(found).toEqual([{ said: 'the index byFeed is missing', mend: { index: 'byFeed' } }]);
  });
});
