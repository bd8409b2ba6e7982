/** Conditions of single writes: for each, a case that holds and a case that does not. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';

const Key = { pk: 'a', sk: 'b' };
const ROW = {
  ...Key,
  status: 'held',
  version: 3,
  claims: { clm_1: { quantity: 2 } },
  history: [{ at: 1 }, { at: 2 }],
  tags: new Set(['x', 'y']),
  nothing: null,
};

let open: OpenEngine;

beforeEach(async () => {
  open = await openEngine();
  await open.documents.send(new PutCommand({ TableName: TABLE, Item: ROW }));
});

const put = (condition: string, values?: Record<string, unknown>, names?: Record<string, string>) =>
  open.documents.send(
    new PutCommand({
      TableName: TABLE,
      Item: { ...ROW, version: 4 },
      ConditionExpression: condition,
      ...(values && { ExpressionAttributeValues: values }),
      ...(names && { ExpressionAttributeNames: names }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );

describe('a condition', () => {
  it.each<[string, Record<string, unknown> | undefined]>([
    ['attribute_exists(pk)', undefined],
    ['attribute_not_exists(absent)', undefined],
    ['version = :v', { ':v': 3 }],
    ['version <> :v', { ':v': 2 }],
    ['absent <> :v', { ':v': 2 }],
    [':v > version', { ':v': 4 }],
    ['version BETWEEN :a AND :b', { ':a': 3, ':b': 5 }],
    ['version IN (:a, :b)', { ':a': 9, ':b': 3 }],
    ['size(history) = :v', { ':v': 2 }],
    ['size(tags) = :v', { ':v': 2 }],
    ['history[1].#at = :v', { ':v': 2 }],
    ['claims.clm_1.quantity >= :v', { ':v': 2 }],
    ['begins_with(#status, :v)', { ':v': 'he' }],
    ['contains(tags, :v)', { ':v': 'y' }],
    ['contains(#status, :v)', { ':v': 'el' }],
    ['attribute_type(nothing, :v)', { ':v': 'NULL' }],
    ['NOT attribute_exists(absent) AND (version = :a OR version = :b)', { ':a': 1, ':b': 3 }],
    ['attribute_exists(pk) OR attribute_exists(absent) AND attribute_exists(absent)', undefined],
  ])('that holds lets the write happen: %s', async (condition, values) => {
    await put(condition, values, namesIn(condition));
    const { Item } = await open.documents.send(new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }));
    expect(Item?.version).toBe(4);
  });

  it.each<[string, Record<string, unknown> | undefined]>([
    ['attribute_not_exists(pk)', undefined],
    ['attribute_exists(absent)', undefined],
    ['version = :v', { ':v': '3' }],
    ['version <> :v', { ':v': 3 }],
    ['absent < :v', { ':v': 9 }],
    ['version < :v', { ':v': 'text' }],
    ['version BETWEEN :a AND :b', { ':a': 4, ':b': 5 }],
    ['version BETWEEN :a AND :b', { ':a': 1, ':b': 2 }],
    ['version IN (:a, :b)', { ':a': 9, ':b': '3' }],
    ['size(version) = :v', { ':v': 1 }],
    ['history[2].#at = :v', { ':v': 2 }],
    ['contains(tags, :v)', { ':v': 'z' }],
    ['attribute_type(nothing, :v)', { ':v': 'S' }],
    ['NOT version = :v', { ':v': 3 }],
    ['attribute_exists(pk) AND attribute_exists(absent)', undefined],
  ])('that does not hold refuses the write and answers with the row: %s', async (condition, values) => {
    const error = await errorOf(put(condition, values, namesIn(condition)));
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error.message).toBe('The conditional request failed');
    expect(error.Item).toMatchObject({ pk: { S: 'a' }, version: { N: '3' } });
    const { Item } = await open.documents.send(new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }));
    expect(Item).toEqual(ROW);
  });

  it('guards updates and deletes too', async () => {
    const guarded = { TableName: TABLE, Key, ConditionExpression: 'attribute_not_exists(pk)' };
    await expect(
      open.documents.send(new UpdateCommand({ ...guarded, UpdateExpression: 'REMOVE version' })),
    ).rejects.toThrow(ConditionalCheckFailedException);
    await expect(open.documents.send(new DeleteCommand(guarded))).rejects.toThrow(ConditionalCheckFailedException);
  });

  it('that fails returns the row only if the request asks for it', async () => {
    const request = new DeleteCommand({ TableName: TABLE, Key, ConditionExpression: 'attribute_not_exists(pk)' });
    expect((await errorOf(open.documents.send(request))).Item).toBeUndefined();
  });

  it.each([
    ['a = ', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "= "'],
    ['', 'Invalid ConditionExpression: The expression can not be empty;'],
    ['((pk = sk))', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
    ['status = pk', 'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: status'],
    ['strange(pk)', 'Invalid ConditionExpression: Invalid function name; function: strange'],
    [
      'pk = :missing',
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :missing',
    ],
    [
      '#missing = pk',
      'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #missing',
    ],
  ])('that cannot be read is refused: %j', async (condition, message) => {
    const error = await errorOf(put(condition));
    expect([error.name, error.message]).toEqual(['ValidationException', message]);
  });

  it('refuses a value that no expression uses', async () => {
    const error = await errorOf(put('attribute_exists(pk)', { ':unused': 1 }));
    expect(error.message).toBe('Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}');
  });
});

const namesIn = (text: string): Record<string, string> | undefined => {
  const names = text.match(/#\w+/g) ?? [];
  return names.length > 0 ? Object.fromEntries(names.map(name => [name, name.slice(1)])) : undefined;
};
