/**
 * The codec of the document client: strings, numbers, arrays, objects, sets and byte arrays. It converts as the SDK's
 * `marshall` with `removeUndefinedValues` and `unmarshall` do, with the same errors, in one step and without JSON.
 */

import { validationError } from '../errors.ts';
import { NESTING_MAX } from '../limits.ts';
import { define } from './attribute-codec.ts';
import type { Codec } from './codec.ts';
import { numberText, parseNumber } from './numbers.ts';
import { setOf } from './sets.ts';
import { Decimal, type Item, SetValue, type Value } from './value.ts';

export const NATIVE_CODEC: Codec = {
  read: value => read(value, 0),
  write,
  readItem: map => readItem(map, 0),
  writeItem,
};

function read(value: unknown, depth: number): Value {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return readNumber(value);
  if (typeof value === 'bigint') return parseNumber(String(value));
  if (depth > NESTING_MAX) throw validationError('Nesting Levels have exceeded supported limits');
  if (Array.isArray(value)) return value.filter(isStored).map(element => read(element, depth + 1));
  if (value instanceof Set) return readSet([...value].filter(member => member !== undefined));
  if (isPlain(value) || value instanceof Map) return readItem(value, depth + 1);
  const bytes = bytesOf(value);
  if (bytes) return bytes;
  if (isNumberValue(value)) return parseNumber(value.value);
  if (value === undefined) {
    throw new Error('Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.');
  }
  throw new Error(
    `Unsupported type passed: ${value}. Pass options.convertClassInstanceToMap=true to marshall typeof object as map attribute.`,
  );
}

const isStored = (value: unknown): boolean => value !== undefined && typeof value !== 'function';

function readItem(map: unknown, depth: number): Item {
  const item: Item = new Map();
  if (map instanceof Map) {
    for (const [name, value] of map) if (isStored(value)) item.set(String(name), read(value, depth));
    return item;
  }
  for (const name of Object.keys(map as object)) {
    const value = (map as Record<string, unknown>)[name];
    if (isStored(value)) item.set(name, read(value, depth));
  }
  return item;
}

function readNumber(value: number): Value {
  if (Number.isSafeInteger(value)) return value || 0;
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  const wrap = 'Use NumberValue from @aws-sdk/lib-dynamodb.';
  if (value > Number.MAX_SAFE_INTEGER) {
    throw new Error(`Number ${value} is greater than Number.MAX_SAFE_INTEGER. ${wrap}`);
  }
  if (value < Number.MIN_SAFE_INTEGER) {
    throw new Error(`Number ${value} is lesser than Number.MIN_SAFE_INTEGER. ${wrap}`);
  }
  return parseNumber(String(value));
}

function readSet(members: unknown[]): SetValue {
  const [first] = members;
  if (first === undefined) throw new Error('Pass a non-empty set, or options.convertEmptyValues=true.');
  const values = members.map(member => read(member, 0));
  if (typeof first === 'string') return setOf('SS', values);
  if (typeof first === 'number' || typeof first === 'bigint' || isNumberValue(first)) return setOf('NS', values);
  if (bytesOf(first)) return setOf('BS', values);
  throw new Error('Only Number Set (NS), Binary Set (BS) or String Set (SS) are allowed.');
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || prototype.constructor?.name === 'Object';
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
}

/** Recognizes the SDK's class for large numbers by its members, because a bundle may have its own copy of the class. */
const isNumberValue = (value: unknown): value is { value: string } =>
  typeof value === 'object' && value !== null && 'toBigInt' in value && 'value' in value;

function write(value: Value): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : writeNumber(numberText(value));
  if (value instanceof Map) return writeItem(value);
  if (Array.isArray(value)) return value.map(write);
  if (value instanceof Decimal) return writeNumber(value.text);
  return value instanceof SetValue ? new Set([...value.members.values()].map(write)) : new Uint8Array(value);
}

function writeItem(item: Item): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const [name, value] of item) define(map, name, write(value));
  return map;
}

function writeNumber(text: string): number | bigint {
  const value = Number(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  try {
    return BigInt(text);
  } catch {
    throw new Error(`${text} can't be converted to BigInt. Set options.wrapNumbers to get string value.`);
  }
}
