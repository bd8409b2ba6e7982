/**
 * A DynamoDB client that reports one reason of each cancelled transaction: the last action that was refused. AWS may stop at
 * the first condition that fails, and then reports `None` for the other actions, also for the idempotency record.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export function hidingReasons(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const send = async (command: never): Promise<unknown> => {
    try {
      return await client.send(command);
    } catch (error) {
      throw error instanceof TransactionCanceledException ? withLastReason(error) : error;
    }
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

function withLastReason(error: TransactionCanceledException): TransactionCanceledException {
  const reasons = error.CancellationReasons ?? [];
  const last = reasons.findLastIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  return new TransactionCanceledException({
    message: error.message,
    $metadata: error.$metadata,
    CancellationReasons: reasons.map((reason, i) => (i === last ? reason : { Code: 'None' })),
  });
}
