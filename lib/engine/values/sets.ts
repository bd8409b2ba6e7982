/** Sets of strings, numbers or binary values, and the equality of any two values. Pure. */
import { orderText } from './order.ts';
import { type Item, type SetType, SetValue, typeOf, type Value } from './value.ts';

/** Makes a set. Equal members become one. */
export const setOf = (type: SetType, members: Iterable<Value>): SetValue =>
  new SetValue(type, new Map([...members].map(member => [orderText(member), member])));

export const union = (a: SetValue, b: SetValue): SetValue =>
  new SetValue(a.type, new Map([...a.members, ...b.members]));

/** The members of `a` that are not in `b`; undefined if none is left, because DynamoDB has no empty sets. */
export function difference(a: SetValue, b: SetValue): SetValue | undefined {
  const left = [...a.members].filter(([text]) => !b.members.has(text));
  return left.length > 0 ? new SetValue(a.type, new Map(left)) : undefined;
}

/** Whether two values have the same type and content. Numbers are equal by value, and sets in any order. */
export function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map) return b instanceof Map && mapsAreEqual(a, b);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, i) => isEqual(element, b[i]));
  }
  if (b instanceof Map || Array.isArray(b)) return false;
  if (a instanceof SetValue || b instanceof SetValue) {
    return a instanceof SetValue && b instanceof SetValue && setsAreEqual(a, b);
  }
  return typeOf(a) === typeOf(b) && orderText(a) === orderText(b);
}

function mapsAreEqual(a: Item, b: Item): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) if (!isEqual(value, b.get(name))) return false;
  return true;
}

function setsAreEqual(a: SetValue, b: SetValue): boolean {
  if (a.type !== b.type || a.members.size !== b.members.size) return false;
  for (const text of a.members.keys()) if (!b.members.has(text)) return false;
  return true;
}
