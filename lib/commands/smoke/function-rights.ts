/** The rights that each deployed function must have on the tables of its stage, from rights.ts, with the role that has them. */
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FunctionName, RIGHTS } from '../../infra/rights.ts';
import { tableOfIndex } from '../../table/keys.ts';
import { kindsByName, type TableNames } from '../../table/table.ts';
import type { DeployedStack } from '../shared/deployed-stack.ts';
import type { Expectation, FunctionRights } from './rights-check.ts';

/** The actions on rows that IAM knows. PartiQL has names of its own. */
const ACTIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'Scan',
  'ConditionCheckItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLSelect',
  'PartiQLInsert',
  'PartiQLUpdate',
  'PartiQLDelete',
];

export async function functionRightsOf(
  client: DynamoDBClient,
  { tables, roles }: Pick<DeployedStack, 'tables' | 'roles'>,
): Promise<FunctionRights[]> {
  const arns = await arnsOf(client, tables);
  const [account = ''] = [...arns.values()].map(arn => arn.split(':')[4]);
  // Production has no function `demo`.
  return (Object.keys(RIGHTS) as FunctionName[]).flatMap(name => {
    const role = roles[name.replaceAll('-', '')];
    if (role === undefined) return [];
    return { name, roleArn: `arn:aws:iam::${account}:role/${role}`, expected: expectationsOf(name, tables, arns) };
  });
}

async function arnsOf(client: DynamoDBClient, tables: TableNames): Promise<Map<string, string>> {
  const arns = new Map<string, string>();
  for (const name of kindsByName(tables).keys()) {
    const { Table: found } = await client.send(new DescribeTableCommand({ TableName: name }));
    arns.set(name, found?.TableArn ?? '');
  }
  return arns;
}

/** For each table, and each index that the function queries. A stage with shared tables has the rights on all kinds of rows in one table. Pure. */
export function expectationsOf(name: FunctionName, tables: TableNames, arns: Map<string, string>): Expectation[] {
  const arnOf = (table: string): string => arns.get(table) ?? '';
  const ofTables = [...kindsByName(tables)].map(([table, kinds]) =>
    expectation(arnOf(table), new Set(kinds.flatMap((kind): readonly string[] => RIGHTS[name][kind] ?? []))),
  );
  // IAM answers few simulations a second, so only the indexes that the function queries.
  const ofIndexes = (RIGHTS[name].indexes ?? []).map(index =>
    expectation(`${arnOf(tables[tableOfIndex(index)])}/index/${index}`, new Set(['Query'])),
  );
  return [...ofTables, ...ofIndexes];
}

const expectation = (resource: string, allowed: Set<string>): Expectation => ({
  resource,
  allowed: ACTIONS.filter(action => allowed.has(action)).map(prefixed),
  denied: ACTIONS.filter(action => !allowed.has(action)).map(prefixed),
});

const prefixed = (action: string): string => `dynamodb:${action}`;
