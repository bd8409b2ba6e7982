/** The key condition of a query: one hash key, and at most one range of sort keys. */
import { invalidParameters, validationError } from '../errors.ts';
import { type KeyAttribute, type KeySchema, requireKeySizes } from '../storage/schema.ts';
import { orderText } from '../values/order.ts';
import { type Item, typeOf, type Value } from '../values/value.ts';
import type { BoundCondition, BoundOperand } from './bind-condition.ts';

export interface Bound {
  text: string;
  isInclusive: boolean;
}

/** A range of texts in the order of sort keys. */
export interface KeyRange {
  hash: string;
  low?: Bound;
  high?: Bound;
  prefix?: string;
}

type Operator = '=' | '<' | '<=' | '>' | '>=' | 'between' | 'begins_with';

interface Part {
  name: string;
  operator: Operator;
  values: Value[];
}

export function keyRangeOf(condition: BoundCondition, schema: KeySchema): KeyRange {
  const parts = partsOf(condition);
  requireOnePerKey(parts);
  const hash = parts.find(({ name }) => name === schema.hash.name);
  if (!hash) throw validationError(`Query condition missed key schema element: ${schema.hash.name}`);
  const [other] = parts.filter(part => part !== hash);
  if (other && other.name !== schema.sort?.name) {
    throw validationError(
      schema.sort
        ? `Query condition missed key schema element: ${schema.sort.name}`
        : 'Query key condition not supported',
    );
  }
  if (hash.operator !== '=') throw validationError('Query key condition not supported');
  requireValues(schema.hash, hash);
  if (other && schema.sort) requireValues(schema.sort, other);
  requireSizes(schema, hash, other);
  return { hash: orderText(hash.values[0] as Value), ...(other && rangeOf(other)) };
}

/** The conditions on single keys, which AND connects. */
function partsOf(condition: BoundCondition): Part[] {
  if (condition.is === 'and') return [...partsOf(condition.left), ...partsOf(condition.right)];
  if (condition.is === 'or' || condition.is === 'not') throw unsupported(condition.is.toUpperCase());
  if (condition.is === 'in') throw unsupported('IN');
  if (condition.is === 'between') {
    return [partOf('between', 'BETWEEN', condition.operand, [condition.low, condition.high])];
  }
  if (condition.is === 'call') {
    if (condition.name !== 'begins_with') throw unsupported(condition.name);
    const [path, prefix] = condition.operands as [BoundOperand, BoundOperand];
    return [partOf('begins_with', 'begins_with', path, [prefix])];
  }
  return [comparisonOf(condition)];
}

const MIRRORED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function comparisonOf({ comparator, left, right }: Extract<BoundCondition, { is: 'compare' }>): Part {
  if (comparator === '<>') throw unsupported('<>');
  if (left.is === 'path' && right.is === 'path') {
    throw invalidCondition('Multiple attribute names used in one condition');
  }
  if (left.is === 'path') return partOf(comparator, comparator, left, [right]);
  if (right.is === 'path') return partOf(MIRRORED[comparator], comparator, right, [left]);
  if (left.is === 'size' || right.is === 'size') throw nested();
  throw invalidCondition('No key attribute specified');
}

function partOf(operator: Operator, word: string, operand: BoundOperand, bounds: BoundOperand[]): Part {
  if (operand.is === 'size' || bounds.some(({ is }) => is === 'size')) throw nested();
  if (operand.is === 'value') {
    throw invalidCondition(`${word} operator must have the key attribute as its first operand`);
  }
  const [name, ...rest] = operand.path;
  if (rest.length > 0) throw validationError('KeyConditionExpressions cannot have conditions on nested attributes');
  const values = bounds.map(bound => {
    if (bound.is === 'value') return bound.value;
    throw invalidCondition('Multiple attribute names used in one condition');
  });
  return { name: String(name), operator, values };
}

const unsupported = (operator: string) =>
  validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
const invalidCondition = (detail: string) => validationError(`Invalid condition in KeyConditionExpression: ${detail}`);
const nested = () => validationError('KeyConditionExpressions cannot contain nested operations');

function requireOnePerKey(parts: Part[]): void {
  if (new Set(parts.map(({ name }) => name)).size < parts.length) {
    throw validationError('KeyConditionExpressions must only contain one condition per key');
  }
  if (parts.length > 2) throw validationError('Conditions can be of length 1 or 2 only');
}

function requireValues({ name, type }: KeyAttribute, { values }: Part): void {
  for (const value of values) {
    if (typeOf(value) !== type) throw invalidParameters('Condition parameter type does not match schema type');
    if (value !== '') continue;
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  }
}

/** AWS checks the sizes of keys in queries too. */
function requireSizes(schema: KeySchema, hash: Part, other: Part | undefined): void {
  for (const value of other?.values ?? [undefined]) {
    const key: Item = new Map([[schema.hash.name, hash.values[0] as Value]]);
    if (schema.sort && value !== undefined) key.set(schema.sort.name, value);
    requireKeySizes(schema, key);
  }
}

function rangeOf({ operator, values }: Part): Omit<KeyRange, 'hash'> {
  const [first = '', second = ''] = values.map(orderText);
  if (operator === 'between') return { low: inclusive(first), high: inclusive(second) };
  if (operator === 'begins_with') return { low: inclusive(first), prefix: first };
  if (operator === '=') return { low: inclusive(first), high: inclusive(first) };
  const bound = { text: first, isInclusive: operator.endsWith('=') };
  return operator.startsWith('<') ? { high: bound } : { low: bound };
}

const inclusive = (text: string): Bound => ({ text, isInclusive: true });

/** Whether a sort key is below the range. */
export const isBelow = ({ low }: KeyRange, sort: string): boolean =>
  low !== undefined && (low.isInclusive ? sort < low.text : sort <= low.text);

/** Whether a sort key is above the range. */
export function isAbove({ high, prefix }: KeyRange, sort: string): boolean {
  if (prefix !== undefined) return sort > prefix && !sort.startsWith(prefix);
  return high !== undefined && (high.isInclusive ? sort > high.text : sort >= high.text);
}
