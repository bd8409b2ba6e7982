/**
 * Removes expired rows, as DynamoDB's TTL does. DynamoDB Local 3.3.1 does so only in tables without a secondary index
 * (10 s without one, nothing in 420 s with one). This module also recognizes its own removals in the stream, as the
 * user identity does on AWS.
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
  /** Removes the rows that have expired at `now` (epoch ms), and returns how many there were. */
  removeExpired(now: number): Promise<number>;
  /** Whether a removal in the stream was one of these. Answers true once for each removal. */
  hasRemoved(keys: Keys): boolean;
}

type Keys = Record<string, AttributeValue>;

export function createTimeToLive(client: DynamoDBClient, tableName: string): TimeToLive {
  const removed = new Set<string>();

  async function remove(keys: Keys, seconds: string): Promise<boolean> {
    // Noted before the request, because the stream may have the removal before the answer arrives.
    removed.add(nameOf(keys));
    try {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: keys, ...isExpired(seconds) }));
      return true;
    } catch (error) {
      removed.delete(nameOf(keys));
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async removeExpired(now) {
      const seconds = String(Math.floor(now / 1000));
      let count = 0;
      for await (const keys of expiredRows(client, tableName, seconds)) if (await remove(keys, seconds)) count += 1;
      return count;
    },
    hasRemoved: keys => removed.delete(nameOf(keys)),
  };
}

const nameOf = (keys: Keys): string => `${keys[TABLE.partitionKey]?.S}\n${keys[TABLE.sortKey]?.S}`;

const names = { '#ttl': TABLE.timeToLive };
const isExpired = (seconds: string) => ({
  ConditionExpression: '#ttl <= :now',
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: { ':now': { N: seconds } },
});

async function* expiredRows(client: DynamoDBClient, tableName: string, seconds: string): AsyncGenerator<Keys> {
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
