/** Reads the descriptions of a table from DynamoDB, and repairs what can be changed without touching a row. */
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
import { indexDefinition, streamSpecification } from '../../local/create-table.ts';
import { INDEXES, TABLE, type TableKind } from '../../table/keys.ts';
import { createJournalPolicy } from '../restore/journal-policy.ts';
import { type FoundTable, isOnlyJournal, type Repair } from './shape.ts';

export async function describe(
  client: DynamoDBClient,
  tableName: string,
  kinds: readonly TableKind[],
): Promise<FoundTable> {
  const named = { TableName: tableName };
  const [{ Table }, { TimeToLiveDescription }, backups] = await Promise.all([
    client.send(new DescribeTableCommand(named)),
    client.send(new DescribeTimeToLiveCommand(named)),
    client.send(new DescribeContinuousBackupsCommand(named)).then(
      answer => answer.ContinuousBackupsDescription,
      // DynamoDB Local has no backups.
      (error: Error) => (error.name === 'UnknownOperationException' ? undefined : Promise.reject(error)),
    ),
  ]);
  const hasPolicy = isOnlyJournal(kinds)
    ? await createJournalPolicy(client, Table?.TableArn ?? '').isInForce()
    : undefined;
  return { table: Table as TableDescription, timeToLive: TimeToLiveDescription, backups, hasPolicy };
}

/** Makes one change, and waits until the table is active again. */
export async function repair(
  client: DynamoDBClient,
  { tableName, kinds }: { tableName: string; kinds: readonly TableKind[] },
  change: Repair,
  pause: (ms: number) => Promise<unknown>,
): Promise<void> {
  const named = { TableName: tableName };
  if (change === 'time-to-live') {
    const specification = { AttributeName: TABLE.timeToLive, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ ...named, TimeToLiveSpecification: specification }));
  } else if (change === 'policy') {
    const { Table } = await client.send(new DescribeTableCommand(named));
    await createJournalPolicy(client, Table?.TableArn ?? '').putBack();
  } else if (change === 'recovery') {
    const specification = { PointInTimeRecoveryEnabled: true };
    await client.send(
      new UpdateContinuousBackupsCommand({ ...named, PointInTimeRecoverySpecification: specification }),
    );
  } else {
    await client.send(new UpdateTableCommand({ ...named, ...updateOf(change, kinds) }));
  }
  await untilActive(client, tableName, pause);
}

function updateOf(change: 'stream' | 'protection' | { index: string }, kinds: readonly TableKind[]) {
  if (change === 'stream') return streamSpecification(kinds);
  if (change === 'protection') return { DeletionProtectionEnabled: true };
  const index = INDEXES[change.index as keyof typeof INDEXES];
  return {
    AttributeDefinitions: [index.partitionKey, index.sortKey].map(name => ({
      AttributeName: name,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexUpdates: [{ Create: indexDefinition([change.index, index]) }],
  };
}

const CHECK_EVERY_MS = 2_000;

/** DynamoDB fills a new index row by row, which takes hours for a large table. The operator may interrupt the wait. */
async function untilActive(
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
    await pause(CHECK_EVERY_MS);
  }
}
