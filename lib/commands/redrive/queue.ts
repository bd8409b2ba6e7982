/** A queue of dead letters on SQS. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue, Message } from './ports.ts';

/** How long a letter is ours: longer than dealing with it takes. A redrive that is killed gives it back by this. */
export const IN_HAND_SECONDS = 15 * 60;
/** Waiting asks all of the queue's servers; without it an answer may be empty though letters are there. */
const WAIT_SECONDS = 2;
const LOOKED_AT_MAX = 10;

export function createDeadLetterQueue(client: SQSClient, queueUrl: string): DeadLetterQueue {
  const receive = async (seconds: number, atMost: number): Promise<Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: atMost,
        VisibilityTimeout: seconds,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    return Messages.map(messageOf);
  };
  const hide = ({ receipt }: Message, seconds: number) =>
    unlessOutOfHand(
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds }),
      ),
    );
  return {
    receive: async () => (await receive(IN_HAND_SECONDS, 1))[0],
    remove: ({ receipt }) =>
      unlessOutOfHand(client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }))),
    keep: message => hide(message, IN_HAND_SECONDS),
    giveBack: message => hide(message, 0),
    async look() {
      const { Attributes: counts = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const [waiting, inHand] = [counts.ApproximateNumberOfMessages, counts.ApproximateNumberOfMessagesNotVisible].map(
        Number,
      ) as [number, number];
      return { waiting, inHand, some: waiting > 0 ? await receive(0, LOOKED_AT_MAX) : [] };
    },
  };
}

const messageOf = ({ MessageId, ReceiptHandle, Body, Attributes }: SqsMessage): Message => ({
  id: MessageId ?? '',
  receipt: ReceiptHandle ?? '',
  sentAt: Number(Attributes?.SentTimestamp),
  body: Body ?? '',
});

/** Where we were too slow somebody else has the message by now, or has dealt with it: it is theirs. */
async function unlessOutOfHand(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!/ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue/.test((error as Error).name)) throw error;
  }
}
