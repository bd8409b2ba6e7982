/**
 * The questions that DynamoDB asks IAM about a request: one for each action that the request consists of, with the
 * partition keys that it touches.
 */
import type { TableKind } from '../../lib/table/keys.ts';
import type { SentRequest } from '../support/faults.ts';
import { type AccessRequest, judge, listOf, type Statement } from './iam.ts';

export interface Question {
  action: string;
  /** The name that policies.ts gives the table or index. */
  resource: string;
  /** The values of `dynamodb:LeadingKeys`; for an index, the partition keys of the index. */
  leadingKeys: string[];
}

type Input = Record<string, unknown>;

export function questionsOf({ name, input }: SentRequest): Question[] {
  switch (name) {
    case 'GetCommand':
    case 'UpdateCommand':
    case 'PutCommand':
      return [onTable(SINGLE[name], [partitionOf(input)], resourceOf(input.TableName))];
    case 'QueryCommand':
      return [query(input)];
    case 'BatchGetCommand':
      return Object.entries(input.RequestItems as Record<string, { Keys: Row[] }>).map(([table, { Keys }]) =>
        onTable('BatchGetItem', Keys.map(pkOf), resourceOf(table)),
      );
    case 'TransactWriteCommand':
      return transaction(input.TransactItems as Record<string, Input>[]);
    default:
      throw new Error(`no function has a right to ${name}`);
  }
}

/** The questions of a request on a stage whose tables are one: DynamoDB asks once for each action and index. */
export function questionsOnSharedTable(request: SentRequest): Question[] {
  const renamed = questionsOf(request).map(question => ({
    ...question,
    resource: question.resource.replace(/^[^/]+/, RESOURCES.sales),
  }));
  const alike = Map.groupBy(renamed, ({ action, resource }) => `${action} ${resource}`);
  return [...alike.values()].map(some => ({
    ...(some[0] as Question),
    leadingKeys: some.flatMap(({ leadingKeys }) => leadingKeys),
  }));
}

/**
 * Whether the policy allows it, both if AWS asks about each item separately and if it asks about all items of one
 * action together. The AWS documentation does not say which of the two holds for transactions.
 */
export const isAllowed = (statements: Statement[], { leadingKeys, ...question }: Question): boolean =>
  [leadingKeys, ...leadingKeys.map(key => [key])].every(
    keys => judge(statements, accessRequestOf({ ...question, leadingKeys: keys })) === 'allowed',
  );

export const accessRequestOf = ({ action, resource, leadingKeys }: Question): AccessRequest => ({
  action: `dynamodb:${action}`,
  resource,
  context: { 'dynamodb:LeadingKeys': leadingKeys },
});

/**
 * The parts of what a policy allows on the table and its indexes: one for each action, and one for each pattern of
 * partition keys.
 */
export const grantsOnTable = (statements: Statement[]): Statement[] =>
  statements.filter(({ Effect, Resource }) => Effect === 'Allow' && isOnTable(Resource)).flatMap(partsOf);

/** Whether a request needs this part of a policy for any of the rows that it touches. */
export const isNeededFor = (grant: Statement, { leadingKeys, ...question }: Question): boolean =>
  leadingKeys.some(key => isAllowed([grant], { ...question, leadingKeys: [key] }));

const isOnTable = (resource: Statement['Resource'] = []): boolean =>
  listOf(resource).every(name =>
    Object.values(RESOURCES).some(table => name === table || name.startsWith(`${table}/index/`)),
  );

function partsOf(statement: Statement): Statement[] {
  const [operator, keys] = Object.entries(statement.Condition ?? {})[0] ?? [];
  const byAction = listOf(statement.Action).map(Action => ({ ...statement, Action }));
  const patterns = Object.entries(keys ?? {}).flatMap(([key, values]) =>
    listOf(values).map(value => ({ [key]: value })),
  );
  return [...byAction, ...patterns.map(only => ({ ...statement, Condition: { [operator as string]: only } }))];
}

/** The names of the constructs of the tables. */
export const RESOURCES: Record<TableKind, string> = {
  sales: 'Table',
  accounts: 'AccountsTable',
  journal: 'JournalTable',
};
/** The construct of a table of a test world, by its name there. */
const resourceOf = (name: unknown): string =>
  RESOURCES[(['accounts', 'journal'] as const).find(kind => String(name).endsWith(`-${kind}`)) ?? 'sales'];

export const onTable = (action: string, leadingKeys: string[], resource = RESOURCES.sales): Question => ({
  action,
  resource,
  leadingKeys,
});

const SINGLE = { GetCommand: 'GetItem', UpdateCommand: 'UpdateItem', PutCommand: 'PutItem' } as const;
const IN_TRANSACTION: Record<string, string> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};

interface Row {
  pk: string;
}
const pkOf = ({ pk }: Row): string => pk;
const partitionOf = ({ Key, Item }: Input): string => pkOf((Key ?? Item) as Row);

function query({ TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues }: Input): Question {
  const [, value] = /^\w+ = (:\w+)/.exec(String(KeyConditionExpression)) ?? [];
  const key = (ExpressionAttributeValues as Record<string, unknown>)[value ?? ''];
  if (typeof key !== 'string') throw new Error(`a query must name one partition, not: ${KeyConditionExpression}`);
  const table = resourceOf(TableName);
  return { action: 'Query', resource: IndexName ? `${table}/index/${IndexName}` : table, leadingKeys: [key] };
}

/** One question for each kind of write to each table: IAM has no action for the whole transaction. */
function transaction(items: Record<string, Input>[]): Question[] {
  const writes = items.flatMap(item => Object.entries(item));
  const alike = Map.groupBy(writes, ([kind, write]) => `${kind} ${resourceOf(write.TableName)}`);
  return [...alike].map(([name, some]) => {
    const [kind = '', resource] = name.split(' ');
    const action = IN_TRANSACTION[kind];
    if (!action) throw new Error(`unknown kind of write in a transaction: ${kind}`);
    return onTable(
      action,
      some.map(([, write]) => partitionOf(write)),
      resource,
    );
  });
}
