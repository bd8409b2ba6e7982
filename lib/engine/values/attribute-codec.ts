/**
 * Codecs for attribute values of the protocol, such as { S: 'text' }. The SDK's form has binary values as bytes, JSON as
 * base64.
 */
import { DynamoDbError, invalidParameters, validationError } from '../errors.ts';
import { NESTING_MAX } from '../limits.ts';
import type { Codec } from './codec.ts';
import { numberText, parseNumber } from './numbers.ts';
import { setOf } from './sets.ts';
import { type Item, SetValue, type Value } from './value.ts';

interface Binary {
  read(value: unknown): Uint8Array;
  write(bytes: Uint8Array): unknown;
}

/** The codec of JSON, with binary values in base64. */
export const JSON_CODEC: Codec = attributeCodec({ read: bytesOfBase64, write: bytes => base64(bytes) });

/** The codec of the SDK's raw client, with binary values as byte arrays. */
export const SDK_CODEC: Codec = attributeCodec({
  read(value) {
    if (value instanceof Uint8Array) return new Uint8Array(value);
    throw serializationError('a binary value must be a Uint8Array');
  },
  write: bytes => new Uint8Array(bytes),
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function bytesOfBase64(value: unknown): Uint8Array {
  const bytes = Buffer.from(requireString(value), 'base64');
  if (bytes.toString('base64') !== value) throw serializationError('Invalid base64 in a binary value');
  return new Uint8Array(bytes);
}

function attributeCodec(binary: Binary): Codec {
  const readItem = (map: unknown, depth = 0): Item => {
    if (typeof map !== 'object' || map === null || Array.isArray(map)) {
      throw serializationError('Start of structure or map expected');
    }
    const item: Item = new Map();
    for (const name of Object.keys(map)) item.set(name, read((map as Record<string, unknown>)[name], depth));
    return item;
  };
  const read = (value: unknown, depth = 0): Value => {
    if (depth > NESTING_MAX) throw validationError('Nesting Levels have exceeded supported limits');
    const [type, content] = onlyMember(value);
    if (type === 'S') return requireString(content);
    if (type === 'N') return parseNumber(requireString(content));
    if (type === 'BOOL') return requireBoolean(content);
    if (type === 'M') return readItem(content, depth + 1);
    if (type === 'L') return requireList(content).map(element => read(element, depth + 1));
    if (type === 'NULL') return requireTrue(content);
    if (type === 'B') return binary.read(content);
    return readSet(type, requireList(content), binary);
  };
  const write = (value: Value): unknown => {
    if (typeof value === 'string') return { S: value };
    if (typeof value === 'boolean') return { BOOL: value };
    if (value === null) return { NULL: true };
    if (value instanceof Map) return { M: writeItem(value) };
    if (Array.isArray(value)) return { L: value.map(write) };
    if (value instanceof Uint8Array) return { B: binary.write(value) };
    if (value instanceof SetValue) return { [value.type]: [...value.members.values()].map(writeMember) };
    return { N: numberText(value) };
  };
  const writeMember = (member: Value): unknown => Object.values(write(member) as object)[0];
  const writeItem = (item: Item): Record<string, unknown> => {
    const map: Record<string, unknown> = {};
    for (const [name, value] of item) define(map, name, write(value));
    return map;
  };
  return { read: value => read(value), write, readItem: map => readItem(map), writeItem };
}

/** Sets a property of any name, `__proto__` included. */
export function define(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') map[name] = value;
  else Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
}

const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);

function onlyMember(value: unknown): [string, unknown] {
  if (typeof value !== 'object' || value === null) throw serializationError('Unexpected value type in payload');
  const members = Object.entries(value).filter(([type, content]) => TYPES.has(type) && content !== undefined);
  const [only, ...others] = members;
  if (!only) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (others.length > 0) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return only;
}

const EMPTY_SET: Record<string, string> = {
  SS: 'An string set  may not be empty',
  NS: 'An number set  may not be empty',
  BS: 'Binary sets should not be empty',
};

function readSet(type: string, members: unknown[], binary: Binary): SetValue {
  if (members.length === 0) throw invalidParameters(EMPTY_SET[type] ?? '');
  const values = members.map(member => {
    if (type === 'BS') return binary.read(member);
    return type === 'NS' ? parseNumber(requireString(member)) : requireString(member);
  });
  const set = setOf(type as SetValue['type'], values);
  if (set.members.size === members.length) return set;
  if (type === 'NS') throw validationError('Input collection contains duplicates');
  const texts = values.map(member => (typeof member === 'string' ? member : base64(member as Uint8Array)));
  throw invalidParameters(
    type === 'SS'
      ? `Input collection [${texts.join(', ')}] contains duplicates.`
      : `Input collection [${texts.join(', ')}]of type BS contains duplicates.`,
  );
}

const serializationError = (message: string) => new DynamoDbError('SerializationException', message);

function requireString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw serializationError(`${typeof value} cannot be converted to String`);
}

function requireBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw serializationError(`${typeof value} cannot be converted to Boolean`);
}

function requireList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw serializationError('Start of list expected');
}

function requireTrue(value: unknown): null {
  if (requireBoolean(value)) return null;
  throw invalidParameters('Null attribute value types must have the value of true');
}
