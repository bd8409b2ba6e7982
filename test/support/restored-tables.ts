/** Imitates a restore on the engine: tables with keys and indexes, filled with the rows of a world, and the parts of a stage. */
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { copyRows } from '../../lib/commands/restore/copy-rows.ts';
import type { JournalPolicy } from '../../lib/commands/restore/journal-policy.ts';
import type { StoppableStack } from '../../lib/commands/restore/running-functions.ts';
import type { Switches } from '../../lib/commands/restore/switches.ts';
import { QUEUE_NAMES, STREAM_NAMES } from '../../lib/commands/shared/deployed-stack.ts';
import { TABLE_KINDS, type TableKind } from '../../lib/table/keys.ts';
import { namesOf, sharedTables, type Table } from '../../lib/table/table.ts';
import type { World } from './world.ts';

const instantly = async (): Promise<void> => undefined;

/** A view of the physical table of one kind, which finds all rows there. */
export const partOf = ({ names, ...table }: Table, kind: TableKind): Table => ({
  ...table,
  ...namesOf(sharedTables(names[kind])),
});

/** Creates tables as a restore leaves them: with keys and indexes, without TTL, stream and policy. */
export async function restoreTables(world: World, client: DynamoDBClient): Promise<Table> {
  const names = { sales: 'restored', accounts: 'restored-accounts', journal: 'restored-journal' };
  const restored = { ...world.table, ...namesOf(names) };
  for (const kind of TABLE_KINDS) {
    const { Table: live } = await client.send(new DescribeTableCommand({ TableName: world.table.names[kind] }));
    await client.send(
      new CreateTableCommand({
        TableName: names[kind],
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: live?.KeySchema,
        AttributeDefinitions: live?.AttributeDefinitions,
        GlobalSecondaryIndexes: live?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })),
      }),
    );
    await copyRows(partOf(world.table, kind), partOf(restored, kind), instantly, { dryRun: false });
  }
  return restored;
}

/** The policy of the journal table, which the engine does not have. Notes what is done with it. */
export function policyDouble(): JournalPolicy & { done: string[] } {
  const done: string[] = [];
  return {
    done,
    isInForce: async () => done.at(-1) !== 'lifted',
    lift: async () => void done.push('lifted'),
    putBack: async () => void done.push('put back'),
  };
}

/** A stage of one function and one event source mapping, in maintenance by default. */
export function stageOf({ executions = 0, isReading = false }: { executions?: number; isReading?: boolean } = {}) {
  const switches = {
    executionsOf: async () => ({ now: executions }),
    isMappingOn: async () => isReading,
  } as unknown as Switches;
  const reader = { functionName: 'reader' };
  const triggers = Object.fromEntries([...STREAM_NAMES, ...QUEUE_NAMES].map(name => [name, reader]));
  const stack = { name: 'Holdfast-dev', functionNames: ['holds', 'reader'], mappingIds: ['one'], triggers };
  return { stage: 'dev', stack: stack as unknown as StoppableStack, switches };
}
