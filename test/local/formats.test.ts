/** `npm run migrate` and `npm start` as processes, on tables of each format that an embedded engine serves. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requireClock } from '../../lib/commands/shared/require-clock.ts';
import { createEngine } from '../../lib/engine/engine.ts';
import { type EngineServer, startEngineServer } from '../../lib/engine/server/http-server.ts';
import { JSON_CODEC } from '../../lib/engine/values/attribute-codec.ts';
import { SYSTEM_CLOCK } from '../../lib/lambda/compose/system-clock.ts';
import { createTable } from '../../lib/local/create-table.ts';
import { LOCAL_IDENTITY } from '../../lib/local/settings.ts';
import { formatKey } from '../../lib/table/keys.ts';
import { connectTable, sharedTables, type Table } from '../../lib/table/table.ts';
import { FORMAT, readFormat } from '../../lib/table/table-format.ts';
import { fillTable, readStage, stageWith } from '../support/stages.ts';

const ROOT = join(import.meta.dirname, '../..');
const STAGE = stageWith(readStage(new URL('../service/operations/stage-of-a752b20.jsonl', import.meta.url)), [
  'theatre',
  'LH 400',
  'closed',
]);

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** Runs a command until it ends, or until it prints a line that `until` matches. */
async function run(
  args: string[],
  variables: Record<string, string>,
  until?: RegExp,
): Promise<{ lines: string[]; child: ChildProcess }> {
  const child = spawn(process.execPath, ['bin/holdfast.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: '0', HOLDFAST_WEB: 'off', ...variables },
  });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', line => lines.push(line));
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (!until?.test(line)) continue;
    child.stdout.resume();
    return { lines, child };
  }
  await ended;
  return { lines, child };
}

const putFormat = (table: Table, version: number) =>
  table.documents.send(new PutCommand({ TableName: table.name, Item: { ...formatKey(), version } }));

describe('npm run migrate', () => {
  let server: EngineServer;
  let table: Table;
  let variables: Record<string, string>;
  beforeEach(async () => {
    const engine = createEngine({ now: Date.now });
    server = await startEngineServer({
      engineOf: () => (operation, input) => engine.execute(operation, input, JSON_CODEC),
    });
    table = connectTable(
      { tables: sharedTables('holdfast'), endpoint: server.endpoint, ...LOCAL_IDENTITY },
      SYSTEM_CLOCK,
    );
    await createTable(new DynamoDBClient({ endpoint: server.endpoint, ...LOCAL_IDENTITY }), table.name);
    await fillTable(table, STAGE.rows);
    variables = { DYNAMODB_ENDPOINT: server.endpoint };
  });
  afterEach(async () => {
    table.documents.destroy();
    await server.close();
  });

  const migrate = (...args: string[]) => run(['migrate', ...args], variables);

  it('reports what it wrote, and says the second time that there is nothing to do', async () => {
    const first = await migrate();
    expect([first.child.exitCode, first.lines]).toEqual([
      0,
      [
        expect.stringMatching(/^3 events read\. Written: 7 rows of events and layouts/),
        'holdfast is now of format 2.2.',
      ],
    ]);
    const second = await migrate('--name', 'holdfast');
    expect([second.child.exitCode, second.lines]).toEqual([
      0,
      ['holdfast is of format 2.2 already. There is nothing to migrate.'],
    ]);
    const third = await migrate('--again');
    expect(third.lines.at(-1)).toBe('holdfast is now of format 2.2.');
  });

  it('stops on Ctrl-C between two events, says how to go on, and then goes on', async () => {
    // At this pace each event takes seconds.
    const running = migrate('--units-per-second', '25');
    await vi.waitFor(async () => expect((await readFormat(table)).migration?.after).toBeDefined(), 10_000);
    children.at(-1)?.kill('SIGINT');
    const stopped = await running;
    // On a slow machine lines of progress come before it.
    expect([stopped.child.exitCode, stopped.lines.at(-1)]).toEqual([
      130,
      expect.stringMatching(
        /^Stopped after [12] of 3 events\. The service can go on selling\. To continue, run: npm run migrate$/,
      ),
    ]);
    expect(await readFormat(table)).toMatchObject({ version: 1 });
    const rest = await migrate();
    expect([rest.child.exitCode, rest.lines.at(-1)]).toEqual([0, 'holdfast is now of format 2.2.']);
  }, 30_000);

  it('says in one sentence why it cannot begin', async () => {
    await putFormat(table, 3);
    const newer = await migrate();
    expect([newer.child.exitCode, newer.lines]).toEqual([
      1,
      [
        'holdfast is of format 3, but this version of Holdfast knows formats up to 2. Use the version that migrated it.',
      ],
    ]);
    const web = createServer((_request, response) => response.end('<!DOCTYPE html>')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    const noDynamoDb = await run(['migrate'], { DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` });
    web.close();
    expect([noDynamoDb.child.exitCode, noDynamoDb.lines]).toEqual([
      1,
      [
        `The server at DYNAMODB_ENDPOINT http://127.0.0.1:${port} does not answer as DynamoDB does (status 200). Name a DynamoDB Local, or an npm run engine.`,
      ],
    ]);
    const absent = await migrate('--name', 'absent');
    expect([absent.child.exitCode, absent.lines.length]).toEqual([1, 1]);
    const both = await migrate('--name', 'holdfast', '--stage', 'dev');
    expect([both.child.exitCode, both.lines]).toEqual([1, ['Give --stage or --name, not both.']]);
    const client = new DynamoDBClient({ endpoint: server.endpoint, ...LOCAL_IDENTITY });
    await client.send(
      new CreateTableCommand({
        TableName: 'other',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    const other = await migrate('--name', 'other');
    expect([other.child.exitCode, other.lines]).toEqual([
      1,
      ['other is not a Holdfast table: the keys are HASH id, not HASH pk, RANGE sk.'],
    ]);
  });
});

describe('a command that writes by the clock of its machine', () => {
  it('refuses if that clock is wrong', async () => {
    const engine = createEngine({ now: Date.now });
    const server = await startEngineServer({
      engineOf: () => (operation, input) => engine.execute(operation, input, JSON_CODEC),
    });
    const table = connectTable(
      { tables: sharedTables('holdfast'), endpoint: server.endpoint, ...LOCAL_IDENTITY },
      SYSTEM_CLOCK,
    );
    await createTable(new DynamoDBClient({ endpoint: server.endpoint, ...LOCAL_IDENTITY }), table.name);
    await expect(requireClock(table)).resolves.toBeUndefined();
    for (const skew of [-5_000, 5_000]) {
      await expect(requireClock(table, () => Date.now() + skew)).rejects.toThrow(
        'The clock of this machine differs from that of DynamoDB by more than 500 ms. Set it right, and run the command again.',
      );
    }
    table.documents.destroy();
    await server.close();
  });
});

describe('npm start with HOLDFAST_DATA', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-formats-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (): ReturnType<typeof run> =>
    run(['start'], { HOLDFAST_ENGINE: 'embedded', HOLDFAST_DATA: folder }, /^Ctrl-C stops it\.$/);
  const stop = async ({ child }: { child: ChildProcess }): Promise<void> => {
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  const endpointIn = (lines: string[]): string => lines.join('\n').match(/DynamoDB {4}(http\S+),/)?.[1] ?? '';
  const tableAt = (endpoint: string): Table =>
    connectTable({ tables: sharedTables('holdfast'), endpoint, ...LOCAL_IDENTITY }, SYSTEM_CLOCK);

  it('says that a migration is needed only while it is, and refuses a table of a later version', async () => {
    const first = await start();
    expect(first.lines.join('\n')).not.toMatch(/of format/);
    const table = tableAt(endpointIn(first.lines));
    expect(await readFormat(table)).toEqual(FORMAT);
    // The previous version has no row FORMAT.
    await table.documents.send(new DeleteCommand({ TableName: table.name, Key: formatKey() }));
    await stop(first);

    const second = await start();
    expect(second.lines).toContain('The table is of format 1; run `npm run migrate` while the service sells.');
    const migrated = await run(['migrate'], { DYNAMODB_ENDPOINT: endpointIn(second.lines) });
    expect(migrated.lines.at(-1)).toBe('holdfast is now of format 2.2.');
    await stop(second);

    const third = await start();
    expect(third.lines.join('\n')).not.toMatch(/of format/);
    await putFormat(tableAt(endpointIn(third.lines)), 3);
    await stop(third);

    const fourth = await start();
    expect([fourth.child.exitCode, fourth.lines.at(-1)]).toEqual([
      1,
      'holdfast is of format 3, but this version of Holdfast knows formats up to 2. Use the version that migrated it.',
    ]);
  });
});
