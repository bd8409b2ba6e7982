/**
 * The chain behind every function of a queue. It reports the messages that failed, so that SQS delivers only those again. A poisoned
 * message ends in the dead-letter queue. The other messages of its group in the same batch are processed nevertheless, so the work
 * must not depend on the order of messages.
 */
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Call } from '../ports/calls.ts';
import { type Failure, handleBatch } from './batches.ts';
import type { BackgroundService } from './compose/background-service.ts';

type QueueDependencies = BackgroundService['dependencies'];

/** Handles a batch and returns the messages that failed. */
export type MessageHandler = (
  dependencies: QueueDependencies,
  call: Call,
  messages: SQSRecord[],
) => Promise<Failure<SQSRecord>[]>;

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Creates the Lambda handler that gives every batch to `handle`. */
export function queueFunction(handle: MessageHandler, service: () => Promise<BackgroundService>): QueueHandler {
  const chain = middy<SQSEvent, SQSBatchResponse>().handler(async ({ Records }, context) => {
    const { dependencies, clock } = await service();
    const call: Call = { now: clock(), requestId: context.awsRequestId };
    const failed = await handle(dependencies, call, Records);
    for (const { of, error } of failed) {
      dependencies.log.error('queue message failed', { requestId: call.requestId, messageId: of.messageId, error });
    }
    return { batchItemFailures: failed.map(({ of }) => ({ itemIdentifier: of.messageId })) };
  });
  return chain as unknown as QueueHandler;
}

/**
 * Handles all messages of a batch together, see `handleBatch`. `parse` reads the text of a message, and throws if it cannot. It returns
 * undefined if there is nothing to do.
 */
export const allMessages =
  <Meaning extends object>(
    parse: (body: string) => Meaning | undefined,
    handle: (dependencies: QueueDependencies, call: Call, meanings: Meaning[]) => Promise<Failure<Meaning>[]>,
  ): MessageHandler =>
  (dependencies, call, messages) =>
    handleBatch(
      messages,
      ({ body }) => parse(body),
      meanings => handle(dependencies, call, meanings),
    );
