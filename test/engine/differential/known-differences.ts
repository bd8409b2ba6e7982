/**
 * The cases in which DynamoDB Local answers differently from DynamoDB. Each names the page of AWS that the engine follows. In no
 * case does only one of the engines write a row.
 */
import { areEqual, isOtherWording, type Outcome } from './compare.ts';
import type { Command } from './random-values.ts';
import { isSpoiled } from './spoil.ts';

interface KnownDifference {
  name: string;
  page: string;
  applies(command: Command, local: Outcome, engine: Outcome): boolean;
}

const API = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';

const isTransaction = ({ constructor: { name } }: Command): boolean => name.startsWith('Transact');

interface Reason {
  Code: string;
  Message?: string;
}

const reasonsOf = ({ error }: Outcome): Reason[] => (error?.reasons ?? []) as Reason[];
const codesOf = (outcome: Outcome): string[] => reasonsOf(outcome).map(({ Code }) => Code);

/** Errors that depend on the row, not on the request alone. */
const ROW_ERRORS = /document path provided|refers to an attribute|incorrect data type|Item size|more than 38|overflow/;

const KEY_UPDATE = /Cannot update attribute \w+\. This attribute is part of the key$/;

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    name: 'if an action has a wrong key or row, the transaction is cancelled, and the reason of that action is ValidationError; DynamoDB Local refuses the request, or lists this reason only',
    page: `${API}/API_TransactWriteItems.html#API_TransactWriteItems_Errors`,
    applies: (command, local, engine) =>
      isTransaction(command) &&
      local.error !== undefined &&
      (local.error.reasons === undefined
        ? hasReasonFor(local.error.message, command, engine)
        : hasReasonsOf(local, engine)),
  },
  {
    name: 'the condition is evaluated first, and the update only if it holds; DynamoDB Local may report an error of the update',
    page: `${GUIDE}/Expressions.ConditionExpressions.html`,
    applies: (_command, local, engine) =>
      local.error?.name === 'ValidationException' &&
      ROW_ERRORS.test(local.error.message) &&
      (engine.error?.name === 'ConditionalCheckFailedException' || codesOf(engine).includes('ConditionalCheckFailed')),
  },
  {
    name: 'an update of a key attribute is refused before the condition is evaluated',
    page: `${API}/API_UpdateItem.html`,
    applies: (_command, local, engine) =>
      (local.error?.name === 'ConditionalCheckFailedException' && KEY_UPDATE.test(engine.error?.message ?? '')) ||
      areReasonsExceptKeyUpdates(local, engine),
  },
  {
    name: 'a transaction with two actions on one row is refused before the rows are read',
    page: `${API}/API_TransactWriteItems.html`,
    applies: (_command, local, engine) =>
      local.error !== undefined &&
      engine.error?.message === 'Transaction request cannot include multiple operations on one item',
  },
  {
    name: 'a request with two errors, such as a wrong expression and a wrong key, is refused for one of them; no page says for which',
    page: `${GUIDE}/Programming.Errors.html`,
    applies: (_command, local, engine) =>
      hasTokenAndRowErrors(local, engine) ||
      (engine.error?.name === 'ValidationException' &&
        ((/^Invalid \w+Expression|^Value provided in|^Cannot specify the ProjectionExpression/.test(
          engine.error.message,
        ) &&
          /non-existent table|key|Item size|multiple operations|contains duplicates/i.test(
            local.error?.message ?? '',
          )) ||
          (ROW_ERRORS.test(engine.error.message) && ROW_ERRORS.test(local.error?.message ?? '')))),
  },
  {
    name: 'UPDATED_OLD and UPDATED_NEW return only the changed parts of a map or list',
    page: `${API}/API_UpdateItem.html`,
    applies: ({ input }, local, engine) =>
      /^UPDATED_/.test(String(input.ReturnValues)) &&
      /[.[]/.test(String(input.UpdateExpression)) &&
      areEqual(attributeNamesOf(local), attributeNamesOf(engine)),
  },
  {
    name: 'a page that ends at its limit has a LastEvaluatedKey, even if no row can follow',
    page: `${GUIDE}/Query.Pagination.html`,
    applies: ({ input }, local, engine) =>
      input.Limit !== undefined && local.output !== undefined && areEqual(local.output, withoutLastKey(engine.output)),
  },
  {
    name: 'a query may start at any key of its range, even if no row can follow',
    page: `${GUIDE}/Query.Pagination.html`,
    applies: ({ input }, local, engine) =>
      input.ExclusiveStartKey !== undefined &&
      local.error?.message === 'The provided starting key does not match the range key predicate' &&
      (engine.output as { ScannedCount?: number } | undefined)?.ScannedCount === 0,
  },
];

/** Two wrong operands in one update: each engine may report another one. */
const areRowErrors = (a: string, b = ''): boolean => ROW_ERRORS.test(a) && ROW_ERRORS.test(b);

/** Whether an action failed with the error that DynamoDB Local has for the whole request. */
const hasReasonFor = (message: string, command: Command, engine: Outcome): boolean =>
  reasonsOf(engine).some(
    ({ Code, Message }) =>
      Code === 'ValidationError' &&
      (Message === message || isOtherWording(message) || isSpoiled(command) || areRowErrors(message, Message)),
  );

/** Whether DynamoDB Local refuses a row that is too large, and the engine its token, which another transaction has used. */
const hasTokenAndRowErrors = (local: Outcome, engine: Outcome): boolean =>
  engine.error?.name === 'IdempotentParameterMismatchException' && /Item size/i.test(local.error?.message ?? '');

/**
 * Whether the actions with a ValidationError on DynamoDB Local also have one on the engine. The wording may differ. DynamoDB
 * Local may list the reason of one action only.
 */
function hasReasonsOf(local: Outcome, engine: Outcome): boolean {
  const [expected, actual] = [codesOf(local), codesOf(engine)];
  if (!expected.includes('ValidationError')) return false;
  if (expected.length < actual.length) return actual.includes('ValidationError');
  return expected.every((code, i) => code !== 'ValidationError' || actual[i] === 'ValidationError');
}

/** Whether two transactions have the same reasons, except where the engine refuses the update of a key attribute. */
function areReasonsExceptKeyUpdates(local: Outcome, engine: Outcome): boolean {
  const [expected, actual] = [reasonsOf(local), reasonsOf(engine)];
  if (expected.length === 0 || expected.length !== actual.length) return false;
  return actual.every(({ Message: message = '', ...reason }, i) => {
    const { Message: _, ...other } = expected[i] as Reason;
    return areEqual(reason, other) || (KEY_UPDATE.test(message) && other.Code === 'ConditionalCheckFailed');
  });
}

const attributeNamesOf = ({ output }: Outcome): string[] | undefined =>
  output === undefined ? undefined : Object.keys((output as { Attributes?: object }).Attributes ?? {}).sort();

function withoutLastKey(output: unknown): unknown {
  if (output === undefined) return undefined;
  const { LastEvaluatedKey: _, ...others } = output as Record<string, unknown>;
  return others;
}

export const isKnown = (command: Command, local: Outcome, engine: Outcome): boolean =>
  KNOWN_DIFFERENCES.some(({ applies }) => applies(command, local, engine));
