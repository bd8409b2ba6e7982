/**
 * Expressions of DynamoDB: conditions and the clauses of updates. Each expression carries the values and attribute names
 * that it uses, so that the compiler finds a missing one. Pure.
 */
import type { Key } from './keys.ts';

/** A value of an expression. It is never undefined: if an optional value is missing, its clause has to be left out. */
type Value = string | number | boolean | object;
type Piece = { text: string } | { name: string } | { value: Value };

/** A part of an expression, made by one of the functions below. */
export class Expression {
  readonly pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }
}

/**
 * Makes an expression from a template: expression`claimId = ${claimId}`. An inserted expression becomes part of it, and any
 * other value gets a placeholder. A name that DynamoDB reserves is written as its placeholder, such as #status.
 */
export const expression = (template: TemplateStringsArray, ...inserted: (Value | Expression)[]): Expression =>
  new Expression(
    template.flatMap((text, i) => {
      const value = inserted[i];
      if (value === undefined) return [{ text }];
      return [{ text }, ...(value instanceof Expression ? value.pieces : [{ value }])];
    }),
  );

/** An attribute whose name is data, such as the id of a claim. */
export const attribute = (name: string): Expression => new Expression([{ name }]);

/** A path of attributes that is made at run time and needs no placeholder, such as `payments[0]`. */
export const path = (text: string): Expression => new Expression([{ text }]);

/** Requires all of these conditions. */
export const and = (...conditions: Expression[]): Expression => joined(conditions, ' AND ');

/** Requires at least one of these conditions. */
export const or = (...conditions: Expression[]): Expression => expression`(${joined(conditions, ' OR ')})`;

const joined = (parts: Expression[], separator: string): Expression =>
  new Expression(parts.flatMap(({ pieces }, i) => (i === 0 ? pieces : [{ text: separator }, ...pieces])));

interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

export interface Update extends Placeholders {
  TableName: string;
  Key: Key;
  UpdateExpression: string;
  ConditionExpression: string;
  /** A refusal returns the row that caused it, so that no second read is necessary. */
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD';
  /** Returns the row as it is after the write. Single updates only: a transaction does not return rows. */
  ReturnValues?: 'ALL_NEW';
}

/** A condition on a row that the transaction leaves as it is. */
export type ConditionCheck = Omit<Update, 'UpdateExpression' | 'ReturnValues'>;

/** Deletes a row under a condition. */
export type Deletion = Omit<Update, 'UpdateExpression' | 'ReturnValues'>;

/** Adds to the numbers of a row, which is created if it is absent. */
export interface Addition {
  TableName: string;
  Key: Key;
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, number>;
}

export interface Put extends Placeholders {
  TableName: string;
  Item: Record<string, unknown>;
  ConditionExpression?: string;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
}

/** The attributes that an update sets, each as `name = value`, and the paths of those that it removes. */
export interface Change {
  set?: Expression[];
  remove?: (string | Expression)[];
  condition: Expression;
}

/** Updates one row under a condition. */
export function update(table: string, key: Key, { set = [], remove = [], condition }: Change): Update {
  const writer = createWriter();
  const list = (clauses: (string | Expression)[]): string =>
    clauses.map(clause => (typeof clause === 'string' ? clause : writer.write(clause))).join(', ');
  const clauses = [
    ...(set.length > 0 ? [`SET ${list(set)}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${list(remove)}`] : []),
  ];
  const UpdateExpression = clauses.join(' ');
  const ConditionExpression = writer.write(condition);
  return {
    TableName: table,
    Key: key,
    UpdateExpression,
    ConditionExpression,
    ...writer.placeholders(`${UpdateExpression} ${ConditionExpression}`),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Checks a condition on a row that the transaction does not change. */
export function check(table: string, key: Key, condition: Expression): ConditionCheck {
  const { UpdateExpression: _none, ...rest } = update(table, key, { condition });
  return rest;
}

/** Deletes one row under a condition. */
export const deletion = (table: string, key: Key, condition: Expression): Deletion => check(table, key, condition);

/**
 * Adds amounts to attributes of one row. It has no condition, so a repeated addition counts twice: it belongs in a
 * transaction whose other actions succeed only once.
 */
export function add(table: string, key: Key, amounts: Record<string, number>): Addition {
  const added = Object.entries(amounts).filter(([, amount]) => amount !== 0);
  return {
    TableName: table,
    Key: key,
    UpdateExpression: `ADD ${added.map((_, i) => `#a${i} :a${i}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(added.map(([name], i) => [`#a${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(added.map(([, amount], i) => [`:a${i}`, amount])),
  };
}

/** Puts one row under a condition. */
export function put(table: string, row: Record<string, unknown>, condition: Expression): Put {
  const writer = createWriter();
  const ConditionExpression = writer.write(condition);
  return {
    ...putAlways(table, row),
    ConditionExpression,
    ...writer.placeholders(ConditionExpression),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Puts one row and replaces a row that is there. */
export const putAlways = (table: string, row: Record<string, unknown>): Put => ({ TableName: table, Item: row });

/** Writes the expressions of one request. Equal values share a placeholder, and so do equal names. */
function createWriter() {
  const names = new Map<string, string>();
  const values = new Map<Value, string>();
  const textOf = (piece: Piece): string => {
    if ('text' in piece) return piece.text;
    return 'name' in piece ? placeholderIn(names, piece.name, '#n') : placeholderIn(values, piece.value, ':v');
  };
  return {
    write: ({ pieces }: Expression): string => pieces.map(textOf).join(''),
    /** The names and values in the text of the whole request. */
    placeholders(text: string): Placeholders {
      const allNames = [...keywordsIn(text), ...[...names].map(([name, placeholder]) => [placeholder, name] as const)];
      return {
        ...(allNames.length > 0 && { ExpressionAttributeNames: Object.fromEntries(allNames) }),
        ...(values.size > 0 && {
          ExpressionAttributeValues: Object.fromEntries(
            [...values].map(([value, placeholder]) => [placeholder, value]),
          ),
        }),
      };
    },
  };
}

function placeholderIn<Key>(known: Map<Key, string>, key: Key, prefix: string): string {
  const placeholder = known.get(key) ?? `${prefix}${known.size}`;
  known.set(key, placeholder);
  return placeholder;
}

/** Placeholders without a digit stand for the name that they contain: #status for status. */
const keywordsIn = (text: string) =>
  (text.match(/#[a-z]+\b/gi) ?? []).map(placeholder => [placeholder, placeholder.slice(1)] as const);
