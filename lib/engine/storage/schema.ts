/** The keys of a table or an index, and the checks of key values that DynamoDB makes. */
import { DynamoDbError, invalidParameters, validationError } from '../errors.ts';
import { HASH_KEY_BYTES_MAX, SORT_KEY_BYTES_MAX } from '../limits.ts';
import { orderText } from '../values/order.ts';
import { valueSize } from '../values/size.ts';
import { type Item, typeOf, type Value } from '../values/value.ts';

export interface KeyAttribute {
  name: string;
  type: 'S' | 'N' | 'B';
}

export interface KeySchema {
  hash: KeyAttribute;
  sort?: KeyAttribute | undefined;
}

/** A key as texts that sort like its values. In a table without a sort key, `sort` is NO_SORT_KEY. */
export interface KeyTexts {
  hash: string;
  sort: string;
}

export const NO_SORT_KEY = '';

export const keyAttributes = ({ hash, sort }: KeySchema): KeyAttribute[] => (sort ? [hash, sort] : [hash]);

/** The key of a row that has one. */
export function keyTextsOf(schema: KeySchema, item: Item): KeyTexts {
  const { hash, sort } = schema;
  return {
    hash: orderText(item.get(hash.name) as Value),
    sort: sort ? orderText(item.get(sort.name) as Value) : NO_SORT_KEY,
  };
}

/** Whether two keys of one table are the same. */
export const haveDuplicates = (keys: KeyTexts[]): boolean =>
  new Set(keys.map(({ hash, sort }) => `${hash.length}:${hash}${sort}`)).size < keys.length;

/** The attributes of a row's key. */
export function keyOf(schema: KeySchema, item: Item): Item {
  const key: Item = new Map();
  for (const { name } of keyAttributes(schema)) {
    const value = item.get(name);
    if (value !== undefined) key.set(name, value);
  }
  return key;
}

/** Checks the Key of a request: exactly the attributes of the schema, with their types. */
export function requireKey(schema: KeySchema, key: Item): void {
  const attributes = keyAttributes(schema);
  const fits =
    key.size === attributes.length &&
    attributes.every(({ name, type }) => {
      const value = key.get(name);
      return value !== undefined && typeOf(value) === type;
    });
  if (!fits) throw validationError('The provided key element does not match the schema');
  requireKeyValues(schema, key);
}

/** Checks the key in a whole row. */
export function requireKeyIn(schema: KeySchema, item: Item): void {
  for (const { name, type } of keyAttributes(schema)) {
    const value = item.get(name);
    if (value === undefined) throw invalidParameters(`Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      throw invalidParameters(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
  }
  requireKeyValues(schema, item);
}

function requireKeyValues(schema: KeySchema, item: Item): void {
  for (const { name } of keyAttributes(schema)) {
    const value = item.get(name) as Value;
    if (!isEmpty(value)) continue;
    const kind = typeof value === 'string' ? 'string' : 'binary';
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
    );
  }
  requireKeySizes(schema, item);
}

export const isEmpty = (value: Value): boolean => value === '' || (value instanceof Uint8Array && value.length === 0);

/** Checks the sizes of the key values. The first message lacks a space before the number on AWS too. */
export function requireKeySizes({ hash, sort }: KeySchema, item: Item): void {
  const hashValue = item.get(hash.name);
  if (hashValue !== undefined && valueSize(hashValue) > HASH_KEY_BYTES_MAX) {
    throw invalidParameters(`Size of hashkey has exceeded the maximum size limit of${HASH_KEY_BYTES_MAX} bytes`);
  }
  const sortValue = sort && item.get(sort.name);
  if (sortValue !== undefined && valueSize(sortValue) > SORT_KEY_BYTES_MAX) {
    throw invalidParameters(
      `Aggregated size of all range keys has exceeded the size limit of ${SORT_KEY_BYTES_MAX} bytes`,
    );
  }
}

/** Whether the error is a ValidationException. A transaction reports it as the reason of its action. */
export const isValidation = (error: unknown): error is DynamoDbError =>
  error instanceof DynamoDbError && error.name === 'ValidationException';
