/** Finds the streams of local tables, and switches on those of tables that an earlier version has created without one. */
import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { UsageError } from '../../cli/usage-error.ts';
import type { TableKind } from '../../table/keys.ts';
import type { TableNames } from '../../table/table.ts';
import { streamSpecification } from '../create-table.ts';

/** Returns the streams by kinds of rows. Tables that are one share a stream. */
export async function openStreams(
  client: DynamoDBClient,
  tables: TableNames,
): Promise<Readonly<Record<TableKind, string>>> {
  const opened = new Map<string, string>();
  // The sales table first: it has had a stream in every version, so a table without one there is none of Holdfast.
  opened.set(tables.sales, await streamOf(client, tables.sales));
  for (const kind of ['accounts', 'journal'] as const) {
    const name = tables[kind];
    if (opened.has(name)) continue;
    if (!(await hasStream(client, name))) {
      await client.send(new UpdateTableCommand({ TableName: name, ...streamSpecification([kind]) }));
    }
    opened.set(name, await streamOf(client, name));
  }
  const streamOfKind = (kind: TableKind): string => opened.get(tables[kind]) as string;
  return { sales: streamOfKind('sales'), accounts: streamOfKind('accounts'), journal: streamOfKind('journal') };
}

const hasStream = async (client: DynamoDBClient, TableName: string): Promise<boolean> =>
  (await client.send(new DescribeTableCommand({ TableName }))).Table?.StreamSpecification?.StreamEnabled === true;

async function streamOf(client: DynamoDBClient, tableName: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  if (Table?.LatestStreamArn) return Table.LatestStreamArn;
  throw new UsageError(
    `The table ${tableName} has no stream, so it is not a Holdfast table. Name another one with HOLDFAST_TABLE.`,
  );
}
