/** Finds the streams of local tables, and switches on that of a journal that an earlier commit has created without one. */
import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { UsageError } from '../../cli/usage-error.ts';
import type { TableNames } from '../../table/table.ts';
import { streamSpecification } from '../create-table.ts';

/** The kinds of rows whose table has a stream. */
export type StreamedKind = 'sales' | 'journal';

/** Returns the streams by kinds of rows. Tables that are one share a stream. */
export async function openStreams(
  client: DynamoDBClient,
  { sales, journal }: TableNames,
): Promise<Readonly<Record<StreamedKind, string>>> {
  const ofSales = await streamOf(client, sales);
  if (journal !== sales && !(await hasStream(client, journal))) {
    await client.send(new UpdateTableCommand({ TableName: journal, ...streamSpecification(['journal']) }));
  }
  return { sales: ofSales, journal: await streamOf(client, journal) };
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
