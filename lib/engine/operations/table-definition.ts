/** Reads and checks the definition of a table: keys, attribute types, indexes, billing and stream. */
import { constraintError, invalidParameters, notSupported, validationError } from '../errors.ts';
import type { KeyAttribute, KeySchema } from '../storage/schema.ts';
import type { ViewType } from '../storage/stream-log.ts';
import type { Index, Projection, TableSettings, Throughput } from '../storage/table.ts';
import type { Input } from './parameters.ts';

export interface IndexDefinition {
  name: string;
  kind: Index['kind'];
  schema: KeySchema;
  projection: Projection;
}

export type AttributeTypes = TableSettings['attributeTypes'];

interface KeyElement {
  AttributeName: string;
  KeyType: string;
}

const KEY_ELEMENTS_MAX = 2;
const GLOBAL_INDEXES_MAX = 20;
const LOCAL_INDEXES_MAX = 5;

export function attributeTypesOf(definitions: unknown): AttributeTypes {
  const types: AttributeTypes = new Map();
  for (const [i, one] of list<{ AttributeName: string; AttributeType: string }>(definitions).entries()) {
    const { AttributeName: name, AttributeType: type } = one;
    if (type !== 'S' && type !== 'N' && type !== 'B') {
      const at = `attributeDefinitions.${i + 1}.member.attributeType`;
      throw constraintError(`'${type}'`, at, 'satisfy enum value set: [B, N, S]');
    }
    types.set(name, type);
  }
  return types;
}

const list = <Element>(value: unknown): Element[] => (Array.isArray(value) ? value : []);

/** The keys of a table or an index: a hash key and at most one sort key. */
export function schemaOf(elements: unknown, types: AttributeTypes): KeySchema {
  if (!Array.isArray(elements)) throw constraintError('null', 'keySchema', 'not be null');
  const schema = elements as KeyElement[];
  if (schema.length === 0) throw constraintError(`'[]'`, 'keySchema', 'have length greater than or equal to 1');
  for (const [i, { KeyType: type }] of schema.entries()) {
    if (type === 'HASH' || type === 'RANGE') continue;
    throw constraintError(`'${type}'`, `keySchema.${i + 1}.member.keyType`, 'satisfy enum value set: [HASH, RANGE]');
  }
  if (schema.length > KEY_ELEMENTS_MAX) {
    const text = schema.map(one => `KeySchemaElement(attributeName=${one.AttributeName}, keyType=${one.KeyType})`);
    throw constraintError(
      `'[${text.join(', ')}]'`,
      'keySchema',
      `have length less than or equal to ${KEY_ELEMENTS_MAX}`,
    );
  }
  const [hash, sort] = schema as [KeyElement, KeyElement?];
  if (hash.KeyType !== 'HASH') {
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (sort && sort.KeyType !== 'RANGE') {
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  if (hash.AttributeName === sort?.AttributeName) {
    throw validationError('Invalid KeySchema: Some index key attribute have no definition');
  }
  return {
    hash: keyAttributeOf(hash, schema, types),
    ...(sort && { sort: keyAttributeOf(sort, schema, types) }),
  };
}

function keyAttributeOf(
  { AttributeName: name }: KeyElement,
  schema: KeyElement[],
  types: AttributeTypes,
): KeyAttribute {
  const type = types.get(name);
  if (type !== undefined) return { name, type };
  const keys = schema.map(one => one.AttributeName).join(', ');
  throw invalidParameters(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
  );
}

export function indexesOf(input: Input, table: KeySchema, types: AttributeTypes): IndexDefinition[] {
  const local = list<Input>(input.LocalSecondaryIndexes).map(one => indexOf(one, 'local', types));
  const global = list<Input>(input.GlobalSecondaryIndexes).map(one => indexOf(one, 'global', types));
  if (local.length > 0 && !table.sort) {
    throw invalidParameters(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  }
  for (const { name, schema } of local) {
    if (schema.hash.name === table.hash.name) continue;
    throw invalidParameters(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${schema.hash.name}, table hash key: ${table.hash.name}`,
    );
  }
  requireCount(local.length, LOCAL_INDEXES_MAX, 'LocalSecondaryIndex');
  requireCount(global.length, GLOBAL_INDEXES_MAX, 'GlobalSecondaryIndex');
  const indexes = [...global, ...local];
  const repeated = indexes.find(({ name }, i) => indexes.findIndex(other => other.name === name) < i);
  if (repeated) throw invalidParameters(`Duplicate index name: ${repeated.name}`);
  return indexes;
}

function requireCount(count: number, max: number, kind: string): void {
  if (count > max) throw invalidParameters(`${kind} count exceeds the per-table limit of ${max}`);
}

export function indexOf(input: Input, kind: Index['kind'], types: AttributeTypes): IndexDefinition {
  if (typeof input.IndexName !== 'string') throw constraintError('null', 'indexName', 'not be null');
  const projection = (input.Projection ?? {}) as { ProjectionType?: string; NonKeyAttributes?: string[] };
  return {
    name: input.IndexName,
    kind,
    schema: schemaOf(input.KeySchema, types),
    projection: projectionOf(projection),
  };
}

function projectionOf({
  ProjectionType: type,
  NonKeyAttributes: attributes = [],
}: {
  ProjectionType?: string;
  NonKeyAttributes?: string[];
}): Projection {
  if (type === undefined) throw invalidParameters('Unknown ProjectionType: null');
  if (type === 'INCLUDE') {
    if (attributes.length > 0) return { type, attributes };
    throw invalidParameters('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
  if (type !== 'ALL' && type !== 'KEYS_ONLY') throw invalidParameters(`Unknown ProjectionType: ${type}`);
  if (attributes.length === 0) return { type };
  throw invalidParameters(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
}

/** Refuses a definition with an attribute that is no key of the table or of an index. */
export function requireAllUsed(types: AttributeTypes, schemas: KeySchema[]): void {
  const used = new Set(schemas.flatMap(({ hash, sort }) => [hash.name, ...(sort ? [sort.name] : [])]));
  if ([...types.keys()].every(name => used.has(name))) return;
  throw invalidParameters(
    `Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
  );
}

export function billingOf(input: Input): Pick<TableSettings, 'billing' | 'throughput'> {
  const { BillingMode: billing = 'PROVISIONED', ProvisionedThroughput: given } = input;
  if (billing !== 'PROVISIONED' && billing !== 'PAY_PER_REQUEST') {
    throw constraintError(`'${billing}'`, 'billingMode', 'satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]');
  }
  if (billing === 'PAY_PER_REQUEST') {
    if (!given) return { billing, throughput: { read: 0, write: 0 } };
    throw invalidParameters(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (!given) {
    throw invalidParameters(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  return { billing, throughput: throughputOf(given as Input) };
}

export function throughputOf({ ReadCapacityUnits: read, WriteCapacityUnits: write }: Input): Throughput {
  const units = { readCapacityUnits: Number(read), writeCapacityUnits: Number(write) };
  for (const [name, value] of Object.entries(units)) {
    if (value >= 1) continue;
    throw constraintError(`'${value}'`, `provisionedThroughput.${name}`, 'have value greater than or equal to 1');
  }
  return { read: units.readCapacityUnits, write: units.writeCapacityUnits };
}

const VIEWS: ViewType[] = ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'];

/** Returns the view of the stream; undefined if there is no stream. */
export function viewOf(specification: unknown): ViewType | undefined {
  const { StreamEnabled: isEnabled, StreamViewType: view } = (specification ?? {}) as Input;
  if (isEnabled !== true) return undefined;
  const found = VIEWS.find(one => one === view);
  if (found) return found;
  throw view === undefined
    ? invalidParameters('StreamViewType is required when StreamEnabled is true')
    : notSupported(`The stream view ${view}`);
}
