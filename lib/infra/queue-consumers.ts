/**
 * The queues of triggers.ts, each with its function and its dead-letter queue. The function reports the messages that failed. Only
 * those are delivered again, and then become dead letters, so a poisoned message holds up its own group for a bounded time.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QUEUES } from '../deployment/triggers.ts';
import type { QueueName, Queues } from './channels.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { acceptDeadLettersOfQueue } from './nag-suppressions.ts';
import { createDeadLetterQueue, createGroupedQueue } from './queues.ts';

export class QueueConsumers extends Construct {
  readonly queues: Queues;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const names = Object.keys(QUEUES) as QueueName[];
    this.queues = Object.fromEntries(names.map(name => [name, createConsumed(this, name, surroundings)])) as Queues;
  }
}

function createConsumed(scope: Construct, name: QueueName, surroundings: Surroundings): Queue {
  const trigger = QUEUES[name];
  const consumer = createFunction(scope, name, surroundings);
  const own = consumer.node.scope as Construct;
  const queue = createGroupedQueue(own, 'Queue', trigger, createDeadLetterQueue(own, 'DeadLetters', { fifo: true }));
  consumer.role?.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.queueArn],
    }),
  );
  const mapping = new EventSourceMapping(own, 'Mapping', {
    target: consumer,
    eventSourceArn: queue.queueArn,
    batchSize: trigger.batchSize,
    reportBatchItemFailures: true,
  });
  acceptDeadLettersOfQueue(mapping);
  return queue;
}
