/**
 * Does what DynamoDB's TTL does: removes rows whose time has passed. DynamoDB Local 3.3.1 does so only in tables without
 * a secondary index (nothing in 420 s with one, 10 s without), so this stands in for it, and tells its removals from ours.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../table/keys.ts';

export interface TimeToLive {
  /** Removes what has passed at `now` (epoch ms); says how many rows that were. */
  removePassed(now: number): Promise<number>;
  /** Whether the removal of this key, told by the stream, was one of these; each is known once. */
  hasRemoved(keys: Keys): boolean;
}

type Keys = Record<string, AttributeValue>;

export function createTimeToLive(client: DynamoDBClient, tableName: string): TimeToLive {
  const removed = new Set<string>();

  async function remove(keys: Keys, seconds: string): Promise<boolean> {
    // Before the removal is asked for: the stream may tell of it before its answer is here.
    removed.add(nameOf(keys));
    try {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: keys, ...hasPassed(seconds) }));
      return true;
    } catch (error) {
      removed.delete(nameOf(keys));
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async removePassed(now) {
      const seconds = String(Math.floor(now / 1000));
      let count = 0;
      for await (const keys of passedRows(client, tableName, seconds)) if (await remove(keys, seconds)) count += 1;
      return count;
    },
    hasRemoved: keys => removed.delete(nameOf(keys)),
  };
}

const nameOf = (keys: Keys): string => `${keys[TABLE.partitionKey]?.S}\n${keys[TABLE.sortKey]?.S}`;

const names = { '#ttl': TABLE.timeToLive };
const hasPassed = (seconds: string) => ({
  ConditionExpression: '#ttl <= :now',
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: { ':now': { N: seconds } },
});

async function* passedRows(client: DynamoDBClient, tableName: string, seconds: string): AsyncGenerator<Keys> {
  let from: Keys | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: '#ttl <= :now',
        ProjectionExpression: '#pk, #sk',
        ExpressionAttributeNames: { ...names, '#pk': TABLE.partitionKey, '#sk': TABLE.sortKey },
        ExpressionAttributeValues: { ':now': { N: seconds } },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}
