/** Transactions: all or nothing, reasons in the order of the actions, and tokens. */
import { IdempotentParameterMismatchException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { TOKEN_LIFETIME_MS } from '../../lib/engine/limits.ts';
import { createSideTable, errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';
import { recordsOf } from './records.ts';

const SIDE = 'side';
let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
  await createSideTable(open, SIDE);
});

const transact = (TransactItems: object[], ClientRequestToken?: string) =>
  open.documents.send(
    new TransactWriteCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) } as never),
  );
const put = (sk: string, number = 1) => ({ Put: { TableName: TABLE, Item: { pk: 'a', sk, number } } });
const putIfAbsent = (sk: string) => ({
  Put: {
    ...put(sk).Put,
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
const count = (sk: string) => ({
  Update: {
    TableName: TABLE,
    Key: { pk: 'a', sk },
    UpdateExpression: 'ADD #n :one',
    ExpressionAttributeNames: { '#n': 'number' },
    ExpressionAttributeValues: { ':one': 1 },
  },
});
const rowOf = async (sk: string) =>
  (await open.documents.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk }, ConsistentRead: true }))).Item;

describe('a transaction', () => {
  it('writes all of its actions, in several tables', async () => {
    await open.documents.send(new PutCommand({ TableName: SIDE, Item: { id: 'x' } }));
    await transact([
      put('1'),
      count('2'),
      { Delete: { TableName: SIDE, Key: { id: 'x' } } },
      {
        ConditionCheck: {
          TableName: TABLE,
          Key: { pk: 'a', sk: '3' },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]);
    expect([await rowOf('1'), await rowOf('2'), await rowOf('3')]).toEqual([
      { pk: 'a', sk: '1', number: 1 },
      { pk: 'a', sk: '2', number: 1 },
      undefined,
    ]);
    const { Item } = await open.documents.send(new GetCommand({ TableName: SIDE, Key: { id: 'x' } }));
    expect(Item).toBeUndefined();
  });

  it('writes nothing, and no stream record, if one of its conditions fails', async () => {
    await transact([put('taken')]);
    const before = (await recordsOf(open)).length;
    await expect(transact([put('1'), count('2'), putIfAbsent('taken'), put('3')])).rejects.toThrow(
      TransactionCanceledException,
    );
    expect([await rowOf('1'), await rowOf('2'), await rowOf('3')]).toEqual([undefined, undefined, undefined]);
    expect(await recordsOf(open)).toHaveLength(before);
  });

  it('that fails has one reason for each action, in the order of the actions, with its row', async () => {
    await transact([put('1', 10), put('3', 30)]);
    const error = await errorOf(transact([putIfAbsent('1'), put('2'), putIfAbsent('3')]));
    expect(error.CancellationReasons).toEqual([
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: raw('1', 10) },
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: raw('3', 30) },
    ]);
    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None, ConditionalCheckFailed]',
    );
  });

  it('is refused with two actions on one row', async () => {
    const check = {
      ConditionCheck: { TableName: TABLE, Key: { pk: 'a', sk: '1' }, ConditionExpression: 'attribute_not_exists(pk)' },
    };
    await expect(transact([put('1'), check])).rejects.toThrow(
      'Transaction request cannot include multiple operations on one item',
    );
  });

  it('is cancelled with a ValidationError for an action that does not fit its row', async () => {
    await open.documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk: '1', number: 'text' } }));
    const error = await errorOf(transact([put('2'), count('1')]));
    expect(error.CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
    ]);
  });

  it('reads all its rows at the same moment', async () => {
    await transact([put('1'), put('2')]);
    const { Responses } = await open.documents.send(
      new TransactGetCommand({
        TransactItems: ['1', '2', '3'].map(sk => ({ Get: { TableName: TABLE, Key: { pk: 'a', sk } } })),
      }),
    );
    expect(Responses).toEqual([{ Item: await rowOf('1') }, { Item: await rowOf('2') }, {}]);
  });
});

const raw = (sk: string, number: number) => ({ pk: { S: 'a' }, sk: { S: sk }, number: { N: String(number) } });

describe('a token', () => {
  it('lets a repeated transaction succeed without effect', async () => {
    await transact([count('1')], 'token');
    await transact([count('1')], 'token');
    expect((await rowOf('1'))?.number).toBe(1);
  });

  it('is refused with another transaction', async () => {
    await transact([count('1')], 'token');
    await expect(transact([count('2')], 'token')).rejects.toThrow(IdempotentParameterMismatchException);
    await expect(transact([put('1', 2)], 'token')).rejects.toThrow(IdempotentParameterMismatchException);
  });

  it('is forgotten ten minutes after its transaction', async () => {
    await transact([count('1')], 'token');
    open.clock.now += TOKEN_LIFETIME_MS;
    await transact([count('1')], 'token');
    expect((await rowOf('1'))?.number).toBe(1);
    open.clock.now += 1;
    await transact([count('1')], 'token');
    expect((await rowOf('1'))?.number).toBe(2);
  });

  it('of a cancelled transaction may be used again', async () => {
    await transact([put('1')]);
    await errorOf(transact([putIfAbsent('1')], 'token'));
    await transact([count('2')], 'token');
    expect((await rowOf('2'))?.number).toBe(1);
  });
});
