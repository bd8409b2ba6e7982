/** The defects of a table, and which of them a command can repair. */
import type { StreamViewType, TableDescription } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { defectsOf, type FoundTable } from '../../lib/commands/check-table/shape.ts';
import { indexDefinition } from '../../lib/local/create-table.ts';
import { INDEXES, type Index, type IndexName, TABLE_KINDS, TABLES, type TableKind } from '../../lib/table/keys.ts';

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
const defects = (changes: Partial<FoundTable>, table: Partial<TableDescription> = {}, isKept = true) =>
  defectsOf({ ...GOOD, table: { ...TABLE_DESCRIPTION, ...table }, ...changes }, { kinds: TABLE_KINDS, isKept });

describe('a table', () => {
  it('that the stack makes has no defect', () => expect(defects({})).toEqual([]));

  it('that was just restored lacks what a restore does not copy, and all of it can be repaired', () => {
    const restored = defectsOf(
      {
        table: { KeySchema: TABLE_DESCRIPTION.KeySchema, GlobalSecondaryIndexes: indexes },
        timeToLive: { TimeToLiveStatus: 'DISABLED' },
        backups: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      },
      { kinds: TABLE_KINDS, isKept: true },
    );
    expect(restored.map(({ repair }) => repair)).toEqual(['time-to-live', 'stream', 'recovery', 'protection']);
  });

  it('of a test stage needs no deletion protection', () => {
    expect(defects({}, { DeletionProtectionEnabled: false }, false)).toEqual([]);
    expect(defects({}, { DeletionProtectionEnabled: false })).toHaveLength(1);
  });

  it('on DynamoDB Local needs no backups', () => expect(defects({ backups: undefined })).toEqual([]));

  it.each<[string, Partial<FoundTable>, Partial<TableDescription>, string]>([
    ['other keys', {}, { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }, 'the keys are HASH id'],
    [
      'a key of numbers',
      {},
      { AttributeDefinitions: [{ AttributeName: 'sk', AttributeType: 'N' }] },
      'sk is not a string',
    ],
    ['another TTL', { timeToLive: { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' } }, {}, 'by until, not by'],
    [
      'fewer stream images',
      {},
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
      'the stream has KEYS_ONLY',
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
      'an index that nothing uses',
      {},
      { GlobalSecondaryIndexes: [...indexes, { IndexName: 'byNothing', IndexStatus: 'ACTIVE' }] },
      'the index byNothing is not used',
    ],
    [
      'an index that is being created',
      {},
      { GlobalSecondaryIndexes: indexes.map(index => ({ ...index, IndexStatus: 'CREATING' })) },
      'the index byOwner is CREATING',
    ],
  ])('with %s has a defect that no command can repair', (_name, changes, table, part) => {
    const [first] = defects(changes, table);
    expect(first?.message).toContain(part);
    expect(first?.repair).toBeUndefined();
  });

  it('without an index can get it', () => {
    const found = defects({}, { GlobalSecondaryIndexes: indexes.filter(({ IndexName }) => IndexName !== 'byFeed') });
    expect(found).toEqual([{ message: 'the index byFeed is missing', repair: { index: 'byFeed' } }]);
  });
});

describe('one of three tables', () => {
  const indexesOf = (kind: TableKind) =>
    indexes.filter(({ IndexName }) => (TABLES[kind].indexes as readonly IndexName[]).includes(IndexName as IndexName));
  const own = (kind: TableKind, changes: Partial<FoundTable> = {}) =>
    defectsOf(
      { ...GOOD, table: { ...TABLE_DESCRIPTION, GlobalSecondaryIndexes: indexesOf(kind) }, ...changes },
      { kinds: [kind], isKept: true },
    );

  it.each(TABLE_KINDS)('%s needs only its own indexes', kind => {
    expect(own(kind)).toEqual([]);
    expect(
      own(kind, { table: { ...TABLE_DESCRIPTION, GlobalSecondaryIndexes: [] } }).map(({ repair }) => repair),
    ).toEqual(TABLES[kind].indexes.map(index => ({ index })));
  });

  it('the journal needs no TTL, and each table says what is lost without its stream', () => {
    const table = { ...TABLE_DESCRIPTION, StreamSpecification: { StreamEnabled: false } };
    const without = {
      table: { ...table, GlobalSecondaryIndexes: indexes },
      timeToLive: { TimeToLiveStatus: 'DISABLED' as const },
    };
    expect(own('journal', without)).toEqual([
      { message: 'the stream is off, so there are no notices', repair: 'stream' },
    ]);
    expect(own('accounts', without).map(({ repair }) => repair)).toEqual(['time-to-live', 'stream']);
    expect(own('accounts', without)[1]?.message).toBe('the stream is off, so accounts send no mail');
    expect(own('sales', without).map(({ repair }) => repair)).toEqual(['time-to-live', 'stream']);
  });

  it('the journal needs the new image of a row in its stream, and the other tables with a stream both images', () => {
    const withView = (StreamViewType: StreamViewType) => ({
      table: {
        ...TABLE_DESCRIPTION,
        GlobalSecondaryIndexes: indexes,
        StreamSpecification: { StreamEnabled: true, StreamViewType },
      },
    });
    for (const view of ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'] as const) expect(own('journal', withView(view))).toEqual([]);
    expect(own('journal', withView('KEYS_ONLY'))).toEqual([{ message: 'the stream has KEYS_ONLY, not NEW_IMAGE' }]);
    expect(own('sales', withView('NEW_IMAGE'))).toEqual([
      { message: 'the stream has NEW_IMAGE, not NEW_AND_OLD_IMAGES' },
    ]);
  });

  it('only the journal needs the policy that denies changes', () => {
    expect(own('journal', { hasPolicy: false })).toEqual([
      { message: 'it lacks the policy that denies changes of its entries', repair: 'policy' },
    ]);
    expect(own('journal', { hasPolicy: true })).toEqual([]);
    for (const kind of ['sales', 'accounts'] as const) expect(own(kind, { hasPolicy: false })).toEqual([]);
    expect(defects({ hasPolicy: false })).toEqual([]);
  });
});
