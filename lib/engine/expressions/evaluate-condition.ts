/** Evaluates conditions on a row. An absent attribute makes every comparison false, except `<>`. Pure. */
import { compareValues } from '../values/order.ts';
import { isEqual } from '../values/sets.ts';
import { valueSize } from '../values/size.ts';
import { type Item, SetValue, typeOf, type Value } from '../values/value.ts';
import type { BoundCondition, BoundOperand } from './bind-condition.ts';
import { valueAt } from './paths.ts';
import type { Comparator } from './syntax.ts';

/** Whether the condition holds for the row; undefined stands for no row. */
export function isMet(condition: BoundCondition, item: Item | undefined): boolean {
  if (condition.is === 'and') return isMet(condition.left, item) && isMet(condition.right, item);
  if (condition.is === 'or') return isMet(condition.left, item) || isMet(condition.right, item);
  if (condition.is === 'not') return !isMet(condition.condition, item);
  if (condition.is === 'call') return callIsMet(condition.name, condition.operands, item);
  if (condition.is === 'compare') {
    return compares(condition.comparator, resolve(condition.left, item), resolve(condition.right, item));
  }
  const value = resolve(condition.operand, item);
  if (condition.is === 'in') {
    return value !== undefined && condition.candidates.some(candidate => isEqual(value, resolve(candidate, item)));
  }
  return compares('>=', value, resolve(condition.low, item)) && compares('<=', value, resolve(condition.high, item));
}

function resolve(operand: BoundOperand, item: Item | undefined): Value | undefined {
  if (operand.is === 'value') return operand.value;
  if (operand.is === 'path') return valueAt(item, operand.path);
  return sizeOf(resolve(operand.of, item));
}

/** The result of `size`: the length of a string (UTF-16 units, as on DynamoDB Local), the bytes of a binary value, or the number of elements. */
function sizeOf(value: Value | undefined): number | undefined {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return valueSize(value);
  if (value instanceof Map) return value.size;
  if (value instanceof SetValue) return value.members.size;
  return Array.isArray(value) ? value.length : undefined;
}

function compares(comparator: Comparator, a: Value | undefined, b: Value | undefined): boolean {
  if (comparator === '=') return a !== undefined && isEqual(a, b);
  if (comparator === '<>') return a === undefined || b === undefined || !isEqual(a, b);
  const order = compareValues(a, b);
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

function callIsMet(name: string, operands: BoundOperand[], item: Item | undefined): boolean {
  const [value, argument] = operands.map(operand => resolve(operand, item));
  if (name === 'attribute_exists') return value !== undefined;
  if (name === 'attribute_not_exists') return value === undefined;
  if (value === undefined || argument === undefined) return false;
  if (name === 'attribute_type') return typeOf(value) === argument;
  return name === 'begins_with' ? beginsWith(value, argument) : contains(value, argument);
}

function beginsWith(value: Value, prefix: Value): boolean {
  if (typeof value === 'string') return typeof prefix === 'string' && value.startsWith(prefix);
  if (!(value instanceof Uint8Array) || !(prefix instanceof Uint8Array)) return false;
  return prefix.every((byte, i) => byte === value[i]);
}

/** Whether a string or binary value contains the part, or a set or list has it as an element. */
function contains(value: Value, part: Value): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  if (value instanceof Uint8Array) return part instanceof Uint8Array && Buffer.from(value).includes(Buffer.from(part));
  if (Array.isArray(value)) return value.some(element => isEqual(element, part));
  if (!(value instanceof SetValue)) return false;
  return [...value.members.values()].some(member => isEqual(member, part));
}
