/**
 * Finds the tables of a deployed stage, and the functions, queues and logs of its triggers, in its CloudFormation stack, so
 * that operators need not type generated names. The logical ids come from the names of the constructs in lib/infra.
 */
import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { UsageError } from '../../cli/usage-error.ts';
import { EVENTS, QUEUES, SCHEDULES, STREAMS } from '../../deployment/triggers.ts';
import type { TableNames } from '../../table/table.ts';

export type StreamName = keyof typeof STREAMS;
export type ScheduleName = keyof typeof SCHEDULES;
export type QueueName = keyof typeof QUEUES;
export type EventName = keyof typeof EVENTS;
export type TriggerName = StreamName | QueueName | EventName | ScheduleName;

export const STREAM_NAMES = Object.keys(STREAMS) as StreamName[];
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
export const SCHEDULE_NAMES = Object.keys(SCHEDULES) as ScheduleName[];
export const TRIGGER_NAMES: TriggerName[] = [...STREAM_NAMES, ...QUEUE_NAMES, ...EVENT_NAMES, ...SCHEDULE_NAMES];
export const isStreamName = (name: TriggerName): name is StreamName => STREAM_NAMES.some(known => known === name);
export const isQueueName = (name: TriggerName): name is QueueName => QUEUE_NAMES.some(known => known === name);
export const isEventName = (name: TriggerName): name is EventName => EVENT_NAMES.some(known => known === name);

/** The function that a trigger starts, and where its failures are kept. */
export interface DeployedTrigger {
  functionName: string;
  /** URL of its dead-letter queue. */
  queueUrl: string;
  logGroup: string;
}

export interface DeployedStack {
  name: string;
  /** The names of the tables that its functions use. A stage that is not migrated has one table, with all three names. */
  tables: TableNames;
  /** The tables of accounts and of the journal that the stack has, though a stage that is not migrated does not use them. */
  ownTables?: Pick<TableNames, 'accounts' | 'journal'>;
  triggers: Record<TriggerName, DeployedTrigger>;
  /** Names of all functions that change rows. */
  functionNames: string[];
  /** Ids of the event source mappings, which read streams and queues. */
  mappingIds: string[];
  /** Names of the functions' roles, by the function's name in lib/infra without hyphens. */
  roles: Record<string, string>;
}

export const stackNameOf = (stage: string): string => `Holdfast-${stage}`;

export async function readDeployedStack(client: CloudFormationClient, stage: string): Promise<DeployedStack> {
  const name = stackNameOf(stage);
  const resources: StackResourceSummary[] = [];
  const outputs: Record<string, string> = {};
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    for (const { OutputKey = '', OutputValue = '' } of Stacks[0]?.Outputs ?? []) outputs[OutputKey] = OutputValue;
    for await (const page of paginateListStackResources({ client }, { StackName: name })) {
      resources.push(...(page.StackResourceSummaries ?? []));
    }
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
    throw new UsageError(
      `There is no stack ${name} in the Region ${await client.config.region()}. Check --stage, AWS_REGION and the account.`,
    );
  }
  return deployedStackOf(name, resources, outputs);
}

/** Throws a UsageError if a resource is missing, as after an incomplete deployment. Pure. */
export function deployedStackOf(
  name: string,
  resources: Pick<StackResourceSummary, 'LogicalResourceId' | 'PhysicalResourceId' | 'ResourceType'>[],
  outputs: Record<string, string> = {},
): DeployedStack {
  const lookUp = (type: string, construct: string): string | undefined =>
    resources.find(
      ({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && isOf(construct, LogicalResourceId),
    )?.PhysicalResourceId;
  const find = (type: string, construct: string): string => {
    const found = lookUp(type, construct);
    if (found) return found;
    throw new UsageError(`The stack ${name} has no ${construct} (${type}). Deploy it again.`);
  };
  const triggerOf = (trigger: TriggerName): DeployedTrigger => {
    const path = `${groupOf(trigger)}/${trigger}`;
    return {
      functionName: find('AWS::Lambda::Function', `${path}/Function`),
      queueUrl: find('AWS::SQS::Queue', `${path}/DeadLetters`),
      logGroup: find('AWS::Logs::LogGroup', `${path}/Log`),
    };
  };
  const all = (type: string): string[] =>
    resources
      // Not the custom resource that makes token keys: it runs only during a deployment, and must run then.
      .filter(
        ({ ResourceType, LogicalResourceId: id = '' }) =>
          ResourceType === type && /^(Http|Stream|Queue|Event|Schedule)/.test(id),
      )
      .flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []);
  const sales = find(TABLE, 'Table');
  const [accounts, journal] = [lookUp(TABLE, 'AccountsTable'), lookUp(TABLE, 'JournalTable')];
  return {
    name,
    functionNames: all('AWS::Lambda::Function'),
    mappingIds: all('AWS::Lambda::EventSourceMapping'),
    roles: rolesIn(resources),
    tables: { sales, accounts: outputs.AccountsTableName ?? sales, journal: outputs.JournalTableName ?? sales },
    ...(accounts && journal && { ownTables: { accounts, journal } }),
    triggers: Object.fromEntries(TRIGGER_NAMES.map(trigger => [trigger, triggerOf(trigger)])) as Record<
      TriggerName,
      DeployedTrigger
    >,
  };
}

/** The construct in lib/infra that has the functions of a kind of trigger. */
function groupOf(trigger: TriggerName): string {
  if (isStreamName(trigger)) return 'Stream';
  if (isQueueName(trigger)) return 'Queue';
  return isEventName(trigger) ? 'Event' : 'Schedule';
}

const TABLE = 'AWS::DynamoDB::Table';
const ROLE_OF_FUNCTION = /^(?:Http|Stream|Queue|Event|Schedule|Keys)([a-z]+)Role[0-9A-F]{8}$/;

const rolesIn = (
  resources: Pick<StackResourceSummary, 'LogicalResourceId' | 'PhysicalResourceId' | 'ResourceType'>[],
): Record<string, string> =>
  Object.fromEntries(
    resources.flatMap(({ ResourceType, LogicalResourceId = '', PhysicalResourceId = '' }) => {
      const [, name] = ROLE_OF_FUNCTION.exec(LogicalResourceId) ?? [];
      return ResourceType === 'AWS::IAM::Role' && name ? [[name, PhysicalResourceId]] : [];
    }),
  );

/** A logical id consists of the letters and digits of the construct's path and eight hexadecimal digits of the CDK. */
const isOf = (construct: string, logicalId: string): boolean =>
  new RegExp(`^${construct.replace(/[^A-Za-z0-9]/g, '')}[0-9A-F]{8}$`).test(logicalId);
