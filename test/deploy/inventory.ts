/** What an account has of everything a stack makes, by kind: taken before a deployment and after its removal, it must be the same. */
import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';

export type Inventory = Record<string, string[]>;

/** First pages: whoever has more than one of them compares what is on the first. */
export async function takeInventory(): Promise<Inventory> {
  const lambda = new LambdaClient();
  const cloudWatch = new CloudWatchClient();
  const iam = new IAMClient();
  const kinds: Record<string, () => Promise<(string | undefined)[] | undefined>> = {
    stacks: async () =>
      (await new CloudFormationClient().send(new DescribeStacksCommand())).Stacks?.map(({ StackName }) => StackName),
    tables: async () => (await new DynamoDBClient().send(new ListTablesCommand())).TableNames,
    functions: async () =>
      (await lambda.send(new ListFunctionsCommand())).Functions?.map(({ FunctionName }) => FunctionName),
    mappings: async () =>
      (await lambda.send(new ListEventSourceMappingsCommand())).EventSourceMappings?.map(({ UUID }) => UUID),
    apis: async () => (await new ApiGatewayV2Client().send(new GetApisCommand())).Items?.map(({ ApiId }) => ApiId),
    queues: async () => (await new SQSClient().send(new ListQueuesCommand())).QueueUrls,
    topics: async () => (await new SNSClient().send(new ListTopicsCommand())).Topics?.map(({ TopicArn }) => TopicArn),
    rules: async () => (await new EventBridgeClient().send(new ListRulesCommand())).Rules?.map(({ Name }) => Name),
    roles: async () => (await iam.send(new ListRolesCommand())).Roles?.map(({ RoleName }) => RoleName),
    policies: async () =>
      (await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))).Policies?.map(({ PolicyName }) => PolicyName),
    logGroups: async () =>
      (await new CloudWatchLogsClient().send(new DescribeLogGroupsCommand())).logGroups?.map(
        ({ logGroupName }) => logGroupName,
      ),
    alarms: async () =>
      (await cloudWatch.send(new DescribeAlarmsCommand())).MetricAlarms?.map(({ AlarmName }) => AlarmName),
    dashboards: async () =>
      (await cloudWatch.send(new ListDashboardsCommand())).DashboardEntries?.map(({ DashboardName }) => DashboardName),
    parameters: async () =>
      (await new SSMClient().send(new DescribeParametersCommand())).Parameters?.map(({ Name }) => Name),
  };
  const taken = Object.entries(kinds).map(async ([kind, list]) => [kind, ((await list()) ?? []).map(String).sort()]);
  return Object.fromEntries(await Promise.all(taken));
}
