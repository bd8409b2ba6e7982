/** The FIFO queue before the logs of organizations, on SQS. A group is an organization. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deduplicationIdOf } from '../domain/notice-messages.ts';
import type { NoticeQueue } from '../ports/notices.ts';
import { failuresByTens } from './failures-by-tens.ts';

export const createFifoQueue = (client: SQSClient, queueUrl: string): NoticeQueue => ({
  send: messages =>
    failuresByTens(messages, async ten => {
      const { Successful = [], Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: ten.map((message, i) => ({
            Id: String(i),
            MessageBody: JSON.stringify(message),
            MessageGroupId: message.organizationId,
            MessageDeduplicationId: deduplicationIdOf(message),
          })),
        }),
      );
      const sent = new Set(Successful.map(({ Id }) => Id));
      const codes = new Map(Failed.map(({ Id, Code }) => [Id, Code]));
      // A missing answer is an unknown outcome.
      return ten.map((_, i) => (sent.has(String(i)) ? undefined : refusal(codes.get(String(i)))));
    }),
});

const refusal = (code = 'no answer'): Error => new Error(`the queue refused a message: ${code}`);
