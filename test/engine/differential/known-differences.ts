/**
 * Where DynamoDB Local answers differently from DynamoDB. Each difference names the page of AWS that the engine follows. In none
 * of them a row is written on one side only.
 */
import { areEqual, type Outcome } from './compare.ts';
import type { Command } from './random-values.ts';

interface KnownDifference {
  name: string;
  page: string;
  applies(command: Command, local: Outcome, engine: Outcome): boolean;
}

const API = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';

const isTransaction = ({ constructor: { name } }: Command): boolean => name.startsWith('Transact');
const codesOf = ({ error }: Outcome): string[] =>
  ((error?.reasons ?? []) as { Code: string }[]).map(({ Code }) => Code).filter(code => code !== 'None');

/** Errors that depend on the row, not on the request alone. */
const ROW_ERRORS = /document path provided|refers to an attribute|incorrect data type|Item size|more than 38|overflow/;

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    name: 'DynamoDB cancels a transaction for an action with a wrong key or row, with the reason ValidationError',
    page: `${API}/API_TransactWriteItems.html#API_TransactWriteItems_Errors`,
    applies: (command, local, engine) =>
      isTransaction(command) &&
      local.error !== undefined &&
      codesOf(engine).includes('ValidationError') &&
      (local.error.name === 'ValidationException' || local.error.name === 'TransactionCanceledException'),
  },
  {
    name: 'DynamoDB evaluates the condition first, and an update of which the condition fails not at all',
    page: `${GUIDE}/Expressions.ConditionExpressions.html`,
    applies: (_command, local, engine) =>
      local.error?.name === 'ValidationException' &&
      ROW_ERRORS.test(local.error.message) &&
      (engine.error?.name === 'ConditionalCheckFailedException' || codesOf(engine).includes('ConditionalCheckFailed')),
  },
  {
    name: 'an update of a key attribute is refused whether the condition holds or not',
    page: `${API}/API_UpdateItem.html`,
    applies: (_command, local, engine) =>
      local.error?.name === 'ConditionalCheckFailedException' &&
      /Cannot update attribute \w+\. This attribute is part of the key$/.test(engine.error?.message ?? ''),
  },
  {
    name: 'DynamoDB refuses a transaction with two actions on one row before it looks at the rows',
    page: `${API}/API_TransactWriteItems.html`,
    applies: (_command, local, engine) =>
      local.error !== undefined &&
      engine.error?.message === 'Transaction request cannot include multiple operations on one item',
  },
  {
    name: 'of two errors in one request, DynamoDB tells either: such as a wrong expression and a wrong key, or two operands',
    page: `${GUIDE}/Programming.Errors.html`,
    applies: (_command, local, engine) =>
      engine.error?.name === 'ValidationException' &&
      ((/^Invalid \w+Expression|^Value provided in/.test(engine.error.message) &&
        /non-existent table|key|Item size|multiple operations|contains duplicates/i.test(local.error?.message ?? '')) ||
        (ROW_ERRORS.test(engine.error.message) && ROW_ERRORS.test(local.error?.message ?? ''))),
  },
  {
    name: 'UPDATED_OLD and UPDATED_NEW return the changed parts of a map or list, not the whole attribute',
    page: `${API}/API_UpdateItem.html`,
    applies: ({ input }, local, engine) =>
      /^UPDATED_/.test(String(input.ReturnValues)) &&
      /[.[]/.test(String(input.UpdateExpression)) &&
      areEqual(attributeNamesOf(local), attributeNamesOf(engine)),
  },
  {
    name: 'a page that ends at its limit has a LastEvaluatedKey, also if no row can follow',
    page: `${GUIDE}/Query.Pagination.html`,
    applies: ({ input }, local, engine) =>
      input.Limit !== undefined && local.output !== undefined && areEqual(local.output, withoutLastKey(engine.output)),
  },
  {
    name: 'a query may start at any key of its range, also if no row can follow',
    page: `${GUIDE}/Query.Pagination.html`,
    applies: ({ input }, local, engine) =>
      input.ExclusiveStartKey !== undefined &&
      local.error?.message === 'The provided starting key does not match the range key predicate' &&
      (engine.output as { ScannedCount?: number } | undefined)?.ScannedCount === 0,
  },
];

const attributeNamesOf = ({ output }: Outcome): string[] | undefined =>
  output === undefined ? undefined : Object.keys((output as { Attributes?: object }).Attributes ?? {}).sort();

function withoutLastKey(output: unknown): unknown {
  if (output === undefined) return undefined;
  const { LastEvaluatedKey: _, ...others } = output as Record<string, unknown>;
  return others;
}

export const isKnown = (command: Command, local: Outcome, engine: Outcome): boolean =>
  KNOWN_DIFFERENCES.some(({ applies }) => applies(command, local, engine));
