/**
 * Gives the dead letters of a queue, or of a function of events, to the function once more. A message is removed only when the function has processed it; the
 * function is idempotent. SQS keeps back the messages of a group while one of them is hidden, so those behind a message that fails
 * again stay in the queue.
 */
import type { SQSBatchResponse } from 'aws-lambda';
import { messageRecord } from './message-record.ts';
import type { DeadLetterQueue, InvokedFunction, Message } from './ports.ts';
import { openQueueSession } from './queue-session.ts';
import type { Redriven } from './redrive-records.ts';

export interface MessageRedrive {
  queue: DeadLetterQueue;
  consumer: InvokedFunction;
  /** The payload of a call for a message; undefined if the message is of another kind. */
  payloadOf?(message: Message): unknown;
  say(line: string): void;
}

export async function redriveMessages({
  queue,
  consumer,
  payloadOf = batchOf,
  say,
}: MessageRedrive): Promise<Redriven> {
  const session = openQueueSession(queue);
  let [removed, received] = [0, 0];
  try {
    for await (const message of session.messages()) {
      await session.keep();
      const failure = await processAgain(consumer, payloadOf(message));
      say(`${message.id}: ${failure ?? 'processed'}`);
      if (failure !== undefined) continue;
      await session.remove(message);
      removed += 1;
    }
  } finally {
    received = await session.end();
  }
  const { waiting } = await queue.inspect();
  return { removed, kept: Math.max(received, waiting) };
}

const batchOf = (message: Message) => ({ Records: [messageRecord(message)] });

/** Returns the reason why the message is kept, or undefined if it is processed. */
async function processAgain(consumer: InvokedFunction, payload: unknown): Promise<string | undefined> {
  if (payload === undefined) return 'not a dead letter of this function. Inspect it by hand.';
  const invoked = await consumer.invoke(payload);
  const place = `log group ${consumer.logGroup}, request ${invoked.requestId}`;
  if (invoked.is === 'failed') return `the function failed: ${invoked.reason} (${place})`;
  const { batchItemFailures = [] } = (invoked.answer ?? {}) as Partial<SQSBatchResponse>;
  return batchItemFailures.length === 0 ? undefined : `failed again (${place})`;
}
