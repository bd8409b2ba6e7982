/**
 * Parsers of rows into domain types. A malformed row throws an error that names its key and the attribute, but no value,
 * because rows contain personal data.
 */
import type { Key } from './keys.ts';
import type { Row } from './transact.ts';

/** Returns the value with its type, or throws. `path` says where in the row the value is. */
export type Parse<Value> = (value: unknown, path: string) => Value;

/** An attribute that may be absent. It is absent from the parsed object then. */
interface Optional<Value> {
  optional: Parse<Value>;
}
/** An attribute that a row lacks if it is older than the attribute, or if the value is the default. */
interface WithDefault<Value> {
  parse: Parse<Value>;
  absent: Value;
}
type Field<Value> = Parse<Value> | Optional<Value> | WithDefault<Value>;

/** One parser for each property of a type: an optional one for an optional property, and for no other. */
type Fields<Object> = {
  [Name in keyof Object]-?: Record<never, never> extends Pick<Object, Name>
    ? Optional<Exclude<Object[Name], undefined>>
    : Parse<Object[Name]> | WithDefault<Object[Name]>;
};

/** Parses a whole row. Attributes that the parser does not know, such as keys, are left out. */
export function parseRow<Value>(row: Row, parse: (row: Row) => Value): Value {
  try {
    return parse(row);
  } catch (error) {
    if (!(error instanceof MalformedAttribute)) throw error;
    throw new Error(`the row ${row.pk} ${row.sk} is malformed: ${error.message}`);
  }
}

export const text: Parse<string> = (value, path) => (typeof value === 'string' ? value : malformed(path, 'text'));
export const number: Parse<number> = (value, path) => (typeof value === 'number' ? value : malformed(path, 'a number'));
export const flag: Parse<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : malformed(path, 'a boolean');
export const yes: Parse<true> = (value, path) => (value === true ? value : malformed(path, 'true'));
export const bytes: Parse<Uint8Array> = (value, path) =>
  value instanceof Uint8Array ? value : malformed(path, 'binary');

/** A text that is one of `allowed`. */
export function oneOf<Text extends string>(allowed: readonly Text[]): Parse<Text> {
  const isAllowed = (value: unknown): value is Text => (allowed as readonly unknown[]).includes(value);
  return (value, path) => (isAllowed(value) ? value : malformed(path, `one of ${allowed.join(', ')}`));
}

/** A text that is one of a type. The compiler requires all of them, and no other. */
export const oneOfType = <Text extends string>(allowed: Record<Text, true>): Parse<Text> =>
  oneOf(Object.keys(allowed) as Text[]);

export const optional = <Value>(parse: Parse<Value>): Optional<Value> => ({ optional: parse });
export const withDefault = <Value>(parse: Parse<Value>, absent: Value): WithDefault<Value> => ({ parse, absent });

export const nullable =
  <Value>(parse: Parse<Value>): Parse<Value | null> =>
  (value, path) =>
    value === null ? null : parse(value, path);

export const list =
  <Item>(parse: Parse<Item>): Parse<Item[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((item, i) => parse(item, `${path}[${i}]`)) : malformed(path, 'a list');

/** A map whose keys are data, such as ids. */
export const mapOf =
  <Value>(parse: Parse<Value>): Parse<Record<string, Value>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(attributes(value, path)).map(([name, item]) => [name, parse(item, `${path}.${name}`)]),
    );

/** An object of known attributes. Others are left out. */
export function object<Object extends object>(fields: Fields<Object>): Parse<Object> & ((row: Row) => Object) {
  const known = Object.entries<Field<unknown>>(fields);
  return (value: unknown, path?: string) => {
    const all = attributes(value, path ?? '');
    const parsed: Record<string, unknown> = {};
    for (const [name, field] of known) {
      const found = all[name];
      const foundAt = path === undefined ? name : `${path}.${name}`;
      if (typeof field === 'function') parsed[name] = field(found, foundAt);
      else if (found !== undefined) parsed[name] = ('parse' in field ? field.parse : field.optional)(found, foundAt);
      else if ('absent' in field) parsed[name] = field.absent;
    }
    // `fields` has a parser for each property of the type.
    return parsed as Object;
  };
}

/** A map of attributes whose types are not known yet. */
export const attributes: Parse<Row> = (value, path) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : malformed(path, 'a map');

/** The key of a row. */
export const keyOf = ({ pk, sk }: Row): Key => ({ pk: text(pk, 'pk'), sk: text(sk, 'sk') });

class MalformedAttribute extends Error {}

function malformed(path: string, expected: string): never {
  throw new MalformedAttribute(`${path} is not ${expected}`);
}
