/** An engine with a table like that of the project, a document client, and a clock that the test moves. */
import { CreateTableCommand, DescribeTableCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { createDocumentClient, createRawClient, createStreamsClient } from '../../lib/engine/client/document-client.ts';
import { createEngine, type Engine } from '../../lib/engine/engine.ts';
import { createTable } from '../../lib/local/create-table.ts';

export const TABLE = 'holdfast';
export const START = Date.UTC(2027, 2, 1, 12);

export async function openEngine() {
  const clock = { now: START };
  const engine: Engine = createEngine({ now: () => clock.now });
  const raw = createRawClient(engine.execute);
  await createTable(raw, TABLE);
  return {
    engine,
    clock,
    raw,
    documents: createDocumentClient(engine.execute),
    streams: createStreamsClient(engine.execute),
    async streamArn(): Promise<string> {
      const { Table: table } = await raw.send(new DescribeTableCommand({ TableName: TABLE }));
      return table?.LatestStreamArn ?? '';
    },
  };
}

export type OpenEngine = Awaited<ReturnType<typeof openEngine>>;

export const describedTable = async ({ raw }: OpenEngine) =>
  (await raw.send(new DescribeTableCommand({ TableName: TABLE }))).Table;

/** A second table with one string key, and TTL. */
export async function createSideTable({ raw }: OpenEngine, name: string): Promise<void> {
  await raw.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await raw.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    }),
  );
}

/** Returns the error of a promise that must fail. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<Error & { Item?: unknown; CancellationReasons?: { Code?: string; Message?: string; Item?: unknown }[] }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('the request should have failed');
}
