/** The deployed stage: the address of its API, its table, and the logs of its functions. */
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { QUEUES } from '../../lib/deployment/triggers.ts';

export const STACK = 'Holdfast-dev';

export async function outputOf(name: string, stack = STACK): Promise<string> {
  const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name);
  if (!output?.OutputValue) throw new Error(`the stack has no output ${name}`);
  return output.OutputValue;
}

/** Address of the API. An emulator serves it under a path, because it has no host name for it. */
export async function apiUrl(stack = STACK): Promise<string> {
  const url = await outputOf('ApiUrl', stack);
  const { AWS_ENDPOINT_URL: emulator } = process.env;
  if (!emulator) return url;
  const [apiId] = new URL(url).hostname.split('.');
  return `${emulator}/_aws/execute-api/${apiId}/$default`;
}

/** The log lines with this text of a function, by its name in lib/infra. */
export async function linesOf(name: string, text: string): Promise<string[]> {
  const { StackResources = [] } = await new CloudFormationClient().send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  const construct = new RegExp(`^(Http|Stream|Queue|Event|Schedule|Keys)${name.replaceAll('-', '')}Log[0-9A-F]{8}$`);
  const group = StackResources.find(({ LogicalResourceId = '' }) => construct.test(LogicalResourceId));
  if (!group?.PhysicalResourceId) throw new Error(`the stack has no log group of ${name}`);
  const { events = [] } = await new CloudWatchLogsClient().send(
    new FilterLogEventsCommand({ logGroupName: group.PhysicalResourceId, limit: 10_000 }),
  );
  return events.map(({ message = '' }) => message).filter(message => message.includes(text));
}

/** The address of a function's queue, by its name in lib/deployment/triggers.ts. */
export async function queueOf(name: keyof typeof QUEUES, stack = STACK): Promise<string> {
  const client = new CloudFormationClient();
  const construct = new RegExp(`^Queue${name.replaceAll('-', '')}Queue[0-9A-F]{8}$`);
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    const queue = StackResourceSummaries.find(({ LogicalResourceId = '' }) => construct.test(LogicalResourceId));
    if (queue?.PhysicalResourceId) return queue.PhysicalResourceId;
  }
  throw new Error(`the stack has no queue of ${name}`);
}

/** The table itself, with the rights of the deployer. */
export const openDocuments = (): DynamoDBDocument => DynamoDBDocument.from(new DynamoDBClient());
