/** Writes DynamoDB update expressions: pure, and only with the names and values that they use. */
import type { Key } from './keys.ts';

/** Names that DynamoDB reserves; everything else stands in expressions by itself. */
const NAMES: Record<string, string> = {
  '#status': 'status',
  '#role': 'role',
  '#ttl': 'ttl',
  '#work': 'work',
  '#capacity': 'capacity',
};

export interface Update {
  TableName: string;
  Key: Key;
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
  /** The row that refused us is the answer: no second read. */
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD';
  /** The row as it is then; for single updates, transactions do not say. */
  ReturnValues?: 'ALL_NEW';
}

/** A row that must be so, and is left as it is. */
export type ConditionCheck = Omit<Update, 'UpdateExpression' | 'ReturnValues'>;

/** What adds to the numbers of a row, which need not be there. */
export interface Addition {
  TableName: string;
  Key: Key;
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, number>;
}

export interface Put {
  TableName: string;
  Item: Record<string, unknown>;
  ConditionExpression?: string;
  ExpressionAttributeValues?: Record<string, unknown>;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
}

/** One update of one row: attributes to set and to remove, under a condition. `values` may name more than is used. */
export function update(
  table: string,
  key: Key,
  change: {
    set: string[];
    remove?: string[];
    condition: string;
    values: Record<string, unknown>;
    /** What its own placeholders stand for, besides the names that DynamoDB reserves. */
    names?: Record<string, string>;
  },
): Update {
  const remove = change.remove?.length ? ` REMOVE ${change.remove.join(', ')}` : '';
  const expression = `${change.set.length > 0 ? `SET ${change.set.join(', ')}` : ''}${remove}`.trim();
  const used = `${expression} ${change.condition}`;
  const placeholders = new Set(used.match(/#\w+/g));
  const values = usedValues(used, change.values);
  const names = Object.entries({ ...NAMES, ...change.names }).filter(([placeholder]) => placeholders.has(placeholder));
  return {
    TableName: table,
    Key: key,
    UpdateExpression: expression,
    ConditionExpression: change.condition,
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** A condition on a row that the transaction does not change. */
export function check(table: string, key: Key, condition: string, values: Record<string, unknown>): ConditionCheck {
  const { UpdateExpression: _none, ...rest } = update(table, key, { set: [], condition, values });
  return rest;
}

/**
 * Adds amounts to attributes of one row. It has no condition and done twice it counts twice: it belongs in a transaction
 * whose other actions can happen once only.
 */
export function add(table: string, key: Key, amounts: Record<string, number>): Addition {
  const added = Object.entries(amounts).filter(([, amount]) => amount !== 0);
  return {
    TableName: table,
    Key: key,
    UpdateExpression: `ADD ${added.map(([name]) => `#${name} :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(added.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(added.map(([name, amount]) => [`:${name}`, amount])),
  };
}

/** One put of a row under a condition. */
export function put(
  table: string,
  item: Record<string, unknown>,
  condition: string,
  values: Record<string, unknown> = {},
): Put {
  const used = usedValues(condition, values);
  return {
    TableName: table,
    Item: item,
    ConditionExpression: condition,
    ...(Object.keys(used).length > 0 && { ExpressionAttributeValues: used }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function usedValues(expression: string, values: Record<string, unknown>): Record<string, unknown> {
  const placeholders = new Set(expression.match(/:\w+/g));
  return Object.fromEntries([...placeholders].map(name => [name, boundValue(name, values)]));
}

function boundValue(placeholder: string, values: Record<string, unknown>): unknown {
  const value = values[placeholder];
  if (value === undefined) throw new Error(`no value for ${placeholder}`);
  return value;
}
