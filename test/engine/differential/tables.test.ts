/** The life of a table on both engines: creation, description, indexes, TTL, the stream, protection and deletion. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, inject, it, vi } from 'vitest';
import { createTable, indexDefinition } from '../../../lib/local/create-table.ts';
import { INDEXES } from '../../../lib/table/keys.ts';
import { normal } from './compare.ts';
import { openSides } from './engines.ts';

const NAME = 'life-of-a-table';
const named = { TableName: NAME };
let clients: { local: DynamoDBClient; engine: DynamoDBClient };

beforeAll(async () => {
  const { local, engine } = await openSides(inject('dynamodbEndpoint'));
  clients = { local: local.raw, engine: engine.raw };
});

/** The steps, in order. Each is sent to both engines, and then both describe the table. */
it.each<[string, (client: DynamoDBClient) => Promise<unknown>]>([
  ['no table yet', client => client.send(new DescribeTableCommand(named))],
  ["the project's table", client => createTable(client, NAME)],
  ['a second creation', client => createTable(client, NAME)],
  ['a stream that is there already', client => update(client, { StreamSpecification: STREAM })],
  ['no stream', client => update(client, { StreamSpecification: { StreamEnabled: false } })],
  ['a stream again', client => update(client, { StreamSpecification: STREAM })],
  [
    'the removal of an index',
    client => update(client, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byService' } }] }),
  ],
  ['the creation of that index', client => update(client, withIndex('byService'))],
  ['a second creation of that index', client => update(client, withIndex('byService'))],
  [
    'the removal of an absent index',
    client => update(client, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byNothing' } }] }),
  ],
  ['TTL that is on already', client => client.send(new UpdateTimeToLiveCommand({ ...named, ...timeToLive(true) }))],
  ['TTL off', client => client.send(new UpdateTimeToLiveCommand({ ...named, ...timeToLive(false) }))],
  ['TTL off twice', client => client.send(new UpdateTimeToLiveCommand({ ...named, ...timeToLive(false) }))],
  ['deletion protection', client => update(client, { DeletionProtectionEnabled: true })],
  ['a deletion that the protection refuses', client => client.send(new DeleteTableCommand(named))],
  ['no deletion protection', client => update(client, { DeletionProtectionEnabled: false })],
  ['an index without its attributes', client => client.send(new CreateTableCommand(INCOMPLETE))],
  ['a deletion', client => client.send(new DeleteTableCommand(named))],
  ['a second deletion', client => client.send(new DeleteTableCommand(named))],
])('is the same after %s', async (_step, send) => {
  const [expected, actual] = await Promise.all([outcomeOf(send, clients.local), outcomeOf(send, clients.engine)]);
  expect(actual).toEqual(expected);
  // DynamoDB Local builds an index in the background, and does not list it at once.
  await vi.waitFor(async () => {
    const [theirs, ours] = await Promise.all([stateOf(clients.local), stateOf(clients.engine)]);
    expect(ours).toEqual(theirs);
  }, 10_000);
});

const STREAM = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
const INCOMPLETE = {
  TableName: 'incomplete-table',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [indexDefinition(['byOwner', INDEXES.byOwner])],
} as const satisfies ConstructorParameters<typeof CreateTableCommand>[0];

const update = (client: DynamoDBClient, change: object) => client.send(new UpdateTableCommand({ ...named, ...change }));
const timeToLive = (Enabled: boolean) => ({ TimeToLiveSpecification: { AttributeName: 'ttl', Enabled } });
const withIndex = (name: 'byService') => ({
  AttributeDefinitions: [INDEXES[name].partitionKey, INDEXES[name].sortKey].map(AttributeName => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexUpdates: [{ Create: indexDefinition([name, INDEXES[name]]) }],
});

/** The name of the error; undefined if there is none. */
const outcomeOf = (send: (client: DynamoDBClient) => Promise<unknown>, client: DynamoDBClient) =>
  send(client).then(
    () => undefined,
    ({ name }: Error) => name,
  );

async function stateOf(client: DynamoDBClient) {
  const { Table: table } = await describe(client);
  const ttl = await client.send(new DescribeTimeToLiveCommand(named)).then(
    ({ TimeToLiveDescription: description }) => description,
    ({ name }: Error) => name,
  );
  const { TableNames: names } = await client.send(new ListTablesCommand());
  return normal({ table: table && comparable(table), ttl, names });
}

const describe = (client: DynamoDBClient): Promise<{ Table?: TableDescription | undefined }> =>
  client.send(new DescribeTableCommand(named)).catch(() => ({}));

/** The description without times, ids and the order of lists. */
function comparable({ AttributeDefinitions = [], GlobalSecondaryIndexes = [], ...table }: TableDescription) {
  const { KeySchema, ItemCount, DeletionProtectionEnabled, StreamSpecification, BillingModeSummary } = table;
  return {
    KeySchema,
    ItemCount,
    StreamSpecification,
    isProtected: DeletionProtectionEnabled === true,
    billing: BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    units: [table.ProvisionedThroughput?.ReadCapacityUnits, table.ProvisionedThroughput?.WriteCapacityUnits],
    attributes: AttributeDefinitions.map(
      ({ AttributeName, AttributeType }) => `${AttributeName}:${AttributeType}`,
    ).sort(),
    indexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection, IndexStatus }) => ({
      IndexName,
      keys,
      Projection,
      IndexStatus,
    })).sort((a, b) => (String(a.IndexName) < String(b.IndexName) ? -1 : 1)),
  };
}
