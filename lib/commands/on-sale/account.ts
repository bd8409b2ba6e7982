/** Reads what a stage has on AWS, and raises its warm throughput. A figure is unknown if the credentials may not read it. */
import {
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetServiceSettingCommand, SSMClient } from '@aws-sdk/client-ssm';
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { type StageName, stageOf } from '../../infra/stage.ts';
import { requireDynamoDb } from '../../local/database/require-dynamodb.ts';
import { LOCAL_IDENTITY, readEndpoint } from '../../local/settings.ts';
import { sharedTables, type TableNames } from '../../table/table.ts';
import { stackNameOf } from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { localConnection } from '../shared/target-table.ts';
import type { Options } from './options.ts';
import type { Have } from './report.ts';
import type { Raise, Throughput } from './warm-throughput.ts';

/** The account of a stage. Tests replace it. */
export interface Account {
  /** The sales table, and the journal table, if there is one. */
  tableNames(): Promise<[string, ...string[]]>;
  /** Of these tables. */
  throughput(): Promise<Pick<Have, 'table' | 'journal' | 'indexes'>>;
  quotas(): Promise<Pick<Have, 'concurrency' | 'accountRequests' | 'hasFastParameters'>>;
  raise(raises: Raise[]): Promise<void>;
}

/** Opens the account of the credentials, or a local DynamoDB, which has a table but no quotas. */
export function openAccount(
  { stage, isStageGiven }: Pick<Options, 'stage' | 'isStageGiven'>,
  variables: NodeJS.ProcessEnv = process.env,
): Account {
  const { [VARIABLES.tableName]: named, [VARIABLES.dynamodbEndpoint]: local } = variables;
  if (isStageGiven && (named || local)) {
    const variable = named ? VARIABLES.tableName : VARIABLES.dynamodbEndpoint;
    throw new UsageError(
      `--stage names the stack ${stackNameOf(stage)}, but ${variable} names a table. Leave one of them out.`,
    );
  }
  const endpoint = readEndpoint(variables);
  const dynamodb = new DynamoDBClient(endpoint ? { endpoint, ...LOCAL_IDENTITY } : {});
  const names = async (): Promise<TableNames> => {
    if (endpoint) return (await localConnection(endpoint, variables)).tables;
    const { [VARIABLES.journalTable]: journal } = variables;
    if (named) return { ...sharedTables(named), ...(journal && { journal }) };
    return (await stackOf(stage)).tables;
  };
  return {
    async tableNames() {
      if (endpoint) await requireDynamoDb(endpoint);
      const { sales, journal } = await names();
      return sales === journal ? [sales] : [sales, journal];
    },
    throughput: async () => throughputOfStage(dynamodb, await names()),
    quotas: async () => (endpoint ? {} : quotasOf()),
    async raise(raises) {
      const { sales, journal } = await names();
      const [ofJournal, ofSales] = [raises.filter(isOfJournal), raises.filter(raise => !isOfJournal(raise))];
      for (const [name, some] of [
        [sales, ofSales],
        [journal, ofJournal],
      ] as const) {
        if (some.length > 0) await dynamodb.send(new UpdateTableCommand(raising(name, some)));
      }
    },
  };
}

const isOfJournal = ({ of }: Raise): boolean => of === 'journal';

/** The index byFeed is used in the journal table. */
async function throughputOfStage(
  dynamodb: DynamoDBClient,
  { sales, journal }: TableNames,
): Promise<Pick<Have, 'table' | 'journal' | 'indexes'>> {
  const found = await throughputOf(dynamodb, sales);
  if (sales === journal) return found;
  const { table: own = {}, indexes } = await throughputOf(dynamodb, journal);
  return { ...found, journal: own, indexes: { ...found.indexes, ...indexes } };
}

export const throttleOf = (stage: StageName): Have['throttle'] =>
  stageOf(setting => (setting === 'stage' ? stage : undefined)).throttle;

export async function throughputOf(
  dynamodb: DynamoDBClient,
  tableName: string,
): Promise<Pick<Have, 'table' | 'indexes'>> {
  const { Table: table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName })).catch(error => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new UsageError(`There is no table ${tableName} in this account and Region. Check ${VARIABLES.tableName}.`);
  });
  const indexes = (table?.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', WarmThroughput: warm }) => [
    IndexName,
    read(warm),
  ]);
  return { table: read(table?.WarmThroughput), indexes: Object.fromEntries(indexes) };
}

interface Warm {
  ReadUnitsPerSecond?: number | undefined;
  WriteUnitsPerSecond?: number | undefined;
  Status?: string | undefined;
}

const read = ({ ReadUnitsPerSecond, WriteUnitsPerSecond, Status }: Warm = {}): Throughput => ({
  reads: ReadUnitsPerSecond,
  writes: WriteUnitsPerSecond,
  status: Status,
});

async function quotasOf(): Promise<Awaited<ReturnType<Account['quotas']>>> {
  const [settings, requests, parameters] = await Promise.all([
    ifAllowed(new LambdaClient().send(new GetAccountSettingsCommand())),
    ifAllowed(
      new ServiceQuotasClient().send(
        new GetServiceQuotaCommand({ ServiceCode: 'apigateway', QuotaCode: 'L-8A5B8E43' }),
      ),
    ),
    ifAllowed(
      new SSMClient().send(new GetServiceSettingCommand({ SettingId: '/ssm/parameter-store/high-throughput-enabled' })),
    ),
  ]);
  const { ConcurrentExecutions: account, UnreservedConcurrentExecutions: unreserved } = settings?.AccountLimit ?? {};
  const accountRequests = requests?.Quota?.Value;
  const setting = parameters?.ServiceSetting?.SettingValue;
  return {
    ...(account !== undefined && unreserved !== undefined && { concurrency: { account, unreserved } }),
    ...(accountRequests !== undefined && { accountRequests }),
    ...(setting !== undefined && { hasFastParameters: setting === 'true' }),
  };
}

/** Undefined if the credentials lack the permission, or the service does not exist there. */
async function ifAllowed<Output>(sent: Promise<Output>): Promise<Output | undefined> {
  try {
    return await sent;
  } catch (error) {
    const { name = '', message = '' } = error as Error;
    if (/AccessDenied|NotAuthorized|NoSuchResource|Unknown/.test(`${name} ${message}`)) return undefined;
    throw error;
  }
}

/** One request that raises everything. Pure. */
export function raising(tableName: string, raises: Raise[]): UpdateTableCommandInput {
  const own = raises.find(({ index }) => index === undefined);
  const indexes = raises.filter(({ index }) => index !== undefined);
  return {
    TableName: tableName,
    ...(own && { WarmThroughput: warmOf(own) }),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexUpdates: indexes.map(raise => ({
        Update: { IndexName: raise.index, WarmThroughput: warmOf(raise) },
      })),
    }),
  };
}

const warmOf = ({ reads, writes }: Raise) => ({
  ...(reads !== undefined && { ReadUnitsPerSecond: reads }),
  ...(writes !== undefined && { WriteUnitsPerSecond: writes }),
});
