/** Asks an account what stands in the way of a deployment, and what became of one. */
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
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
  const [bootstrapVersion, found, concurrencyMax] = await Promise.all([
    readBootstrapVersion(),
    readStack(stack),
    readConcurrencyMax(),
  ]);
  return { account, region, bootstrapVersion, stackStatus: found?.status, settings: found?.settings, concurrencyMax };
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
  /** As lib/infra/stage.ts says them; stacks of before have none. */
  settings?: Record<string, string> | undefined;
}

export async function readStack(stack: string): Promise<StackState | undefined> {
  try {
    const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
    const [found] = Stacks;
    const changed = found?.LastUpdatedTime ?? found?.CreationTime;
    const settings = found?.Outputs?.find(({ OutputKey }) => OutputKey === 'Settings')?.OutputValue;
    return (
      found && {
        status: String(found.StackStatus),
        changedAt: changed?.getTime() ?? 0,
        ...(settings && { settings: JSON.parse(settings) }),
      }
    );
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

/** When the newest event of a stack was (epoch ms), by CloudFormation's clock: what comes later belongs to a deployment from now on. */
export async function readLatestEventAt(stack: string): Promise<number> {
  for await (const event of eventsOf(stack)) return timeOf(event);
  return 0;
}

/** What failed first after `since` (epoch ms); the others mostly say that they were given up for its sake. */
export async function readFirstFailure(stack: string, since: number): Promise<Failure | undefined> {
  let first: StackEvent | undefined;
  for await (const event of eventsOf(stack)) {
    if (timeOf(event) <= since) break;
    if (event.ResourceStatus?.endsWith('_FAILED')) first = event;
  }
  return (
    first && { resource: first.LogicalResourceId ?? stack, reason: first.ResourceStatusReason ?? 'no reason is told' }
  );
}

const timeOf = ({ Timestamp }: StackEvent): number => Timestamp?.getTime() ?? 0;

/** Newest first; none where there is no stack. */
async function* eventsOf(stack: string): AsyncGenerator<StackEvent> {
  try {
    const pages = paginateDescribeStackEvents({ client: new CloudFormationClient() }, { StackName: stack });
    for await (const { StackEvents = [] } of pages) yield* StackEvents;
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
  }
}
