/**
 * The FIFO queue before the logs of organizations, on SQS. A group is an organization. Each message has a request of its own: a batch
 * of the stream has few organizations, and an emulator of AWS asks for a right to batches that IAM does not have.
 */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deduplicationIdOf, type NoticeMessage } from '../domain/notice-messages.ts';
import type { NoticeQueue } from '../ports/notices.ts';
import { failuresByTens } from './failures-by-tens.ts';

export function createFifoQueue(client: SQSClient, queueUrl: string): NoticeQueue {
  const send = async (message: NoticeMessage): Promise<unknown> => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: message.organizationId,
      MessageDeduplicationId: deduplicationIdOf(message),
    });
    return client.send(command).then(
      () => undefined,
      error => error,
    );
  };
  return { send: messages => failuresByTens(messages, ten => Promise.all(ten.map(send))) };
}
