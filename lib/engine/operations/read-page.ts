/** The parts that queries and scans share: the checks of their parameters, and the reading of one page. */
import { invalidParameters, validationError } from '../errors.ts';
import { type BoundCondition, bindCondition } from '../expressions/bind-condition.ts';
import { Bindings, type BoundPath, type Placeholders } from '../expressions/bindings.ts';
import { isMet } from '../expressions/evaluate-condition.ts';
import { bindProjection, project } from '../expressions/project.ts';
import { PAGE_BYTES_MAX } from '../limits.ts';
import type { Entry, Row } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import { type KeySchema, keyAttributes, requireKey } from '../storage/schema.ts';
import { entrySize, type Index, projected, type Table } from '../storage/table.ts';
import type { Codec } from '../values/codec.ts';
import { type Item, typeOf } from '../values/value.ts';
import { Capacity, readUnits } from './capacity.ts';
import { type Input, refuseLegacy, requireChoices, requireTableName } from './parameters.ts';

export interface PreparedPage {
  table: Table;
  index: Index | undefined;
  schema: KeySchema;
  keyCondition: BoundCondition | undefined;
  filter: BoundCondition | undefined;
  paths: BoundPath[] | undefined;
  select: string | undefined;
  limit: number;
  isConsistent: boolean;
  /** The key of the last row of the previous page. */
  start: Item | undefined;
}

const QUERY_EXPRESSIONS = ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'];
const LEGACY = ['AttributesToGet', 'QueryFilter', 'ScanFilter', 'ConditionalOperator', 'KeyConditions'];

export function preparePage(database: Database, operation: 'Query' | 'Scan', input: Input, codec: Codec): PreparedPage {
  const name = requireTableName(input.TableName);
  requireChoices(input);
  const limit = requireLimit(operation, input.Limit);
  const expressions = operation === 'Query' ? QUERY_EXPRESSIONS : QUERY_EXPRESSIONS.slice(0, 2);
  refuseLegacy(input, LEGACY, expressions);
  if (operation === 'Query' && input.KeyConditionExpression === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const bindings = new Bindings(input as Placeholders, codec);
  const conditionOf = (parameter: string) =>
    input[parameter] === undefined ? undefined : bindCondition(String(input[parameter]), parameter, bindings);
  const keyCondition = operation === 'Query' ? conditionOf('KeyConditionExpression') : undefined;
  const filter = conditionOf('FilterExpression');
  const paths =
    input.ProjectionExpression === undefined ? undefined : bindProjection(String(input.ProjectionExpression), bindings);
  bindings.requireAllUsed();
  const table = database.table(name);
  const index = indexOf(table, input);
  const page: PreparedPage = {
    table,
    index,
    schema: index?.rows.schema ?? table.schema,
    keyCondition,
    filter,
    paths,
    select: input.Select as string | undefined,
    limit,
    isConsistent: input.ConsistentRead === true,
    start: startOf(table, index, input.ExclusiveStartKey, codec),
  };
  requireSelect(page);
  return page;
}

function requireLimit(operation: 'Query' | 'Scan', limit: unknown): number {
  if (limit === undefined || limit === null) return Number.POSITIVE_INFINITY;
  if (typeof limit === 'number' && limit >= 1) return Math.floor(limit);
  const value = operation === 'Query' ? "Value at 'Limit'" : `Value '${limit}' at 'limit'`;
  throw validationError(
    `1 validation error detected: ${value} failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
}

function indexOf(table: Table, input: Input): Index | undefined {
  const { IndexName: name } = input;
  if (name === undefined || name === null) return undefined;
  const index = table.indexes.get(String(name));
  if (!index) throw validationError(`The table does not have the specified index: ${name}`);
  if (index.kind === 'global' && input.ConsistentRead === true) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  return index;
}

/** Reads the start key, which has the key attributes of the table and of the index, and no others. */
function startOf(table: Table, index: Index | undefined, given: unknown, codec: Codec): Item | undefined {
  if (given === undefined || given === null) return undefined;
  const start = codec.readItem(given);
  const attributes = new Map(
    [...keyAttributes(table.schema), ...(index ? keyAttributes(index.rows.schema) : [])].map(one => [
      one.name,
      one.type,
    ]),
  );
  const fits =
    start.size === attributes.size &&
    [...attributes].every(([name, type]) => {
      const value = start.get(name);
      return value !== undefined && typeOf(value) === type;
    });
  if (!fits) {
    throw validationError(
      index
        ? 'The provided starting key is invalid'
        : 'The provided starting key is invalid: The provided key element does not match the schema',
    );
  }
  requireKey(table.schema, new Map(keyAttributes(table.schema).map(({ name }) => [name, start.get(name) as never])));
  return start;
}

function requireSelect({ select, paths, index, filter }: PreparedPage): void {
  if (paths && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    throw validationError(
      select === 'COUNT'
        ? 'Cannot specify the ProjectionExpression when choosing to get only the Count'
        : `Cannot specify the ProjectionExpression when choosing to get ${select}`,
    );
  }
  if (!paths && select === 'SPECIFIC_ATTRIBUTES') {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (!index && select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw invalidParameters('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (index?.kind !== 'global' || !index.attributes) return;
  if (select === 'ALL_ATTRIBUTES') {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const { attributes } = index;
  const missing = [...(paths ?? []).map(([name]) => String(name)), ...namesIn(filter)].filter(
    attribute => !attributes.has(attribute),
  );
  if (missing.length === 0) return;
  throw invalidParameters(
    `Global secondary index ${index.name} does not project ${new Set(missing).size === 1 ? missing[0] : `[${[...new Set(missing)].join(', ')}]`}`,
  );
}

/** The top-level attributes that a condition names. */
export function namesIn(condition: BoundCondition | undefined): string[] {
  if (!condition) return [];
  const names: string[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('is' in part && part.is === 'path') names.push(String((part as unknown as { path: BoundPath }).path[0]));
    else if ('is' in part && part.is === 'value') return;
    else for (const inner of Object.values(part)) visit(inner);
  };
  visit(condition);
  return names;
}

export interface Page {
  rows: Row[];
  scanned: number;
  bytes: number;
  /** The last row that was read; undefined if no rows are left. */
  last: Row | undefined;
}

/** Reads rows until one of them reaches the limit or fills the page. */
export function readPage({ index, filter, limit }: PreparedPage, entries: Iterable<Entry>): Page {
  const rows: Row[] = [];
  let [scanned, bytes] = [0, 0];
  for (const { row } of entries) {
    scanned += 1;
    bytes += index ? entrySize(index, row) : row.size;
    if (!filter || isMet(filter, row.item)) rows.push(row);
    if (scanned >= limit || bytes >= PAGE_BYTES_MAX) return { rows, scanned, bytes, last: row };
  }
  return { rows, scanned, bytes, last: undefined };
}

export function pageResponse(page: PreparedPage, read: Page, input: Input, codec: Codec): Record<string, unknown> {
  const { table, index, isConsistent } = page;
  const capacity = new Capacity(input.ReturnConsumedCapacity);
  capacity.addRead(table, readUnits(read.bytes, isConsistent), index);
  const last = read.last && startKeyOf(page, read.last.item);
  return {
    ...(page.select !== 'COUNT' && { Items: read.rows.map(({ item }) => codec.writeItem(partOf(page, item))) }),
    Count: read.rows.length,
    ScannedCount: read.scanned,
    ...(last && { LastEvaluatedKey: codec.writeItem(last) }),
    ...capacity.ofOneTable(),
  };
}

/** Returns the requested part of a row. A local index reads missing attributes from the table; a global index cannot. */
function partOf({ index, paths, select }: PreparedPage, item: Item): Item {
  if (paths) return project(item, paths);
  return index && select !== 'ALL_ATTRIBUTES' ? projected(index, item) : item;
}

function startKeyOf({ table, index }: PreparedPage, item: Item): Item {
  const key: Item = new Map();
  for (const { name } of [...keyAttributes(table.schema), ...(index ? keyAttributes(index.rows.schema) : [])]) {
    const value = item.get(name);
    if (value !== undefined) key.set(name, value);
  }
  return key;
}
