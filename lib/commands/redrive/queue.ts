/** A dead-letter queue on SQS. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue, Message } from './ports.ts';

/** Visibility timeout: longer than it takes to process one dead letter. If a redrive is killed, its messages show again after it. */
const VISIBILITY_TIMEOUT_SECONDS = 15 * 60;
/** Long polling asks all servers of the queue. Without it an answer may be empty although messages wait. */
const WAIT_SECONDS = 2;
const SAMPLE_MAX = 10;

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
    ignoreStale(
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds }),
      ),
    );
  return {
    receive: async () => (await receive(VISIBILITY_TIMEOUT_SECONDS, 1))[0],
    remove: ({ receipt }) =>
      ignoreStale(client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }))),
    extend: message => hide(message, VISIBILITY_TIMEOUT_SECONDS),
    release: message => hide(message, 0),
    async inspect() {
      const { Attributes: counts = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const [waiting, inFlight] = [
        counts.ApproximateNumberOfMessages,
        counts.ApproximateNumberOfMessagesNotVisible,
      ].map(Number) as [number, number];
      return { waiting, inFlight, sample: waiting > 0 ? await receive(0, SAMPLE_MAX) : [] };
    },
  };
}

const messageOf = ({ MessageId, ReceiptHandle, Body, Attributes }: SqsMessage): Message => ({
  id: MessageId ?? '',
  receipt: ReceiptHandle ?? '',
  sentAt: Number(Attributes?.SentTimestamp),
  body: Body ?? '',
});

/** Ignores a refused receipt handle: after the timeout another receiver has the message, or has removed it. */
async function ignoreStale(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!/ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue/.test((error as Error).name)) throw error;
  }
}
