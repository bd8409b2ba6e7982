/** Creates the table of keys.ts on DynamoDB Local, unless it exists. */
import {
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { INDEXES, type Index, TABLE } from '../table/keys.ts';

/** Returns whether the table is new. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(TABLE),
        AttributeDefinitions: [TABLE, ...Object.values(INDEXES)].flatMap(({ partitionKey, sortKey }) => [
          { AttributeName: partitionKey, AttributeType: 'S' as const },
          { AttributeName: sortKey, AttributeType: 'S' as const },
        ]),
        GlobalSecondaryIndexes: Object.entries(INDEXES).map(indexDefinition),
        StreamSpecification: { StreamEnabled: true, StreamViewType: TABLE.stream },
      }),
    );
  } catch (error) {
    if (error instanceof ResourceInUseException) return false;
    throw error;
  }
  await enableTimeToLive(client, tableName);
  return true;
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
