/** Random gets, batches, queries and scans. */
import { BatchGetCommand, GetCommand, QueryCommand, ScanCommand, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import { and, check, Expression, expression, path } from '../../../lib/table/expression.ts';
import type { Chance } from './chance.ts';
import { randomPath } from './random-expressions.ts';
import {
  type Command,
  type Keyspace,
  type Maker,
  mostlyDistinct,
  randomKey,
  SIDE_TABLE,
  SORT_KEYS,
  sideKey,
  TABLE,
} from './random-values.ts';

const CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

export const READS: Maker[] = [
  randomGet,
  randomTransactGet,
  randomBatchGet,
  randomQuery,
  randomQuery,
  randomIndexQuery,
  randomIndexQuery,
];

const randomProjection = (chance: Chance) => {
  if (chance.isOneIn(2)) return {};
  const paths = chance.some(1, 3, () => randomPath(chance));
  const list = paths.reduce((all, one) => new Expression([...all.pieces, { text: ', ' }, ...one.pieces]));
  const { ConditionExpression: text, ExpressionAttributeNames: names } = check(TABLE, { pk: '', sk: '' }, list);
  return { ProjectionExpression: text, ...(names && { ExpressionAttributeNames: names }) };
};

function randomGet(space: Keyspace, chance: Chance): Command {
  const options = { ...randomProjection(chance), ConsistentRead: chance.isOneIn(2), ...CAPACITY };
  return new GetCommand({ TableName: TABLE, Key: randomKey(space, chance), ...options });
}

function randomTransactGet(space: Keyspace, chance: Chance): Command {
  const gets = mostlyDistinct(
    chance.some(1, 4, () => ({
      Get: chance.isOneIn(4)
        ? { TableName: SIDE_TABLE, Key: sideKey(space, chance) }
        : { TableName: TABLE, Key: randomKey(space, chance), ...randomProjection(chance) },
    })),
    chance,
  );
  return new TransactGetCommand({ TransactItems: gets, ...CAPACITY });
}

function randomBatchGet(space: Keyspace, chance: Chance): Command {
  const Keys = mostlyDistinct(
    chance.some(1, 4, () => randomKey(space, chance)),
    chance,
  );
  return new BatchGetCommand({
    RequestItems: {
      [TABLE]: { Keys, ConsistentRead: true, ...randomProjection(chance) },
      ...(chance.isOneIn(2) && { [SIDE_TABLE]: { Keys: [sideKey(space, chance)] } }),
    },
    ...CAPACITY,
  });
}

/** The placeholders of several expressions of one request. One placeholder must not have two meanings. */
function written(parts: Record<string, Expression>): Record<string, unknown> {
  const separator = ' \n ';
  const all = Object.values(parts).reduce(
    (whole, one) => new Expression([...whole.pieces, { text: separator }, ...one.pieces]),
  );
  const {
    ConditionExpression: text,
    ExpressionAttributeNames,
    ExpressionAttributeValues,
  } = check(TABLE, { pk: '', sk: '' }, all);
  const texts = text.split(separator);
  return {
    ...Object.fromEntries(Object.keys(parts).map((name, i) => [name, texts[i]])),
    ...(ExpressionAttributeNames && { ExpressionAttributeNames }),
    ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
  };
}

/** Conditions on a sort key: those of the project, and one with the operands exchanged. */
const sortCondition = (name: string, low: string, high: string, chance: Chance): Expression =>
  chance.pick([
    () => expression`${path(name)} = ${low}`,
    () => expression`${path(name)} < ${low}`,
    () => expression`${path(name)} <= ${low}`,
    () => expression`${path(name)} > ${low}`,
    () => expression`${low} <= ${path(name)}`,
    () => expression`begins_with(${path(name)}, ${low})`,
    () => expression`${path(name)} BETWEEN ${low} AND ${high}`,
  ])();

/** Filters of the project and of the table viewer, which compares any attribute in several ways. */
const filter = (chance: Chance): Expression =>
  chance.pick([
    () => expression`#status <> ${'held'}`,
    () => expression`#status = ${'held'}`,
    () => and(expression`available > ${3}`, expression`contains ( #status , ${'e'})`),
    () => and(expression`begins_with ( #status , ${'h'})`, expression`version <> ${2}`, expression`booked <= ${5}`),
    () => expression`attribute_exists(${randomPath(chance)}) OR NOT changedAt > ${2_000}`,
  ])();

const projection = (names: string[], chance: Chance): Expression =>
  path(names.filter((_, i) => i === 0 || chance.isOneIn(2)).join(', '));

function randomQuery(space: Keyspace, chance: Chance): Command {
  const { pk } = randomKey(space, chance);
  const key = expression`pk = ${pk}`;
  const isWhole = chance.isOneIn(3);
  const high = chance.pick(['BB', 'C', 'z']);
  const range = sortCondition('sk', chance.isOneIn(3) ? 'B' : chance.pick(SORT_KEYS), high, chance);
  return new QueryCommand({
    TableName: TABLE,
    ...written({
      KeyConditionExpression: isWhole ? key : and(key, range),
      ...(chance.isOneIn(3) && { FilterExpression: filter(chance) }),
      ...(chance.isOneIn(4) && { ProjectionExpression: projection(['sk', 'claimId', 'claims', 'history[0]'], chance) }),
    }),
    ConsistentRead: chance.isOneIn(2),
    ...CAPACITY,
    ...paging(chance),
    ...(chance.isOneIn(6) && { ExclusiveStartKey: randomKey(space, chance) }),
  } as never);
}

const paging = (chance: Chance) => ({
  ScanIndexForward: chance.isOneIn(2),
  ...(chance.isOneIn(2) && { Limit: 1 + chance.below(4) }),
  ...(chance.isOneIn(5) && { Select: 'COUNT' as const }),
});

/** Indexes of the project, with the attributes that each has besides its keys. */
const INDEX_QUERIES = [
  { IndexName: 'byOwner', hash: 'ownerPk', sort: 'ownerSk', partition: 'OWNER', others: ['#status'] },
  { IndexName: 'byUnfinished', hash: 'unfinishedPk', sort: 'unfinishedSk', partition: 'UNFINISHED', others: [] },
];

function randomIndexQuery(space: Keyspace, chance: Chance): Command {
  const { IndexName, hash, sort, partition, others } = chance.pick(INDEX_QUERIES);
  const value = `${space.prefix}#${partition}`;
  const key = expression`${path(hash)} = ${value}`;
  const at = String(chance.below(3));
  const row = randomKey(space, chance);
  return new QueryCommand({
    TableName: TABLE,
    IndexName,
    ...written({
      KeyConditionExpression: chance.isOneIn(3) ? key : and(key, sortCondition(sort, at, '9', chance)),
      ...(others.length > 0 && chance.isOneIn(3) && { FilterExpression: expression`#status <> ${'held'}` }),
      ...(chance.isOneIn(4) && { ProjectionExpression: projection(['sk', sort, ...others], chance) }),
    }),
    ...CAPACITY,
    ...paging(chance),
    ...(chance.isOneIn(6) && {
      ExclusiveStartKey: { ...row, [hash]: value, [sort]: `${at}#${row.pk}#${row.sk}` },
    }),
  } as never);
}

/** Both engines have their own order of partitions, so a scan reads everything. */
export function randomScan({ prefix }: Keyspace, chance: Chance): Command {
  return new ScanCommand({
    TableName: TABLE,
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: { ':prefix': `${prefix}#` },
    ...(chance.isOneIn(3) && { IndexName: 'byOwner' }),
  });
}
