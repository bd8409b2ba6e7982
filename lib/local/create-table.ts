/** Creates the tables of keys.ts on DynamoDB Local, unless they exist. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  INDEXES,
  type Index,
  type IndexName,
  streamViewOf,
  TABLE,
  TABLE_KINDS,
  TABLES,
  type TableKind,
} from '../table/keys.ts';
import { areShared, kindsByName, sharedTables, type TableNames } from '../table/table.ts';

/**
 * Creates the tables, and returns their names and whether they are new. A sales table without the two others is of a version
 * that had one table for all rows: it keeps all three names.
 */
export async function createTables(
  client: DynamoDBClient,
  wanted: TableNames,
): Promise<{ tables: TableNames; isNew: boolean }> {
  const tables = await namesThatExist(client, wanted);
  let isNew = false;
  // The sales table last: without it, a start that was interrupted here begins anew.
  for (const [name, kinds] of [...kindsByName(tables)].reverse()) isNew = await createTable(client, name, kinds);
  return { tables, isNew };
}

/** Returns the names of the tables that exist or will be created. */
export async function namesThatExist(client: DynamoDBClient, wanted: TableNames): Promise<TableNames> {
  if (areShared(wanted) || !(await exists(client, wanted.sales))) return wanted;
  return (await exists(client, wanted.accounts)) ? wanted : sharedTables(wanted.sales);
}

async function exists(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: tableName }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** Creates one table for rows of these kinds, by default for all rows. Returns whether it is new. */
export async function createTable(
  client: DynamoDBClient,
  tableName: string,
  kinds: readonly TableKind[] = TABLE_KINDS,
): Promise<boolean> {
  const indexes = kinds.flatMap((kind): readonly IndexName[] => TABLES[kind].indexes);
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(TABLE),
        AttributeDefinitions: [TABLE, ...indexes.map(name => INDEXES[name])].flatMap(({ partitionKey, sortKey }) => [
          { AttributeName: partitionKey, AttributeType: 'S' as const },
          { AttributeName: sortKey, AttributeType: 'S' as const },
        ]),
        GlobalSecondaryIndexes: indexes.map(name => indexDefinition([name, INDEXES[name]])),
        ...streamSpecification(kinds),
      }),
    );
  } catch (error) {
    if (error instanceof ResourceInUseException) return false;
    throw error;
  }
  if (kinds.some(kind => TABLES[kind].hasTimeToLive)) await enableTimeToLive(client, tableName);
  return true;
}

/** The stream of a table for rows of these kinds, for CreateTable and UpdateTable. */
export function streamSpecification(kinds: readonly TableKind[]): Pick<CreateTableCommandInput, 'StreamSpecification'> {
  const view = streamViewOf(kinds);
  return view ? { StreamSpecification: { StreamEnabled: true, StreamViewType: view } } : {};
}

/** A repeated request, after a lost reply for example, is refused although its first attempt succeeded. */
async function enableTimeToLive(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: tableName,
        TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
      }),
    );
  } catch (error) {
    if (!/already enabled/.test((error as Error).message)) throw error;
  }
}

const keySchema = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];

/** The definition of an index for CreateTable and UpdateTable. */
export function indexDefinition([name, index]: [string, Index]): GlobalSecondaryIndex {
  const { projection } = index;
  return {
    IndexName: name,
    KeySchema: keySchema(index),
    Projection: Array.isArray(projection)
      ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] }
      : { ProjectionType: projection as 'ALL' | 'KEYS_ONLY' },
  };
}
