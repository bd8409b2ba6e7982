/** The document of the engine lists the differences that random sequences accept, each with AWS's page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { isKnown, KNOWN_DIFFERENCES } from './differential/known-differences.ts';
import type { Command } from './differential/random-values.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/embedded-engine.md'), 'utf8');

it('are listed in docs/embedded-engine.md, and no others', () => {
  const [, table = ''] = DOCUMENT.split('## Where it differs from DynamoDB Local');
  const rows = [...table.matchAll(/^\| (.+) \| \[page\]\((\S+)\) \|$/gm)].map(([, name, page]) => [name, page]);
  expect(rows).toEqual(KNOWN_DIFFERENCES.map(({ name, page }) => [name, page]));
});

it('each follow a page of AWS', () => {
  for (const { page } of KNOWN_DIFFERENCES) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
});

it('used to be a difference if an update of a key attribute was one action of a transaction', () => {
  const command = new TransactWriteCommand({ TransactItems: [] }) as unknown as Command;
  const cancelled = (...reasons: object[]) => ({
    error: { name: 'TransactionCanceledException', message: '', reasons },
  });
  const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
  const keyUpdate = {
    Code: 'ValidationError',
    Message: 'Cannot update attribute sk. This attribute is part of the key',
  };
  const none = { Code: 'None' };
  expect(isKnown(command, cancelled(failed, none), cancelled(keyUpdate, none))).toBe(true);
  expect(isKnown(command, cancelled(none, none), cancelled(keyUpdate, none))).toBe(false);
  expect(isKnown(command, cancelled(failed, none), cancelled(keyUpdate, failed))).toBe(false);
  expect(isKnown(command, cancelled(failed, none), cancelled({ ...keyUpdate, Message: 'other' }, none))).toBe(false);
});

it('used to be a difference if a query had a wrong filter and a projection of a count', () => {
  const command = new QueryCommand({ TableName: 'any' }) as unknown as Command;
  const refused = (message: string) => ({ error: { name: 'ValidationException', message } });
  const filter = 'Filter Expression can only contain non-primary key attributes: Primary key attribute: pk';
  const count = 'Cannot specify the ProjectionExpression when choosing to get only the Count';
  expect(isKnown(command, refused(filter), refused(count))).toBe(true);
  expect(isKnown(command, { output: { Count: 0 } }, refused(count))).toBe(false);
});

it('used to be a difference if a transaction had a token of another one and a row that is too large', () => {
  const command = new TransactWriteCommand({ TransactItems: [] }) as unknown as Command;
  const refused = (name: string, message: string) => ({ error: { name, message } });
  const tooLarge = refused('ValidationException', 'Item size has exceeded the maximum allowed size');
  const used = refused('IdempotentParameterMismatchException', 'Item idempotency token has already been used');
  expect(isKnown(command, tooLarge, used)).toBe(true);
  expect(isKnown(command, refused('ValidationException', 'other'), used)).toBe(false);
  expect(isKnown(command, used, tooLarge)).toBe(false);
});
