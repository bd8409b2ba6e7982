/**
 * Sends puts that begin at the same time as one transaction. On disk DynamoDB Local commits each single put separately, about
 * 60 a second, but all those of a transaction together.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, type PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { TRANSACTION_ACTIONS_MAX } from '../../domain/limits.ts';

interface WaitingPut {
  command: PutCommand;
  sent: PromiseWithResolvers<unknown>;
}

/** Returns a function that sends puts of distinct rows. Each one has the outcome that it would have alone. */
export function gatherPuts(documents: DynamoDBDocumentClient): (command: PutCommand) => Promise<unknown> {
  let waiting: WaitingPut[] = [];
  const sendWaiting = () => {
    const puts = waiting;
    waiting = [];
    for (let at = 0; at < puts.length; at += TRANSACTION_ACTIONS_MAX) {
      sendTogether(documents, puts.slice(at, at + TRANSACTION_ACTIONS_MAX));
    }
  };
  return command => {
    if (waiting.length === 0) setImmediate(sendWaiting);
    const sent = Promise.withResolvers<unknown>();
    waiting.push({ command, sent });
    return sent.promise;
  };
}

/** A cancelled transaction has written nothing. Then each put is sent singly, so that one failed condition fails one put. */
async function sendTogether(documents: DynamoDBDocumentClient, puts: WaitingPut[]): Promise<void> {
  const TransactItems = puts.map(({ command }) => ({ Put: command.input }));
  try {
    const output = await documents.send(new TransactWriteCommand({ TransactItems }));
    for (const { sent } of puts) sent.resolve(output);
  } catch (error) {
    for (const { command, sent } of puts) {
      if (error instanceof TransactionCanceledException) sent.resolve(documents.send(command));
      else sent.reject(error);
    }
  }
}
