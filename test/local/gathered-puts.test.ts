import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { TRANSACTION_ACTIONS_MAX } from '../../lib/domain/limits.ts';
import { type Gathering, gatherPuts } from '../../lib/local/seed/gathered-puts.ts';
import { openWorld, type World } from '../support/world.ts';

const putOf = ({ table }: World, sk: string, by = 'gathered') =>
  new PutCommand({
    TableName: table.name,
    Item: { pk: 'ROW', sk, by },
    ConditionExpression: 'attribute_not_exists(pk)',
  });

async function open(gathering: Gathering = 'transactions') {
  const world = await openWorld();
  const { table, faults } = world;
  const put = gatherPuts(faults.asDocumentClient(), gathering);
  const read = async (sk: string): Promise<unknown> =>
    (await table.documents.send(new GetCommand({ TableName: table.name, Key: { pk: 'ROW', sk } }))).Item?.by;
  const sent = () => faults.requests.map(({ name }) => name);
  return { world, put, read, sent };
}

describe('gathered puts', () => {
  test('are sent as transactions of as many as a transaction takes', async () => {
    const { world, put, read, sent } = await open();
    const rows = Array.from({ length: TRANSACTION_ACTIONS_MAX + 1 }, (_, i) => String(i));
    await Promise.all(rows.map(sk => put(putOf(world, sk))));
    expect(sent()).toEqual(['TransactWriteCommand', 'TransactWriteCommand']);
    expect([await read('0'), await read(String(TRANSACTION_ACTIONS_MAX))]).toEqual(['gathered', 'gathered']);
  });

  test('leave a row that exists as it is, and write the others', async () => {
    const { world, put, read, sent } = await open();
    await world.table.documents.send(putOf(world, '1', 'earlier'));
    world.faults.requests.length = 0;
    const outcomes = await Promise.allSettled(['0', '1', '2'].map(sk => put(putOf(world, sk))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(ConditionalCheckFailedException);
    expect(sent()).toEqual(['TransactWriteCommand', ...Array(3).fill('PutCommand')]);
    expect([await read('0'), await read('1'), await read('2')]).toEqual(['gathered', 'earlier', 'gathered']);
  });

  test('all fail if the reply to their transaction is lost, and find their rows when they are repeated', async () => {
    const { world, put, read } = await open();
    world.faults.injectOnce('lost-reply');
    const outcomes = await Promise.allSettled(['0', '1'].map(sk => put(putOf(world, sk))));
    expect(outcomes).toMatchObject([{ reason: { name: 'TimeoutError' } }, { reason: { name: 'TimeoutError' } }]);
    await expect(put(putOf(world, '0'))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect(await read('1')).toBe('gathered');
  });

  test('are sent as batches of 25 to a new table', async () => {
    const { world, put, read, sent } = await open('batches');
    await Promise.all(Array.from({ length: 26 }, (_, i) => put(putOf(world, String(i)))));
    expect(sent()).toEqual(['BatchWriteCommand', 'BatchWriteCommand']);
    expect([await read('0'), await read('25')]).toEqual(['gathered', 'gathered']);
  });

  test('all fail if their batch fails', async () => {
    const { world, put } = await open('batches');
    world.faults.injectOnce('lost-request');
    const outcomes = await Promise.allSettled(['0', '1'].map(sk => put(putOf(world, sk))));
    expect(outcomes).toMatchObject([{ reason: { name: 'TimeoutError' } }, { reason: { name: 'TimeoutError' } }]);
  });
});
