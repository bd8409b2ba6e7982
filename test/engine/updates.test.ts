/** Update expressions: the effect of each clause, and the updates that are refused. */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type OpenEngine, openEngine, TABLE } from './engine-table.ts';

let open: OpenEngine;
const Key = { pk: 'a', sk: 'b' };

beforeEach(async () => {
  open = await openEngine();
  const Item = { ...Key, n: 1, steps: ['x', 'y', 'z'], map: { one: 1, two: 2 }, tags: new Set(['a', 'b']) };
  await open.documents.send(new PutCommand({ TableName: TABLE, Item }));
});

const update = (UpdateExpression: string, values?: Record<string, unknown>, ReturnValues = 'UPDATED_NEW') =>
  open.documents.send(
    new UpdateCommand({
      TableName: TABLE,
      Key,
      UpdateExpression,
      ...(values && { ExpressionAttributeValues: values }),
      ReturnValues: ReturnValues as never,
    }),
  );

describe('an update', () => {
  it.each<[string, Record<string, unknown> | undefined, object | undefined]>([
    ['SET n = n + :v', { ':v': 0.1 }, { n: 1.1 }],
    ['SET n = if_not_exists(n, :v) - :v', { ':v': 5 }, { n: -4 }],
    ['SET spare = if_not_exists(spare, :v)', { ':v': null }, { spare: null }],
    ['SET steps = list_append(steps, :v)', { ':v': ['!'] }, { steps: ['x', 'y', 'z', '!'] }],
    ['SET steps[1] = :v', { ':v': 'Y' }, { steps: ['Y'] }],
    ['SET #map.three = :v', { ':v': 3 }, { map: { three: 3 } }],
    ['REMOVE steps[0], steps[2] SET n = :v', { ':v': 2 }, { steps: ['y'], n: 2 }],
    ['ADD n :v, tags :t', { ':v': 2, ':t': new Set(['c']) }, { n: 3, tags: new Set(['a', 'b', 'c']) }],
    ['DELETE tags :t', { ':t': new Set(['a']) }, { tags: new Set(['b']) }],
    ['SET n = steps[0], steps = :v', { ':v': [] }, { n: 'x', steps: [] }],
    ['SET n = steps, steps = n', undefined, { n: ['x', 'y', 'z'], steps: 1 }],
    ['DELETE tags :t', { ':t': new Set(['a', 'b']) }, undefined],
  ])('changes what it says: %s', async (expression, values, expected) => {
    const names = expression.includes('#map') ? { '#map': 'map' } : undefined;
    const { Attributes } = await open.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key,
        UpdateExpression: expression,
        ExpressionAttributeValues: values,
        ...(names && { ExpressionAttributeNames: names }),
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    expect(Attributes).toEqual(expected);
  });

  it('creates an absent row with its key', async () => {
    const { Attributes } = await open.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: 'new', sk: 'b' },
        UpdateExpression: 'REMOVE x',
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({ pk: 'new', sk: 'b' });
  });

  it('returns the row before it on request', async () => {
    expect((await update('SET n = :v', { ':v': 9 }, 'UPDATED_OLD')).Attributes).toEqual({ n: 1 });
    expect((await update('REMOVE steps', undefined, 'ALL_OLD')).Attributes).toMatchObject({
      n: 9,
      steps: ['x', 'y', 'z'],
    });
  });

  it.each<[string, Record<string, unknown> | undefined, string]>([
    [
      'SET pk = :v',
      { ':v': 1 },
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ],
    ['SET absent.x = :v', { ':v': 1 }, 'The document path provided in the update expression is invalid for update'],
    [
      'SET n = absent + :v',
      { ':v': 1 },
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    ['SET n = steps + :v', { ':v': 1 }, 'An operand in the update expression has an incorrect data type'],
    [
      'SET n = :v, n = :v',
      { ':v': 1 },
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ],
    [
      'SET n = :v SET steps = :v',
      { ':v': 1 },
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    ],
    ['SET n = strange(n, :v)', { ':v': 1 }, 'Invalid UpdateExpression: Invalid function name; function: strange'],
    ['JUMP n', undefined, 'Invalid UpdateExpression: Syntax error; token: "JUMP", near: "JUMP n"'],
  ])('is refused: %s', async (expression, values, message) => {
    const error = await errorOf(update(expression, values));
    expect([error.name, error.message]).toEqual(['ValidationException', message]);
  });
});
