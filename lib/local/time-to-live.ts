/**
 * Removes expired rows of a table on DynamoDB Local, as DynamoDB's TTL does: DynamoDB Local 3.3.1 removes nothing from a
 * table with a secondary index (nothing in 420 s). A removal has two steps: first the row is marked, then the marked row is
 * deleted. So the stream record of the delete has the mark in its old image. The record alone proves the removal by TTL, also
 * after a lost reply or a restart. The next pass removes a row that was only marked.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../table/keys.ts';

export interface TimeToLive {
  /** Removes the rows that have expired at `now` (epoch ms), at most `rowsMax` of them, and returns how many. */
  removeExpired(now: number, pace?: Pace, rowsMax?: number): Promise<number>;
}

/** The pace of a removal, so that other requests to the engine run meanwhile. */
interface Pace {
  /** Called after each scan request and each removal, with the time that it took (ms). */
  rest(ms: number): Promise<unknown>;
  /** Ends the removal between two rows. */
  stopping?: AbortSignal;
}
const WITHOUT_REST: Pace = { rest: async () => undefined };

type Row = Record<string, AttributeValue>;

/** The mark: the time of the removal (epoch s). No other code writes it. */
const REMOVED_AT = 'ttlRemovedAt';

/**
 * Whether TTL has removed the row with this old image. A row that was renewed after it was marked still has the mark, but its
 * time to live is later than the mark. If other code deletes such a row, that is no removal by TTL.
 */
export function isRemovedByTtl(oldImage: Row | undefined): boolean {
  const [expiresAt, removedAt] = [oldImage?.[TABLE.timeToLive]?.N, oldImage?.[REMOVED_AT]?.N];
  return expiresAt !== undefined && removedAt !== undefined && Number(expiresAt) <= Number(removedAt);
}

export function createTimeToLive(client: DynamoDBClient, tableName: string): TimeToLive {
  return {
    async removeExpired(now, pace = WITHOUT_REST, rowsMax = Number.POSITIVE_INFINITY) {
      const seconds = String(Math.floor(now / 1000));
      let count = 0;
      for await (const keys of expiredRows(client, tableName, seconds, pace)) {
        if (pace.stopping?.aborted || count === rowsMax) break;
        if (await rested(pace, () => removeRow(client, tableName, keys, seconds))) count += 1;
      }
      return count;
    },
  };
}

/** Runs `does`, and then calls `rest` with the time that it took. */
async function rested<Result>({ rest }: Pace, does: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await does();
  await rest(performance.now() - began);
  return result;
}

/** Marks and deletes a row. Returns false if the row was renewed or removed meanwhile. */
async function removeRow(client: DynamoDBClient, tableName: string, keys: Row, seconds: string): Promise<boolean> {
  const target = { TableName: tableName, Key: keys };
  try {
    await client.send(
      new UpdateItemCommand({
        ...target,
        UpdateExpression: 'SET #removedAt = :now',
        ...expression(seconds, IS_EXPIRED),
      }),
    );
    await client.send(
      new DeleteItemCommand({ ...target, ...expression(seconds, `${IS_EXPIRED} AND #removedAt = :now`) }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const IS_EXPIRED = '#ttl <= :now';

const expression = (seconds: string, condition: string) => ({
  ConditionExpression: condition,
  ExpressionAttributeNames: { '#ttl': TABLE.timeToLive, '#removedAt': REMOVED_AT },
  ExpressionAttributeValues: { ':now': { N: seconds } },
});

async function* expiredRows(
  client: DynamoDBClient,
  tableName: string,
  seconds: string,
  pace: Pace,
): AsyncGenerator<Row> {
  let from: Row | undefined;
  do {
    const scan = new ScanCommand({
      TableName: tableName,
      FilterExpression: IS_EXPIRED,
      ProjectionExpression: '#pk, #sk',
      ExpressionAttributeNames: { '#ttl': TABLE.timeToLive, '#pk': TABLE.partitionKey, '#sk': TABLE.sortKey },
      ExpressionAttributeValues: { ':now': { N: seconds } },
      ...(from && { ExclusiveStartKey: from }),
    });
    const page = await rested(pace, () => client.send(scan));
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from && !pace.stopping?.aborted);
}
