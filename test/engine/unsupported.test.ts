/** Operations and parameters that the engine does not have are named. */
import { ExecuteStatementCommand, GetItemCommand, TagResourceCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { errorOf, openEngine, TABLE } from './engine-table.ts';

it.each([
  [
    new ExecuteStatementCommand({ Statement: 'SELECT * FROM x' }),
    'ExecuteStatement is not supported by the embedded engine',
  ],
  [new TagResourceCommand({ ResourceArn: 'x', Tags: [] }), 'TagResource is not supported by the embedded engine'],
  [
    new GetItemCommand({ TableName: TABLE, Key: {}, AttributesToGet: ['a'] }),
    'The parameter AttributesToGet is not supported by the embedded engine',
  ],
])('names what it does not support', async (command, message) => {
  const { raw } = await openEngine();
  expect((await errorOf(raw.send(command as never))).message).toBe(message);
});

it('answers as DynamoDB for a table that does not exist', async () => {
  const { documents } = await openEngine();
  const error = await errorOf(documents.send(new GetCommand({ TableName: 'absent', Key: { pk: 'a', sk: 'b' } })));
  expect([error.name, error.message]).toEqual(['ResourceNotFoundException', 'Requested resource not found']);
});
