/** Asks DynamoDB what a table is, and changes what can be changed without touching a row. */
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { indexDefinition } from '../../local/create-table.ts';
import { INDEXES, TABLE } from '../../table/keys.ts';
import type { FoundTable, Mend } from './shape.ts';

export async function describe(client: DynamoDBClient, tableName: string): Promise<FoundTable> {
  const named = { TableName: tableName };
  const [{ Table }, { TimeToLiveDescription }, backups] = await Promise.all([
    client.send(new DescribeTableCommand(named)),
    client.send(new DescribeTimeToLiveCommand(named)),
    client.send(new DescribeContinuousBackupsCommand(named)).then(
      answer => answer.ContinuousBackupsDescription,
      // DynamoDB Local has none.
      (error: Error) => (error.name === 'UnknownOperationException' ? undefined : Promise.reject(error)),
    ),
  ]);
  return { table: Table as TableDescription, timeToLive: TimeToLiveDescription, backups };
}

/** Asks for one change, and waits until the table is there again. */
export async function mend(
  client: DynamoDBClient,
  tableName: string,
  what: Mend,
  pause: (ms: number) => Promise<unknown>,
): Promise<void> {
  const named = { TableName: tableName };
  if (what === 'time-to-live') {
    const specification = { AttributeName: TABLE.timeToLive, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ ...named, TimeToLiveSpecification: specification }));
  } else if (what === 'recovery') {
    const specification = { PointInTimeRecoveryEnabled: true };
    await client.send(
      new UpdateContinuousBackupsCommand({ ...named, PointInTimeRecoverySpecification: specification }),
    );
  } else {
    await client.send(new UpdateTableCommand({ ...named, ...changeOf(what) }));
  }
  await settled(client, tableName, pause);
}

function changeOf(what: 'stream' | 'protection' | { index: string }) {
  if (what === 'stream') return { StreamSpecification: { StreamEnabled: true, StreamViewType: TABLE.stream } };
  if (what === 'protection') return { DeletionProtectionEnabled: true };
  const index = INDEXES[what.index as keyof typeof INDEXES];
  return {
    AttributeDefinitions: [index.partitionKey, index.sortKey].map(name => ({
      AttributeName: name,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexUpdates: [{ Create: indexDefinition([what.index, index]) }],
  };
}

const LOOK_EVERY_MS = 2_000;

/** A new index is filled row by row: hours, for a large table. Who cannot wait may break off, and look again later. */
async function settled(
  client: DynamoDBClient,
  tableName: string,
  pause: (ms: number) => Promise<unknown>,
): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const statuses = [
      Table?.TableStatus,
      ...(Table?.GlobalSecondaryIndexes ?? []).map(({ IndexStatus = 'ACTIVE' }) => IndexStatus),
    ];
    if (statuses.every(status => status === 'ACTIVE')) return;
    await pause(LOOK_EVERY_MS);
  }
}
