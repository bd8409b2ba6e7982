/** Reads from an account what may prevent a deployment, and how one ended. */
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountState } from './readiness.ts';
import { readFormatOf } from './table-format.ts';

/** Parameter that `cdk bootstrap` writes, with the default qualifier of the CDK. */
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export async function readAccountState(stack: string): Promise<AccountState> {
  const sts = new STSClient();
  const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand());
  const region = await sts.config.region();
  const [bootstrapVersion, found, concurrencyMax] = await Promise.all([
    readBootstrapVersion(),
    readStack(stack),
    readConcurrencyMax(),
  ]);
  const tableFormat = found?.tableName === undefined ? undefined : await readFormatOf(found.tableName);
  const { status: stackStatus, settings } = found ?? {};
  return { account, region, bootstrapVersion, stackStatus, settings, concurrencyMax, tableFormat };
}

async function readBootstrapVersion(): Promise<number | undefined> {
  try {
    const { Parameter } = await new SSMClient().send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER }));
    return Number(Parameter?.Value);
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

export interface StackState {
  status: string;
  /** Time of the last deployment that changed something (epoch ms). */
  changedAt: number;
  /** The settings that lib/infra/stage.ts defines. Stacks of old versions have none. */
  settings?: Record<string, string> | undefined;
  /** Undefined while the first deployment has not succeeded. */
  tableName?: string | undefined;
  apiUrl?: string | undefined;
}

export async function readStack(stack: string): Promise<StackState | undefined> {
  try {
    const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
    const [found] = Stacks;
    const changed = found?.LastUpdatedTime ?? found?.CreationTime;
    const outputOf = (name: string): string | undefined =>
      found?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    const [settings, tableName, apiUrl] = ['Settings', 'TableName', 'ApiUrl'].map(outputOf);
    return (
      found && {
        status: String(found.StackStatus),
        changedAt: changed?.getTime() ?? 0,
        ...(settings && { settings: JSON.parse(settings) }),
        ...(tableName && { tableName }),
        ...(apiUrl && { apiUrl }),
      }
    );
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Undefined if the credentials lack the permission: it is not needed to deploy. */
async function readConcurrencyMax(): Promise<number | undefined> {
  try {
    const { AccountLimit } = await new LambdaClient().send(new GetAccountSettingsCommand());
    return AccountLimit?.ConcurrentExecutions;
  } catch (error) {
    if (/AccessDenied/.test((error as Error).name)) return undefined;
    throw error;
  }
}

export interface Failure {
  /** Logical id of the resource. */
  resource: string;
  reason: string;
}

/** Time of the newest event of a stack (epoch ms), by CloudFormation's clock. Later events belong to the next deployment. */
export async function readLatestEventAt(stack: string): Promise<number> {
  for await (const event of eventsOf(stack)) return timeOf(event);
  return 0;
}

/** The first failure after `since` (epoch ms). Later ones mostly are cancellations because of the first. */
export async function readFirstFailure(stack: string, since: number): Promise<Failure | undefined> {
  let first: StackEvent | undefined;
  for await (const event of eventsOf(stack)) {
    if (timeOf(event) <= since) break;
    if (event.ResourceStatus?.endsWith('_FAILED')) first = event;
  }
  return (
    first && { resource: first.LogicalResourceId ?? stack, reason: first.ResourceStatusReason ?? 'no reason given' }
  );
}

const timeOf = ({ Timestamp }: StackEvent): number => Timestamp?.getTime() ?? 0;

/** Newest first. Empty if there is no stack. */
async function* eventsOf(stack: string): AsyncGenerator<StackEvent> {
  try {
    const pages = paginateDescribeStackEvents({ client: new CloudFormationClient() }, { StackName: stack });
    for await (const { StackEvents = [] } of pages) yield* StackEvents;
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
  }
}
