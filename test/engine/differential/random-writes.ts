/** Random puts, updates, deletes, transactions and batches of writes. */
import {
  BatchWriteCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { add, check, Expression, expression, path, put, update } from '../../../lib/table/expression.ts';
import type { Chance } from './chance.ts';
import { randomCondition, randomUpdate } from './random-expressions.ts';
import {
  type Command,
  type Keyspace,
  type Maker,
  mostlyDistinct,
  randomKey,
  randomRow,
  randomTime,
  SIDE_TABLE,
  sideKey,
  TABLE,
} from './random-values.ts';

const RETURNED = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] as const;
const CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

export const WRITES: Maker[] = [
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
  randomCount,
  (space, chance) =>
    new DeleteCommand({ ...randomDelete(space, chance), ReturnValues: chance.pick(['NONE', 'ALL_OLD']) } as never),
  randomTransaction,
  randomTransaction,
  randomTransaction,
  randomBatchWrite,
];

function randomPut(space: Keyspace, chance: Chance) {
  const row = randomRow(space, chance);
  return chance.isOneIn(3) ? { TableName: TABLE, Item: row } : put(TABLE, row, randomCondition(chance));
}

/** Makes an update from a whole expression. The project's own `update` needs clauses. */
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

/** An update of the row of a rate limit: each time moves on by one position. */
function randomCount(space: Keyspace, chance: Chance): Command {
  const moved = [1, 2].map(i => expression`${path(`c${i}`)} = if_not_exists(${path(`c${i - 1}`)}, ${0})`);
  const change = update(TABLE, randomKey(space, chance), {
    set: [expression`c0 = ${randomTime(chance)}`, ...moved, expression`#ttl = ${randomTime(chance)}`],
    condition: expression`(attribute_not_exists(c2) OR c2 <= ${randomTime(chance)})`,
  });
  return new UpdateCommand({ ...change, ReturnValues: 'ALL_NEW' });
}

function randomDelete(space: Keyspace, chance: Chance) {
  const key = randomKey(space, chance);
  return chance.isOneIn(2) ? { TableName: TABLE, Key: key } : check(TABLE, key, randomCondition(chance));
}

function randomAction(space: Keyspace, chance: Chance): object {
  return chance.pick<() => object>([
    () => ({ Put: randomPut(space, chance) }),
    () => ({ Update: randomUpdateOf(space, chance) }),
    () => ({ Update: unconditionalUpdateOf(space, chance) }),
    () => ({ Delete: randomDelete(space, chance) }),
    () => ({ ConditionCheck: check(TABLE, randomKey(space, chance), randomCondition(chance)) }),
    () => ({ Update: add(SIDE_TABLE, sideKey(space, chance) as never, { number: 1, total: chance.below(3) + 0.5 }) }),
    () => ({ Delete: { TableName: SIDE_TABLE, Key: sideKey(space, chance) } }),
    () => ({ Put: { TableName: SIDE_TABLE, Item: { ...sideKey(space, chance), number: chance.below(9) } } }),
    () => ({
      Update: update(SIDE_TABLE, sideKey(space, chance) as never, {
        remove: ['number'],
        condition: randomCondition(chance),
      }),
    }),
  ])();
}

/** A token, which repeats within a sequence, mostly with other actions. */
function randomTransaction(space: Keyspace, chance: Chance): Command {
  return new TransactWriteCommand({
    TransactItems: mostlyDistinct(
      chance.some(1, 4, () => randomAction(space, chance)),
      chance,
    ).map(action => withoutAllOld(action, chance)) as never,
    ...(chance.isOneIn(2) && { ClientRequestToken: `${space.prefix}-${chance.below(4)}` }),
  });
}

/** The request for the row of a failed condition. The project always asks for it; other callers may not. */
function withoutAllOld(action: object, chance: Chance): object {
  if (!chance.isOneIn(5)) return action;
  return Object.fromEntries(
    Object.entries(action).map(([kind, { ReturnValuesOnConditionCheckFailure: _, ...rest }]) => [kind, rest]),
  );
}

function randomBatchWrite(space: Keyspace, chance: Chance): Command {
  const requests = chance.some(1, 4, () =>
    chance.isOneIn(3)
      ? { DeleteRequest: { Key: randomKey(space, chance) } }
      : { PutRequest: { Item: randomRow(space, chance) } },
  );
  const side = chance.isOneIn(3) && {
    [SIDE_TABLE]: [{ PutRequest: { Item: { ...sideKey(space, chance), number: 1 } } }],
  };
  const distinct = mostlyDistinct(requests, chance);
  return new BatchWriteCommand({ RequestItems: { [TABLE]: distinct, ...side }, ...CAPACITY });
}
