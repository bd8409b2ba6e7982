/** Lists all resources of the deployed stage in an account, by kind: also those that the stack did not create itself. */
import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetDashboardCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListEventBusesCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, paginateListPolicies, paginateListRoles } from '@aws-sdk/client-iam';
import { LambdaClient, paginateListEventSourceMappings, paginateListFunctions } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { paginateDescribeParameters, SSMClient } from '@aws-sdk/client-ssm';
import { EDGE_LISTS, edgeNames } from './edge-names.ts';

export type Inventory = Record<string, string[]>;

/** Matches the names in the stack `Holdfast-dev`, of its API and of its parameters, and the comments at CloudFront. */
const OURS = /Holdfast-?dev|holdfast-dev|\/holdfast\/dev\/|Holdfast dev:/;

export async function takeInventory(): Promise<Inventory> {
  const taken = Object.entries(KINDS).map(async ([kind, list]) => [
    kind,
    (await list()).filter(name => OURS.test(name)).sort(),
  ]);
  const entries = (await Promise.all(taken)) as [string, string[]][];
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

const KINDS: Record<string, () => Promise<string[]>> = {
  ...Object.fromEntries(
    (Object.keys(EDGE_LISTS) as (keyof typeof EDGE_LISTS)[]).map(list => [list, () => edgeNames(list)]),
  ),
  stacks: () =>
    names(paginateDescribeStacks({ client: new CloudFormationClient() }, {}), page => page.Stacks, 'StackName'),
  tables: () => texts(paginateListTables({ client: new DynamoDBClient() }, {}), page => page.TableNames),
  functions: () =>
    names(paginateListFunctions({ client: new LambdaClient() }, {}), page => page.Functions, 'FunctionName'),
  mappings: () =>
    names(
      paginateListEventSourceMappings({ client: new LambdaClient() }, {}),
      page => page.EventSourceMappings,
      'FunctionArn',
    ),
  queues: () => texts(paginateListQueues({ client: new SQSClient() }, {}), page => page.QueueUrls),
  buckets: async () => {
    const { Buckets = [] } = await new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand());
    return Buckets.map(({ Name }) => String(Name));
  },
  topics: () => names(paginateListTopics({ client: new SNSClient() }, {}), page => page.Topics, 'TopicArn'),
  roles: () => names(paginateListRoles({ client: new IAMClient() }, {}), page => page.Roles, 'RoleName'),
  policies: () =>
    names(paginateListPolicies({ client: new IAMClient() }, { Scope: 'Local' }), page => page.Policies, 'PolicyName'),
  logGroups: () =>
    names(
      paginateDescribeLogGroups({ client: new CloudWatchLogsClient() }, {}),
      page => page.logGroups,
      'logGroupName',
    ),
  alarms: () =>
    names(paginateDescribeAlarms({ client: new CloudWatchClient() }, {}), page => page.MetricAlarms, 'AlarmName'),
  // Read by name, because the emulator lists dashboards with times that the SDK cannot parse.
  dashboards: async () => {
    const DashboardName = 'Holdfast-dev';
    const found = new CloudWatchClient().send(new GetDashboardCommand({ DashboardName }));
    return found.then(
      () => [DashboardName],
      error => {
        if (/NotFound/.test(error.name)) return [];
        throw error;
      },
    );
  },
  parameters: () => names(paginateDescribeParameters({ client: new SSMClient() }, {}), page => page.Parameters, 'Name'),
  apis: async () => {
    const { Items = [] } = await new ApiGatewayV2Client().send(new GetApisCommand({ MaxResults: '1000' }));
    return Items.map(({ Name }) => String(Name));
  },
  buses: async () => {
    const { EventBuses = [] } = await new EventBridgeClient().send(
      new ListEventBusesCommand({ NamePrefix: 'Holdfast-dev' }),
    );
    return EventBuses.map(({ Name }) => String(Name));
  },
  rules: async () => {
    const { Rules = [] } = await new EventBridgeClient().send(new ListRulesCommand({ NamePrefix: 'Holdfast-dev' }));
    return Rules.map(({ Name }) => String(Name));
  },
};

async function texts<Page>(pages: AsyncIterable<Page>, list: (page: Page) => string[] | undefined): Promise<string[]> {
  const all: string[] = [];
  for await (const page of pages) all.push(...(list(page) ?? []));
  return all;
}

const names = <Page, Item extends object>(
  pages: AsyncIterable<Page>,
  list: (page: Page) => Item[] | undefined,
  name: keyof Item,
): Promise<string[]> => texts(pages, page => list(page)?.map(item => String(item[name])));
