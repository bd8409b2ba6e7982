/** The dead-letter queues, and the queues of functions: encrypted, over TLS only, with the longest retention that SQS has. */
import { Duration } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { QueueTrigger } from '../deployment/triggers.ts';
import { acceptLastQueue } from './nag-suppressions.ts';

const KEPT: QueueProps = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
};

/** The dead-letter queue of a queue must be of the same kind. */
export function createDeadLetterQueue(scope: Construct, id: string, kind: Pick<QueueProps, 'fifo'> = {}): Queue {
  const queue = new Queue(scope, id, { ...KEPT, ...kind });
  acceptLastQueue(queue);
  return queue;
}

/**
 * Creates a queue that keeps the order within each group of messages. Groups are independent: each has its own throughput, and the
 * ids of its messages are compared within it.
 */
export const createGroupedQueue = (
  scope: Construct,
  id: string,
  { visibilitySeconds, receivesMax }: QueueTrigger,
  deadLetters: Queue,
): Queue =>
  new Queue(scope, id, {
    ...KEPT,
    fifo: true,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    visibilityTimeout: Duration.seconds(visibilitySeconds),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: receivesMax },
  });
