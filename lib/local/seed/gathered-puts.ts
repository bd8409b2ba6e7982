/**
 * Sends puts that begin at the same time as one request, because DynamoDB Local is slow with single puts. On disk it commits
 * each one separately, about 60 a second, but all those of a transaction together. In memory it executes a batch several times
 * as fast as its puts.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  type PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { TRANSACTION_ACTIONS_MAX } from '../../domain/limits.ts';

interface WaitingPut {
  command: PutCommand;
  sent: PromiseWithResolvers<unknown>;
}

/**
 * How puts are gathered. A transaction keeps their conditions. A batch has none, so it is for a table that was made a moment ago
 * by the process that fills it, and has no other rows.
 */
export type Gathering = 'transactions' | 'batches';

/** BatchWriteItem takes at most this many rows. */
const BATCH_WRITES_MAX = 25;

/** Returns a function that sends puts of distinct rows. Each one has the outcome that it would have alone. */
export function gatherPuts(
  documents: DynamoDBDocumentClient,
  gathering: Gathering,
): (command: PutCommand) => Promise<unknown> {
  const atOnce = gathering === 'batches' ? BATCH_WRITES_MAX : TRANSACTION_ACTIONS_MAX;
  const sendTogether = gathering === 'batches' ? sendAsBatch : sendAsTransaction;
  let waiting: WaitingPut[] = [];
  const sendWaiting = () => {
    const puts = waiting;
    waiting = [];
    for (let at = 0; at < puts.length; at += atOnce) sendTogether(documents, puts.slice(at, at + atOnce));
  };
  return command => {
    if (waiting.length === 0) setImmediate(sendWaiting);
    const sent = Promise.withResolvers<unknown>();
    waiting.push({ command, sent });
    return sent.promise;
  };
}

/** A cancelled transaction has written nothing. Then each put is sent singly, so that one failed condition fails one put. */
async function sendAsTransaction(documents: DynamoDBDocumentClient, puts: WaitingPut[]): Promise<void> {
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

/** Rows that DynamoDB leaves unprocessed are put singly. */
async function sendAsBatch(documents: DynamoDBDocumentClient, puts: WaitingPut[]): Promise<void> {
  const tableName = puts[0]?.command.input.TableName ?? '';
  const requests = puts.map(({ command: { input } }) => ({ PutRequest: { Item: input.Item } }));
  try {
    const { UnprocessedItems } = await documents.send(
      new BatchWriteCommand({ RequestItems: { [tableName]: requests } }),
    );
    const isWhole = (UnprocessedItems?.[tableName] ?? []).length === 0;
    for (const { command, sent } of puts) sent.resolve(isWhole ? {} : documents.send(command));
  } catch (error) {
    for (const { sent } of puts) sent.reject(error);
  }
}
