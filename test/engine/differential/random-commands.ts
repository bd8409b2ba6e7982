/** Random commands of the document client: those that the project sends, with right and wrong parameters. */
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { check, Expression, put, update } from '../../../lib/table/expression.ts';
import type { Chance } from './chance.ts';
import { randomCondition, randomPath, randomUpdate } from './random-expressions.ts';
import { type Keyspace, randomKey, randomRow, SIDE_TABLE, SORT_KEYS, TABLE } from './random-values.ts';

export interface Command {
  constructor: { name: string };
  input: Record<string, unknown>;
}

export function randomCommand(space: Keyspace, chance: Chance): Command {
  // A scan reads the rows of all sequences, so it is rare.
  const command = (chance.isOneIn(60) ? randomScan : chance.pick(COMMANDS))(space, chance);
  return chance.isOneIn(12) ? spoiled(command, chance) : command;
}

type Maker = (space: Keyspace, chance: Chance) => Command;

const RETURNED = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] as const;
const CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

const COMMANDS: Maker[] = [
  (space, chance) =>
    new PutCommand({
      ...randomPut(space, chance),
      ...CAPACITY,
      ReturnValues: chance.pick(['NONE', 'ALL_OLD']),
    } as never),
  (space, chance) => new PutCommand({ TableName: TABLE, Item: randomRow(space, chance) }),
  (space, chance) =>
    new UpdateCommand({ ...randomUpdateOf(space, chance), ...CAPACITY, ReturnValues: chance.pick(RETURNED) } as never),
  (space, chance) => new UpdateCommand(unconditionalUpdateOf(space, chance) as never),
  (space, chance) => new UpdateCommand({ ...unconditionalUpdateOf(space, chance), ReturnValues: 'ALL_NEW' } as never),
  (space, chance) =>
    new DeleteCommand({ ...randomDelete(space, chance), ReturnValues: chance.pick(['NONE', 'ALL_OLD']) } as never),
  randomTransaction,
  randomTransaction,
  randomGet,
  randomTransactGet,
  randomBatchGet,
  randomBatchWrite,
  randomQuery,
  randomQuery,
  randomIndexQuery,
];

function randomPut(space: Keyspace, chance: Chance) {
  const row = randomRow(space, chance);
  return chance.isOneIn(3) ? { TableName: TABLE, Item: row } : put(TABLE, row, randomCondition(chance));
}

/** `update` of the project takes clauses; the expression of a random update is whole already. */
function randomUpdateOf(space: Keyspace, chance: Chance) {
  const key = randomKey(space, chance);
  const condition = randomCondition(chance);
  const whole = randomUpdate(space, key, chance);
  const both = new Expression([...whole.pieces, { text: ' \n ' }, ...condition.pieces]);
  const { ConditionExpression: text, ...rest } = check(TABLE, key, both);
  const [UpdateExpression = '', ConditionExpression = ''] = text.split(' \n ');
  return { ...rest, UpdateExpression, ConditionExpression };
}

function unconditionalUpdateOf(space: Keyspace, chance: Chance) {
  const key = randomKey(space, chance);
  const { ConditionExpression: UpdateExpression, ...rest } = check(TABLE, key, randomUpdate(space, key, chance));
  return { ...rest, UpdateExpression };
}

function randomDelete(space: Keyspace, chance: Chance) {
  const key = randomKey(space, chance);
  return chance.isOneIn(2) ? { TableName: TABLE, Key: key } : check(TABLE, key, randomCondition(chance));
}

const sideKey = ({ prefix }: Keyspace, chance: Chance) => ({ id: `${prefix}#${chance.below(3)}` });

function randomAction(space: Keyspace, chance: Chance): object {
  return chance.pick<() => object>([
    () => ({ Put: randomPut(space, chance) }),
    () => ({ Update: randomUpdateOf(space, chance) }),
    () => ({ Update: unconditionalUpdateOf(space, chance) }),
    () => ({ Delete: randomDelete(space, chance) }),
    () => ({ ConditionCheck: check(TABLE, randomKey(space, chance), randomCondition(chance)) }),
    () => ({ Put: { TableName: SIDE_TABLE, Item: { ...sideKey(space, chance), number: chance.below(9) } } }),
    () => ({
      Update: update(SIDE_TABLE, sideKey(space, chance) as never, {
        remove: ['number'],
        condition: randomCondition(chance),
      }),
    }),
  ])();
}

/** Leaves out elements with the key of an earlier one, because a request takes each key once. */
function mostlyDistinct<Element extends object>(elements: Element[], chance: Chance): Element[] {
  if (chance.isOneIn(15)) return elements;
  const seen = new Set<string>();
  return elements.filter(element => {
    const [, pk, sk] = /"(?:pk|id)":"(.*?)"(?:,"sk":"(.*?)")?/.exec(JSON.stringify(element)) ?? [];
    const isNew = !seen.has(`${pk}\n${sk}`);
    seen.add(`${pk}\n${sk}`);
    return isNew;
  });
}

/** Tokens repeat within a sequence, mostly with another content. */
function randomTransaction(space: Keyspace, chance: Chance): Command {
  return new TransactWriteCommand({
    TransactItems: mostlyDistinct(
      chance.some(1, 4, () => randomAction(space, chance)),
      chance,
    ) as never,
    ...(chance.isOneIn(2) && { ClientRequestToken: `${space.prefix}-${chance.below(4)}` }),
  });
}

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
      Get: { TableName: TABLE, Key: randomKey(space, chance), ...randomProjection(chance) },
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

function randomBatchWrite(space: Keyspace, chance: Chance): Command {
  const requests = chance.some(1, 4, () =>
    chance.isOneIn(3)
      ? { DeleteRequest: { Key: randomKey(space, chance) } }
      : { PutRequest: { Item: randomRow(space, chance) } },
  );
  return new BatchWriteCommand({ RequestItems: { [TABLE]: requests }, ...CAPACITY });
}

const SORT_CONDITIONS = [
  '',
  ' AND sk = :a',
  ' AND sk < :a',
  ' AND sk <= :a',
  ' AND sk > :a',
  ' AND :a <= sk',
  ' AND begins_with(sk, :a)',
];

function paging(space: Keyspace, chance: Chance) {
  return {
    ScanIndexForward: chance.isOneIn(2),
    ...(chance.isOneIn(2) && { Limit: 1 + chance.below(4) }),
    ...(chance.isOneIn(6) && { ExclusiveStartKey: randomKey(space, chance) }),
    ...(chance.isOneIn(5) && { Select: 'COUNT' as const }),
  };
}

function randomQuery(space: Keyspace, chance: Chance): Command {
  const condition = chance.pick(SORT_CONDITIONS);
  const isBetween = chance.isOneIn(6);
  const filter = chance.isOneIn(3);
  const [low, high] = ['B', chance.pick(['BB', 'C', 'z'])];
  return new QueryCommand({
    TableName: TABLE,
    KeyConditionExpression: `pk = :pk${isBetween ? ' AND sk BETWEEN :a AND :b' : condition}`,
    ExpressionAttributeValues: {
      ':pk': randomKey(space, chance).pk,
      ...(isBetween ? { ':a': low, ':b': high } : condition && { ':a': chance.pick(SORT_KEYS) }),
      ...(filter && { ':f': 'held' }),
    },
    ...(filter && { FilterExpression: '#status <> :f', ExpressionAttributeNames: { '#status': 'status' } }),
    ConsistentRead: chance.isOneIn(2),
    ...CAPACITY,
    ...paging(space, chance),
  });
}

const INDEX_QUERIES = [
  { IndexName: 'byOwner', hash: 'ownerPk', sort: 'ownerSk', partition: 'OWNER' },
  { IndexName: 'byUnfinished', hash: 'unfinishedPk', sort: 'unfinishedSk', partition: 'UNFINISHED' },
];

function randomIndexQuery({ prefix }: Keyspace, chance: Chance): Command {
  const { IndexName, hash, sort, partition } = chance.pick(INDEX_QUERIES);
  const condition = chance.pick([
    '',
    ` AND ${sort} < :a`,
    ` AND ${sort} BETWEEN :a AND :b`,
    ` AND begins_with(${sort}, :a)`,
  ]);
  return new QueryCommand({
    TableName: TABLE,
    IndexName,
    KeyConditionExpression: `${hash} = :pk${condition}`,
    ExpressionAttributeValues: {
      ':pk': `${prefix}#${partition}`,
      ...(condition && { ':a': String(chance.below(3)) }),
      ...(condition.includes('BETWEEN') && { ':b': '9' }),
    },
    ScanIndexForward: chance.isOneIn(2),
    ...(chance.isOneIn(2) && { Limit: 1 + chance.below(4) }),
    ...CAPACITY,
  });
}

/** Both engines have their own order of partitions, so a scan reads everything. */
function randomScan({ prefix }: Keyspace, chance: Chance): Command {
  return new ScanCommand({
    TableName: TABLE,
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: { ':prefix': `${prefix}#` },
    ...(chance.isOneIn(3) && { IndexName: 'byOwner' }),
  });
}

/** Commands with a wrong part. They may have two errors, of which either engine tells another one. */
const spoiledCommands = new WeakSet<Command>();
export const isSpoiled = (command: Command): boolean => spoiledCommands.has(command);

/** Makes one part of a command wrong. */
function spoiled(command: Command, chance: Chance): Command {
  spoiledCommands.add(command);
  const { input } = command;
  const spoilers: (() => void)[] = [
    () => {
      input.TableName = 'absent-table';
    },
    ...expressionsIn(input).flatMap(([holder, name]) => [
      () => {
        holder[name] = withoutToken(String(holder[name]), chance);
      },
      () => {
        holder[name] = String(holder[name]).replace(/[#:]\w+/, ':missing');
      },
      () => {
        holder.ExpressionAttributeValues = { ...(holder.ExpressionAttributeValues as object), ':unused': 1 };
      },
    ]),
    ...holdersOf(input, 'Key').map(holder => () => {
      holder.Key = chance.pick<object>([
        { pk: 'x' },
        { pk: 'x', sk: 1 },
        { pk: '', sk: 'a' },
        { pk: 'x', sk: 'y', more: 1 },
        { pk: 'x'.repeat(2_049), sk: 'a' },
      ]);
    }),
    ...holdersOf(input, 'Item').map(holder => () => {
      const item = holder.Item as Record<string, unknown>;
      Object.assign(
        item,
        chance.pick<object>([
          { sk: 5 },
          { ownerPk: 7 },
          { unfinishedSk: '' },
          { sk: 'x'.repeat(1_025) },
          { blob: 'x'.repeat(420_000) },
        ]),
      );
    }),
  ];
  chance.pick(spoilers)();
  return command;
}

type Holder = Record<string, unknown>;

function holdersOf(input: Holder, member: string): Holder[] {
  const inside = [
    input,
    ...((input.TransactItems as Holder[] | undefined) ?? []).flatMap(action => Object.values(action) as Holder[]),
  ];
  return inside.filter(holder => holder[member] !== undefined);
}

const expressionsIn = (input: Holder): [Holder, string][] =>
  [
    'ConditionExpression',
    'UpdateExpression',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
  ].flatMap(name => holdersOf(input, name).map((holder): [Holder, string] => [holder, name]));

function withoutToken(text: string, chance: Chance): string {
  const tokens = text.match(/[#:]?\w+|<=|>=|<>|\S|\s+/g) ?? [];
  tokens.splice(chance.below(tokens.length), 1);
  return tokens.join('');
}
