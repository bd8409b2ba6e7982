/** The bus and the queues to which functions send: the rights on them, from rights.ts, and the variables that name them. */
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { QUEUES } from '../deployment/triggers.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { type FunctionName, RIGHTS } from './rights.ts';

export type QueueName = keyof typeof QUEUES;
export type Queues = Readonly<Record<QueueName, Queue>>;

export interface Channels {
  bus: EventBus;
  queues: Queues;
}

/** The statements of one function's policy on the bus and on queues. SQS has no action of its own for a batch. */
export function channelStatements(name: FunctionName, channels: Channels | undefined): PolicyStatement[] {
  const { publishes, sendsTo = [] } = RIGHTS[name];
  if (!publishes && sendsTo.length === 0) return [];
  const { bus, queues } = required(name, channels);
  return [
    ...(publishes ? [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] })] : []),
    ...sendsTo.map(queue => new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queues[queue].queueArn] })),
  ];
}

/** The variables by which the function finds them. */
export function channelVariables(name: FunctionName, channels: Channels | undefined): Record<string, string> {
  const { publishes, sendsTo = [] } = RIGHTS[name];
  return {
    ...(publishes && { [VARIABLES.noticeBus]: required(name, channels).bus.eventBusName }),
    ...(sendsTo.includes('append-notices') && {
      [VARIABLES.noticeQueue]: required(name, channels).queues['append-notices'].queueUrl,
    }),
  };
}

function required(name: FunctionName, channels: Channels | undefined): Channels {
  if (channels) return channels;
  throw new Error(`${name} is created before the bus and the queues to which it sends`);
}
