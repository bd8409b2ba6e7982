/** A client that openapi-typescript generates: a purchase compiles in strict mode, and mistakes do not. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileStrictly, generateClient } from '../support/typed-client.ts';

let folder: string;
beforeAll(async () => {
  folder = await generateClient();
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const TOOLS = join(import.meta.dirname, '../../tools/client');

it('compiles a purchase in strict mode, in which {} is refused as a hold', { timeout: 60_000 }, async () => {
  expect(await compileStrictly(folder)).toBe('');
});

it('does not compile mistakes of a client', { timeout: 60_000 }, async () => {
  const text = await readFile(join(TOOLS, 'purchase.ts'), 'utf8');
  const messagesOf = async (right: string, wrong: string): Promise<string> => {
    expect(text).toContain(right);
    // Beside the right one, so that openapi-fetch is found.
    const file = join(TOOLS, `mistake-${process.pid}.ts`);
    await writeFile(file, text.replace(right, wrong));
    return compileStrictly(folder, file).finally(() => rm(file));
  };
  expect(await messagesOf('places = { seats, ', 'places = { ')).toContain('TS2345');
  expect(await messagesOf("'Idempotency-Key': key", '')).toContain('TS2741');
  expect(await messagesOf("paid.data.status === 'pending'", "paid.data.status === 'waiting'")).toContain('TS2367');
  expect(await messagesOf('problem.retryAfterSeconds', 'problem.journeys')).toContain('TS2339');
  expect(await messagesOf('data.changes.map', 'data.sections.map')).toContain('TS2339');
  expect(await messagesOf('fresh: true', "fresh: 'yes'")).toContain('TS2322');
});
