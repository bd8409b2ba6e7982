/**
 * Where a deployed stage has its table, and its triggers their functions, queues and logs: read from its CloudFormation
 * stack, so that nobody types a generated name. Logical ids are what the constructs of lib/infra are called.
 */
import {
  type CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../cli/usage-error.ts';
import { SCHEDULES, STREAMS } from '../../deployment/triggers.ts';

export type StreamName = keyof typeof STREAMS;
export type ScheduleName = keyof typeof SCHEDULES;
export type TriggerName = StreamName | ScheduleName;

export const STREAM_NAMES = Object.keys(STREAMS) as StreamName[];
export const TRIGGER_NAMES = [...STREAM_NAMES, ...(Object.keys(SCHEDULES) as ScheduleName[])];
export const isStreamName = (name: TriggerName): name is StreamName => STREAM_NAMES.some(known => known === name);

/** What a trigger starts, and what is kept of its failures. */
export interface DeployedTrigger {
  functionName: string;
  /** Of its dead letters. */
  queueUrl: string;
  logGroup: string;
}

export interface DeployedStack {
  name: string;
  tableName: string;
  triggers: Record<TriggerName, DeployedTrigger>;
  /** What changes rows when it is called, by name; and what reads the stream for the readers among them, by id. */
  functionNames: string[];
  mappingIds: string[];
}

export const stackNameOf = (stage: string): string => `Holdfast-${stage}`;

export async function readDeployedStack(client: CloudFormationClient, stage: string): Promise<DeployedStack> {
  const name = stackNameOf(stage);
  const resources: StackResourceSummary[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: name })) {
      resources.push(...(page.StackResourceSummaries ?? []));
    }
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
    throw new UsageError(
      `There is no stack ${name} in the Region ${await client.config.region()}: check --stage, AWS_REGION and the account.`,
    );
  }
  return deployedStackOf(name, resources);
}

/** Pure. A resource that a half-done deployment left out is told by its construct. */
export function deployedStackOf(
  name: string,
  resources: Pick<StackResourceSummary, 'LogicalResourceId' | 'PhysicalResourceId' | 'ResourceType'>[],
): DeployedStack {
  const find = (type: string, construct: string): string => {
    const found = resources.find(
      ({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && isOf(construct, LogicalResourceId),
    );
    if (found?.PhysicalResourceId) return found.PhysicalResourceId;
    throw new UsageError(`The stack ${name} has no ${construct} (${type}): deploy it again.`);
  };
  const triggerOf = (trigger: TriggerName): DeployedTrigger => {
    const path = `${isStreamName(trigger) ? 'Stream' : 'Schedule'}/${trigger}`;
    return {
      functionName: find('AWS::Lambda::Function', `${path}/Function`),
      queueUrl: find('AWS::SQS::Queue', `${path}/DeadLetters`),
      logGroup: find('AWS::Logs::LogGroup', `${path}/Log`),
    };
  };
  const all = (type: string): string[] =>
    resources
      // What makes the keys of tokens runs only while a stack is deployed, and must then.
      .filter(
        ({ ResourceType, LogicalResourceId: id = '' }) => ResourceType === type && /^(Http|Stream|Schedule)/.test(id),
      )
      .flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []);
  return {
    name,
    functionNames: all('AWS::Lambda::Function'),
    mappingIds: all('AWS::Lambda::EventSourceMapping'),
    tableName: find('AWS::DynamoDB::Table', 'Table'),
    triggers: Object.fromEntries(TRIGGER_NAMES.map(trigger => [trigger, triggerOf(trigger)])) as Record<
      TriggerName,
      DeployedTrigger
    >,
  };
}

/** A logical id is the construct's path without what is not a letter or digit, and eight digits that the CDK adds. */
const isOf = (construct: string, logicalId: string): boolean =>
  new RegExp(`^${construct.replace(/[^A-Za-z0-9]/g, '')}[0-9A-F]{8}$`).test(logicalId);
