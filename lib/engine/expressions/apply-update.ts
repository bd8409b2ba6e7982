/**
 * Applies an update to a row and returns the new row. All operands are read from the row as it was, so the order of the
 * actions does not matter. The old row stays as it is. Pure.
 */
import { validationError } from '../errors.ts';
import { add, isNumeric, subtract } from '../values/numbers.ts';
import { difference, union } from '../values/sets.ts';
import { type Item, SetValue, type Value } from '../values/value.ts';
import type { BoundAction, BoundAssigned } from './bind-update.ts';
import type { BoundPath } from './bindings.ts';
import { comparePaths, valueAt } from './paths.ts';

/** `old` is the row, or only its key if there is none. */
export function applyUpdate(old: Item, actions: BoundAction[]): Item {
  const changes = actions.map(action => ({ path: action.path, value: newValueOf(old, action) }));
  // Elements after the end of a list are appended by position, and removals must not move what is still to be removed.
  if (changes.length > 1) changes.sort((a, b) => comparePaths(a.path, b.path));
  const item: Item = new Map(old);
  for (const { path, value } of changes) if (value !== undefined) setAt(item, path, value);
  for (const { path } of changes.filter(({ value }) => value === undefined).reverse()) removeAt(item, path);
  return item;
}

/** The value that the action writes; undefined if it removes the attribute. */
function newValueOf(old: Item, action: BoundAction): Value | undefined {
  if (action.is === 'remove') return undefined;
  if (action.is === 'set') return requireValue(assignedValue(old, action.assigned));
  const before = valueAt(old, action.path);
  if (action.is === 'add') return sumOf(before, action.value);
  if (before === undefined) return undefined;
  if (!(before instanceof SetValue) || !(action.value instanceof SetValue) || before.type !== action.value.type) {
    throw wrongType();
  }
  return difference(before, action.value);
}

function sumOf(before: Value | undefined, added: Value): Value {
  if (before === undefined) return added;
  if (isNumeric(before) && isNumeric(added)) return add(before, added);
  if (before instanceof SetValue && added instanceof SetValue && before.type === added.type)
    return union(before, added);
  throw wrongType();
}

function assignedValue(old: Item, assigned: BoundAssigned): Value | undefined {
  if (assigned.is === 'value') return assigned.value;
  if (assigned.is === 'path') return valueAt(old, assigned.path);
  if (assigned.is === 'if_not_exists') {
    const found = valueAt(old, assigned.path);
    return found === undefined ? assignedValue(old, assigned.otherwise) : found;
  }
  const left = requireValue(assignedValue(old, assigned.left));
  const right = requireValue(assignedValue(old, assigned.right));
  if (assigned.is === 'sum') {
    if (!isNumeric(left) || !isNumeric(right)) throw wrongType();
    return assigned.sign === '+' ? add(left, right) : subtract(left, right);
  }
  if (!Array.isArray(left) || !Array.isArray(right)) throw wrongType();
  return [...left, ...right];
}

function requireValue(value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw validationError('The provided expression refers to an attribute that does not exist in the item');
}

const wrongType = () => validationError('An operand in the update expression has an incorrect data type');

function setAt(item: Item, path: BoundPath, value: Value): void {
  const [name, ...rest] = path as [string, ...BoundPath];
  item.set(name, rest.length === 0 ? value : withValue(item.get(name), rest, value));
}

/** A copy of the container with the value at the path. */
function withValue(container: Value | undefined, [part, ...rest]: BoundPath, value: Value): Value {
  if (container instanceof Map && typeof part === 'string') {
    const changed = new Map(container);
    changed.set(part, rest.length === 0 ? value : withValue(container.get(part), rest, value));
    return changed;
  }
  if (!Array.isArray(container) || typeof part !== 'number') throw invalidPath();
  if (rest.length > 0) {
    const inner = withValue(container[part], rest, value);
    return container.map((element, i) => (i === part ? inner : element));
  }
  // An index after the end appends.
  return part < container.length
    ? container.map((element, i) => (i === part ? value : element))
    : [...container, value];
}

function removeAt(item: Item, path: BoundPath): void {
  const [name, ...rest] = path as [string, ...BoundPath];
  if (rest.length === 0) item.delete(name);
  else item.set(name, withoutValue(item.get(name), rest));
}

function withoutValue(container: Value | undefined, [part, ...rest]: BoundPath): Value {
  if (container instanceof Map && typeof part === 'string') {
    const changed = new Map(container);
    if (rest.length === 0) changed.delete(part);
    else changed.set(part, withoutValue(container.get(part), rest));
    return changed;
  }
  if (!Array.isArray(container) || typeof part !== 'number') throw invalidPath();
  if (rest.length === 0) return container.filter((_, i) => i !== part);
  const inner = withoutValue(container[part], rest);
  return container.map((element, i) => (i === part ? inner : element));
}

const invalidPath = () => validationError('The document path provided in the update expression is invalid for update');
