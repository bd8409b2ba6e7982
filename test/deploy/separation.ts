/**
 * A deployed stage whose rows are in one table is separated: sales before, rows of version 0.5 and their migration, a switch that is
 * refused too early, the copy in maintenance, the switch, sales after it, and nothing counted twice.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { beginMaintenance } from '../../lib/commands/restore/maintenance.ts';
import { countMissingEntries } from '../../lib/commands/restore/missing-entries.ts';
import { createSwitches } from '../../lib/commands/restore/switches.ts';
import { type DeployedStack, readDeployedStack } from '../../lib/commands/shared/deployed-stack.ts';
import { HOUR_MS } from '../../lib/domain/time.ts';
import { SYSTEM_CLOCK } from '../../lib/lambda/compose/system-clock.ts';
import { nameIn, PREFIX, tableOf } from '../../lib/table/keys.ts';
import { connectTable } from '../../lib/table/table.ts';
import { type Client, clientOf, eventually } from '../e2e/client.ts';
import { npmRun, type Ran } from './commands.ts';
import { apiUrl, openDocuments } from './deployed.ts';
import { expectEarlierSales, putEarlierRows } from './earlier-rows.ts';
import { keptPasswordOf } from './passwords.ts';

const SETTLED_WITHIN_MS = 60_000;
const separate = (...args: string[]) => npmRun('separate-tables', ['--stage', 'dev', ...args]);
const stackNow = (): Promise<DeployedStack> => readDeployedStack(new CloudFormationClient(), 'dev');

/** `deploy` is the deployment of the stage, with the settings that it has. */
export function testSeparation(deploy: (...args: string[]) => Promise<Ran>): void {
  let booked = '';

  test('a stage with one table sells, and says how its tables are separated', async () => {
    booked = await sell();
    const { tables, ownTables } = await stackNow();
    expect(new Set(Object.values(tables)).size).toBe(1);
    expect(await rowsIn(ownTables?.accounts)).toEqual([]);
    expect((await separate('--dry-run')).output).toMatch(
      /^(\d+) rows read\. \1 would be put, 0 replaced, 0 removed\.\n/,
    );
  });

  test('takes in the rows of version 0.5, which a migration brings to the lists and sums of this version while it sells', async () => {
    const api = clientOf(await apiUrl());
    const admin = await login(api, 'admin');
    await putEarlierRows(connectTable({ tables: (await stackNow()).tables }, SYSTEM_CLOCK));
    await expectEarlierSales(api, admin, false);
    const { code, output } = await npmRun('migrate', ['--stage', 'dev']);
    expect([code, output]).toEqual([0, expect.stringContaining(' is now of format 2.2.')]);
    await expectEarlierSales(api, admin, true);
  });

  test('is not switched while it sells, and nothing is copied', async () => {
    const early = await deploy('-c', 'tables=separate');
    expect([early.code, early.output]).toEqual([1, expect.stringContaining('so nothing may run meanwhile: ')]);
    const { code, output } = await separate();
    expect([code, output]).toEqual([1, expect.stringContaining('The stage dev is not in maintenance: ')]);
  });

  test('is not switched before the copy is complete', async () => {
    await stop();
    const { code, output } = await deploy('-c', 'tables=separate');
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('The two sides differ, so -c tables=separate would lose rows.'),
    ]);
  });

  test('is copied in maintenance, switched by a deployment, and sells again', async () => {
    const copied = await separate();
    expect(copied.code, copied.output).toBe(0);
    expect(copied.output).toMatch(/JOURNAL: \d+ rows on both sides/);
    expect(copied.output).toContain('npm run deploy -- -c stage=dev -c tables=separate');
    const switched = await deploy('-c', 'tables=separate');
    expect(switched.code, switched.output).toBe(0);
    expect(switched.output).toContain('not supported here  a sale and its cancellation: the stage is in maintenance.');
    const again = await separate();
    expect([again.code, again.output]).toEqual([1, expect.stringContaining('use tables of their own already')]);
    const ended = await npmRun('maintenance', ['--stage', 'dev', '--end']);
    expect(ended.code, ended.output).toBe(0);
  });

  test('counts nothing twice, sells, and keeps what was sold before', async () => {
    const later = await sell();
    const { output } = await npmRun('republish', ['--stage', 'dev']);
    expect(output).toContain('The journal lacked 0 entries; 0 were added.');
    const { tables } = await stackNow();
    expect(new Set(Object.values(tables)).size).toBe(3);
    const inJournal = await subjectsIn(tables.journal);
    expect(inJournal).toEqual(expect.arrayContaining([booked, later]));
    const inSales = await subjectsIn(tables.sales);
    expect([inSales.includes(booked), inSales.includes(later)]).toEqual([true, false]);
    const api = clientOf(await apiUrl());
    await expectEarlierSales(api, await login(api, 'admin'), true);
    const checked = await npmRun('check-table', ['--stage', 'dev', '--events']);
    expect(checked.output).toMatch(/\d+ events checked: no violations found\./);
  });

  test('loses the rows of the one table when its owner says so', async () => {
    const { code, output } = await separate('--remove-copies', '--yes');
    expect(code, output).toBe(0);
    const { tables } = await stackNow();
    const left = (await rowsIn(tables.sales)).filter(row => tableOf(row as { pk: string; sk: string }) !== 'sales');
    expect(left).toEqual([]);
    booked = await sell();
  });
}

/** Stops the stage as `npm run maintenance` does, without its wait for the longest function: this test has ended its calls. */
async function stop(): Promise<void> {
  const stack = await stackNow();
  const lines: string[] = [];
  await beginMaintenance({
    stage: 'dev',
    stack,
    switches: createSwitches(),
    missingEntries: countMissingEntries(connectTable({ tables: stack.tables }, SYSTEM_CLOCK)),
    pause: ms => SYSTEM_CLOCK.pause(Math.min(ms, 2_000)),
    print: line => lines.push(line),
  });
  expect(lines.at(-1)).toBe('Holdfast-dev is in maintenance: nothing runs.');
}

/** Publishes an event, sells its seat, and waits until the journal has the sale. Returns the claim's id. */
async function sell(): Promise<string> {
  const api = clientOf(await apiUrl());
  const [organizer, buyer, admin] = await Promise.all(['organizer', 'alice', 'admin'].map(name => login(api, name)));
  const startsAt = Date.now() + 72 * HOUR_MS;
  const event = await api('/v1/events', {
    token: String(organizer),
    body: {
      kind: 'concert',
      title: 'Separation',
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + HOUR_MS).toISOString(),
      currency: 'EUR',
      sections: [{ kind: 'seated', id: 'a', name: 'Stalls', price: 1_000, rows: [{ row: 'A', count: 2 }] }],
    },
  });
  expect(event.status, JSON.stringify(event.body)).toBe(201);
  const key = event.body.id;
  const places = { seats: ['a/A-1'] };
  const held = await api(`/v1/events/${key}/holds`, { token: String(buyer), key, body: places });
  expect(held.status, JSON.stringify(held.body)).toBe(201);
  const body = { holdId: held.body.id, paymentMethod: 'sim_ok' };
  const paid = await api('/v1/bookings', { token: String(buyer), key: `${key}-pay`, body });
  expect(paid.status, JSON.stringify(paid.body)).toBe(201);
  const journal = await eventually(
    () => api(`/v1/admin/journal?holdId=${held.body.id}`, { token: String(admin) }),
    ({ body: found }) => found.items.some(({ action }: { action: string }) => action === 'booking.confirmed'),
    SETTLED_WITHIN_MS,
  );
  expect(journal.body.items.map(({ action }: { action: string }) => action)).toContain('booking.confirmed');
  return held.body.id.slice('hld_'.length);
}

async function login(api: Client, name: string): Promise<string> {
  const account = { email: `${name}@holdfast.example`, password: keptPasswordOf(`${name}@holdfast.example`) };
  return (await api('/v1/auth/login', { body: account })).body.accessToken;
}

/** The subjects whose journals have entries in a table. */
const subjectsIn = async (tableName: string): Promise<string[]> =>
  (await rowsIn(tableName)).flatMap(({ pk }) =>
    String(pk).startsWith(PREFIX.journal) ? [nameIn(pk, PREFIX.journal)] : [],
  );

async function rowsIn(TableName = ''): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client: openDocuments() }, { TableName, ConsistentRead: true })) {
    rows.push(...Items);
  }
  return rows;
}
