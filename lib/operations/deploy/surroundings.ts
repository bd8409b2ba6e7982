/** Asks an account what stands in the way of a deployment, and what became of one. */
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Surroundings } from './readiness.ts';

/** What `cdk bootstrap` leaves, with the qualifier that the CDK has by default. */
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export async function readSurroundings(stack: string): Promise<Surroundings> {
  const sts = new STSClient();
  const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand());
  const region = await sts.config.region();
  const [bootstrapVersion, stackStatus, concurrencyMax] = await Promise.all([
    readBootstrapVersion(),
    readStack(stack).then(found => found?.status),
    readConcurrencyMax(),
  ]);
  return { account, region, bootstrapVersion, stackStatus, concurrencyMax };
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
  /** Changes with each deployment that changes something. */
  changedAt: number;
}

export async function readStack(stack: string): Promise<StackState | undefined> {
  try {
    const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
    const [found] = Stacks;
    const changed = found?.LastUpdatedTime ?? found?.CreationTime;
    return found && { status: String(found.StackStatus), changedAt: changed?.getTime() ?? 0 };
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Whoever may deploy may not always ask. */
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
  /** The resource by its path in the stack. */
  resource: string;
  reason: string;
}

/** What failed first since `since` (epoch ms); the others mostly say that they were given up for its sake. */
export async function readFirstFailure(stack: string, since: number): Promise<Failure | undefined> {
  const { StackEvents = [] } = await new CloudFormationClient().send(
    new DescribeStackEventsCommand({ StackName: stack }),
  );
  const failures = StackEvents.filter(
    ({ ResourceStatus = '', Timestamp }) => ResourceStatus.endsWith('_FAILED') && (Timestamp?.getTime() ?? 0) >= since,
  );
  const first = failures.at(-1);
  return (
    first && { resource: first.LogicalResourceId ?? stack, reason: first.ResourceStatusReason ?? 'no reason is told' }
  );
}
