/** The HTTP server, through the SDK's own clients. */
import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../lib/engine/engine.ts';
import { LostReply } from '../../lib/engine/faults/lost-reply.ts';
import { type EngineServer, startEngineServer } from '../../lib/engine/server/http-server.ts';
import { JSON_CODEC } from '../../lib/engine/values/attribute-codec.ts';
import { createTable } from '../../lib/local/create-table.ts';
import { createStreamReader } from '../../lib/local/stream/reader.ts';
import { errorOf, START, TABLE } from './engine-table.ts';

const engines = new Map<string, Engine>();
let server: EngineServer;
let isLost = false;
const clients: { destroy(): void }[] = [];

const engineOf = (accessKey: string): Engine => {
  const engine = engines.get(accessKey) ?? createEngine({ now: () => START });
  engines.set(accessKey, engine);
  return engine;
};

beforeAll(async () => {
  server = await startEngineServer({
    engineOf: accessKey => (operation, input) => {
      if (isLost) throw new LostReply('lost');
      return engineOf(accessKey).execute(operation, input, JSON_CODEC);
    },
  });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

async function connect(accessKeyId: string) {
  const connection = {
    endpoint: server.endpoint,
    region: 'local',
    credentials: { accessKeyId, secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  const raw = new DynamoDBClient(connection);
  const streams = new DynamoDBStreamsClient(connection);
  clients.push(raw, streams);
  await createTable(raw, TABLE);
  return { raw, streams, documents: DynamoDBDocumentClient.from(raw) };
}

const ROW = { pk: 'a', sk: 'é', n: 1.5, bytes: new Uint8Array([1, 2]), list: [true, null, { deep: new Set(['x']) }] };

describe('the server', () => {
  it('writes and reads rows of all types', async () => {
    const { documents } = await connect('types');
    await documents.send(new PutCommand({ TableName: TABLE, Item: ROW }));
    const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk: 'é' } }));
    expect(Item).toEqual(ROW);
  });

  it('sends errors with their rows and reasons', async () => {
    const { documents } = await connect('errors');
    await documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk: 'b' } }));
    const refused = {
      TableName: TABLE,
      Item: { pk: 'a', sk: 'b' },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const single = await errorOf(documents.send(new PutCommand(refused)));
    expect(single).toBeInstanceOf(ConditionalCheckFailedException);
    expect(single.Item).toEqual({ pk: { S: 'a' }, sk: { S: 'b' } });
    const cancelled = await errorOf(documents.send(new TransactWriteCommand({ TransactItems: [{ Put: refused }] })));
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    expect(cancelled.CancellationReasons).toEqual([
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { pk: { S: 'a' }, sk: { S: 'b' } },
      },
    ]);
  });

  it('serves the stream at the same address', async () => {
    const { raw, streams, documents } = await connect('streams');
    await documents.send(new PutCommand({ TableName: TABLE, Item: ROW }));
    const { Table: table } = await raw.send(new DescribeTableCommand({ TableName: TABLE }));
    const records = await createStreamReader(streams, table?.LatestStreamArn ?? '').read();
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.NewImage?.sk])).toEqual([
      ['INSERT', { S: 'é' }],
    ]);
  });

  it('gives each access key the engine that the caller chooses', async () => {
    const [one, other] = [await connect('one'), await connect('other')];
    await one.documents.send(new PutCommand({ TableName: TABLE, Item: ROW }));
    const { Item } = await other.documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk: 'é' } }));
    expect(Item).toBeUndefined();
  });

  it('closes the connection if the reply is lost', async () => {
    const { documents } = await connect('lost');
    isLost = true;
    const error = await errorOf(documents.send(new PutCommand({ TableName: TABLE, Item: ROW })));
    isLost = false;
    expect((error as { code?: string }).code).toBe('ECONNRESET');
  });

  it('refuses a body that is too large, and answers the next requests of its connection', async () => {
    const send = (body: string) =>
      fetch(server.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
        body,
        signal: AbortSignal.timeout(3_000),
      });
    const refused = await send('x'.repeat(21 * 1_024 * 1_024));
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('The request is too large')]);
    for (let next = 0; next < 4; next++) expect(await (await send('{}')).json()).toEqual({ TableNames: [] });
  });

  it.each([
    [
      'an operation that the engine lacks',
      'DynamoDB_20120810.ExecuteStatement',
      '{}',
      'UnknownOperationException',
      /ExecuteStatement is not supported/,
    ],
    ['another service', 'Kinesis_20131202.PutRecord', '{}', 'UnknownOperationException', /^$/],
    ['a body that is no JSON', 'DynamoDB_20120810.GetItem', '{', 'SerializationException', /not a JSON object/],
  ])('refuses %s', async (_name, target, body, type, message) => {
    const response = await fetch(server.endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body });
    const answer = (await response.json()) as { __type: string; message: string };
    expect([response.status, answer.__type.split('#')[1]]).toEqual([400, type]);
    expect(answer.message).toMatch(message);
  });
});
