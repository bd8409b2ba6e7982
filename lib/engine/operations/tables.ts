/** CreateTable, UpdateTable, DeleteTable and ListTables. Every change takes effect at once. */
import { constraintError, DynamoDbError, invalidParameters, notSupported, validationError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import { keyAttributes } from '../storage/schema.ts';
import { Table } from '../storage/table.ts';
import { descriptionOf, namedTable } from './describe-table.ts';
import { type Input, requireTableName } from './parameters.ts';
import {
  type AttributeTypes,
  attributeTypesOf,
  billingOf,
  indexesOf,
  indexOf,
  requireAllUsed,
  schemaOf,
  throughputOf,
  viewOf,
} from './table-definition.ts';

const NEW_NAME_MIN = 3;
const LIST_MAX = 100;

export function createTable(database: Database, input: Input): Record<string, unknown> {
  const name = requireNewName(input.TableName);
  const types = attributeTypesOf(input.AttributeDefinitions);
  const schema = schemaOf(input.KeySchema, types);
  const indexes = indexesOf(input, schema, types);
  requireAllUsed(types, [schema, ...indexes.map(index => index.schema)]);
  const billing = billingOf(input);
  const view = viewOf(input.StreamSpecification);
  if (database.tables.has(name)) {
    throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
  }
  const table = new Table(name, schema, {
    ...billing,
    createdAt: database.now(),
    attributeTypes: types,
    isProtected: input.DeletionProtectionEnabled === true,
    tableClass: input.TableClass as string | undefined,
  });
  for (const index of indexes) table.addIndex(index.name, index.kind, index.schema, index.projection);
  if (view) database.openStream(table, view);
  database.tables.set(name, table);
  return { TableDescription: descriptionOf(database, table) };
}

function requireNewName(name: unknown): string {
  if (typeof name !== 'string') {
    throw validationError("The parameter 'TableName' is required but was not present in the request");
  }
  if (name.length < NEW_NAME_MIN) {
    throw constraintError(`'${name}'`, 'tableName', `have length greater than or equal to ${NEW_NAME_MIN}`);
  }
  return requireTableName(name);
}

export function deleteTable(database: Database, input: Input): Record<string, unknown> {
  const table = namedTable(database, input);
  if (table.settings.isProtected) {
    throw validationError(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  const description = descriptionOf(database, table, 'DELETING');
  database.tables.delete(table.name);
  if (table.stream) table.stream.isOpen = false;
  return { TableDescription: description };
}

export function listTables(database: Database, input: Input): Record<string, unknown> {
  const { Limit: limit = LIST_MAX, ExclusiveStartTableName: after } = input;
  if (typeof limit !== 'number' || limit < 1) {
    throw constraintError(`'${limit}'`, 'limit', 'have value greater than or equal to 1');
  }
  if (limit > LIST_MAX) throw constraintError(`'${limit}'`, 'limit', `have value less than or equal to ${LIST_MAX}`);
  const names = [...database.tables.keys()].sort().filter(name => after === undefined || name > String(after));
  const page = names.slice(0, limit);
  return {
    TableNames: page,
    ...(names.length > page.length && { LastEvaluatedTableName: page.at(-1) }),
  };
}

/** Changes the billing, the deletion protection, the stream or the global indexes. */
export function updateTable(database: Database, input: Input): Record<string, unknown> {
  const table = namedTable(database, input);
  updateBilling(table, input);
  if (input.DeletionProtectionEnabled !== undefined) {
    table.settings.isProtected = input.DeletionProtectionEnabled === true;
  }
  if (input.StreamSpecification !== undefined) updateStream(database, table, input.StreamSpecification);
  for (const change of (input.GlobalSecondaryIndexUpdates as Record<string, Input>[] | undefined) ?? []) {
    updateIndex(table, change, input);
  }
  return { TableDescription: descriptionOf(database, table) };
}

function updateBilling({ settings }: Table, input: Input): void {
  const { BillingMode: mode, ProvisionedThroughput: given } = input;
  if (mode === undefined && given === undefined) return;
  if (mode === 'PAY_PER_REQUEST') Object.assign(settings, billingOf(input));
  else {
    if (given === undefined) {
      throw invalidParameters(
        'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
      );
    }
    const throughput = throughputOf(given as Input);
    const { read, write } = settings.throughput;
    if (settings.billing === 'PROVISIONED' && throughput.read === read && throughput.write === write) {
      throw validationError(
        `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
      );
    }
    Object.assign(settings, { billing: 'PROVISIONED', throughput });
  }
}

function updateStream(database: Database, table: Table, specification: unknown): void {
  const view = viewOf(specification);
  if (!view) {
    if (!table.stream?.isOpen) throw validationError('Table is already disabled for streams');
    table.stream.isOpen = false;
    return;
  }
  if (table.stream?.isOpen) {
    throw validationError(`Table already has an enabled stream: TableName: ${table.name}`);
  }
  database.openStream(table, view);
}

function updateIndex(table: Table, { Create: create, Delete: remove }: Record<string, Input>, input: Input): void {
  const { attributeTypes } = table.settings;
  if (remove) {
    const name = String(remove.IndexName);
    if (!table.indexes.delete(name)) {
      throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`);
    }
    table.settings.attributeTypes = usedTypes(table);
    return;
  }
  if (!create) throw notSupported('An update of a global index other than Create or Delete');
  const types = new Map([...attributeTypes, ...attributeTypesOf(input.AttributeDefinitions)]);
  const index = indexOf(create, 'global', types);
  if (table.indexes.has(index.name)) {
    throw validationError(`One or more parameter values were invalid: Duplicate index name: ${index.name}`);
  }
  table.settings.attributeTypes = types;
  table.addIndex(index.name, index.kind, index.schema, index.projection);
}

/** The types of the attributes that are keys of the table or of an index. */
function usedTypes({ schema, indexes, settings }: Table): AttributeTypes {
  const keys = [schema, ...[...indexes.values()].map(({ rows }) => rows.schema)].flatMap(keyAttributes);
  const names = new Set(keys.map(({ name }) => name));
  return new Map([...settings.attributeTypes].filter(([name]) => names.has(name)));
}
