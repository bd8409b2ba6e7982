/**
 * A FIFO queue on SQS, divided into groups. Each message has a request of its own: a batch of a stream has few groups, and an emulator
 * of AWS asks for a right to batches that IAM does not have.
 */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueuePlace } from '../domain/mail-messages.ts';
import type { QueueOf } from '../ports/mail.ts';
import { failuresByTens } from './failures-by-tens.ts';

export function createFifoQueue<Message>(
  client: SQSClient,
  queueUrl: string,
  placeOf: (message: Message) => QueuePlace,
): QueueOf<Message> {
  const send = async (message: Message): Promise<unknown> => {
    const { group, deduplicationId } = placeOf(message);
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    });
    return client.send(command).then(
      () => undefined,
      error => error,
    );
  };
  return { send: messages => failuresByTens(messages, ten => Promise.all(ten.map(send))) };
}
