/** Checks of request parameters that several operations share. Their errors have the wording of DynamoDB. */
import { constraintError, notSupported, validationError } from '../errors.ts';

export type Input = Record<string, unknown>;

const TABLE_NAME_MAX = 255;
const ARN_MAX = 1_024;
const TABLE_NAME = /^[a-zA-Z0-9_.-]+$/;

export function requireTableName(name: unknown, at = 'tableName'): string {
  if (typeof name !== 'string') throw constraintError('null', at, 'not be null');
  if (name.length < 1) throw constraintError(`'${name}'`, at, 'have length greater than or equal to 1');
  const isArn = name.startsWith('arn:');
  if (name.length > (isArn ? ARN_MAX : TABLE_NAME_MAX)) {
    throw constraintError(`'${name}'`, at, `have length less than or equal to ${TABLE_NAME_MAX}`);
  }
  if (!isArn && !TABLE_NAME.test(name)) {
    throw constraintError(`'${name}'`, at, 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
  }
  return name;
}

/** The parameters with a fixed set of values, in the order in which DynamoDB reports them. */
const CHOICES: [string, readonly string[]][] = Object.entries({
  ReturnConsumedCapacity: ['INDEXES', 'TOTAL', 'NONE'],
  ReturnItemCollectionMetrics: ['SIZE', 'NONE'],
  ReturnValues: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
  ReturnValuesOnConditionCheckFailure: ['ALL_OLD', 'NONE'],
  Select: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
});

/** Refuses values outside their set. One message lists all of them. */
export function requireChoices(input: Input): void {
  const problems: string[] = [];
  for (const [name, allowed] of CHOICES) {
    const value = input[name];
    if (value === undefined || value === null || allowed.includes(value as string)) continue;
    const at = name.charAt(0).toLowerCase() + name.slice(1);
    problems.push(
      `Value '${value}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
    );
  }
  if (problems.length === 0) return;
  throw validationError(
    `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: ${problems.join('; ')}`,
  );
}

/**
 * Refuses the legacy parameters, which expressions have replaced. Also refuses names and values of placeholders without an
 * expression. `expressions` are the parameters of this operation that contain an expression.
 */
export function refuseLegacy(input: Input, legacy: string[], expressions: string[]): void {
  const given = legacy.filter(name => input[name] !== undefined);
  const used = expressions.filter(name => input[name] !== undefined);
  if (given.length > 0 && used.length > 0) {
    throw validationError(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${given.join(', ')}} Expression parameters: {${used.join(', ')}}`,
    );
  }
  if (given.length > 0) throw notSupported(`The parameter ${given[0]}`);
  if (used.length > 0) return;
  if (input.ExpressionAttributeNames !== undefined) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = expressions.filter(name => name !== 'ProjectionExpression');
  if (input.ExpressionAttributeValues === undefined || withValues.length === 0) return;
  throw validationError(
    `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`,
  );
}
