/**
 * The questions that DynamoDB asks IAM about a request: one for each action that the request consists of, with the
 * partition keys that it touches.
 */
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
      return [onTable(SINGLE[name], [partitionOf(input)])];
    case 'QueryCommand':
      return [query(input)];
    case 'BatchGetCommand':
      return Object.values(input.RequestItems as Record<string, { Keys: Row[] }>).map(({ Keys }) =>
        onTable('BatchGetItem', Keys.map(pkOf)),
      );
    case 'TransactWriteCommand':
      return transaction(input.TransactItems as Record<string, Input>[]);
    default:
      throw new Error(`no function has a right to ${name}`);
  }
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
  listOf(resource).every(name => name === TABLE || name.startsWith(`${TABLE}/index/`));

function partsOf(statement: Statement): Statement[] {
  const [operator, keys] = Object.entries(statement.Condition ?? {})[0] ?? [];
  const byAction = listOf(statement.Action).map(Action => ({ ...statement, Action }));
  const patterns = Object.entries(keys ?? {}).flatMap(([key, values]) =>
    listOf(values).map(value => ({ [key]: value })),
  );
  return [...byAction, ...patterns.map(only => ({ ...statement, Condition: { [operator as string]: only } }))];
}

export const TABLE = 'Table';
export const onTable = (action: string, leadingKeys: string[]): Question => ({ action, resource: TABLE, leadingKeys });

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

function query({ IndexName, KeyConditionExpression, ExpressionAttributeValues }: Input): Question {
  const [, value] = /^\w+ = (:\w+)/.exec(String(KeyConditionExpression)) ?? [];
  const key = (ExpressionAttributeValues as Record<string, unknown>)[value ?? ''];
  if (typeof key !== 'string') throw new Error(`a query must name one partition, not: ${KeyConditionExpression}`);
  return { action: 'Query', resource: IndexName ? `${TABLE}/index/${IndexName}` : TABLE, leadingKeys: [key] };
}

/** One question for each kind of write: IAM has no action for the whole transaction. */
function transaction(items: Record<string, Input>[]): Question[] {
  const writes = items.flatMap(item => Object.entries(item));
  return [...Map.groupBy(writes, ([kind]) => kind)].map(([kind, alike]) => {
    const action = IN_TRANSACTION[kind];
    if (!action) throw new Error(`unknown kind of write in a transaction: ${kind}`);
    return onTable(
      action,
      alike.map(([, write]) => partitionOf(write)),
    );
  });
}
