/**
 * The queues of triggers.ts, each with its dead-letter queue and its function. The function reports the messages that failed. Only those
 * are delivered again, and then become dead letters, so a poisoned message holds up its own group for a bounded time.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import { QUEUES, type QueueTrigger } from '../deployment/triggers.ts';
import type { Channels, QueueName, Queues } from './channels.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { acceptDeadLettersOfQueue } from './nag-suppressions.ts';
import { createDeadLetterQueue, createGroupedQueue } from './queues.ts';

const NAMES = Object.keys(QUEUES) as QueueName[];

/** The queues are made before all functions, since functions send to them. */
export class QueueConsumers extends Construct {
  readonly queues: Queues;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queues = Object.fromEntries(
      NAMES.map(name => {
        const own = new Construct(this, name);
        return [
          name,
          createGroupedQueue(own, 'Queue', QUEUES[name], createDeadLetterQueue(own, 'DeadLetters', { fifo: true })),
        ];
      }),
    ) as Queues;
  }

  /** `keys` must exist before the functions that read them. */
  createFunctions(surroundings: Surroundings & { channels: Channels; keys: IDependable }): void {
    for (const name of NAMES) this.#consume(name, surroundings);
  }

  #consume(name: QueueName, { keys, ...surroundings }: Surroundings & { keys: IDependable }): void {
    const { batchSize, batchesAtOnceMax }: QueueTrigger = QUEUES[name];
    const queue = this.queues[name];
    const consumer = createFunction(this, name, surroundings);
    consumer.node.addDependency(keys);
    consumer.role?.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(consumer.node.scope as Construct, 'Mapping', {
      target: consumer,
      eventSourceArn: queue.queueArn,
      batchSize,
      ...(batchesAtOnceMax !== undefined && { maxConcurrency: batchesAtOnceMax }),
      reportBatchItemFailures: true,
    });
    acceptDeadLettersOfQueue(mapping);
  }
}
