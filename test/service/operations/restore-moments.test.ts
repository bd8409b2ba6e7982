/** Restored tables of different moments, damaged entries, and the policy of the journal table while it is copied back. */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { copyBack, sourcesOf } from '../../../lib/commands/restore/copy-table.ts';
import { entriesAhead } from '../../../lib/commands/restore/journal-agrees.ts';
import type { JournalPolicy } from '../../../lib/commands/restore/journal-policy.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { claimKey, journalKey } from '../../../lib/table/keys.ts';
import { sharedTables, type Table } from '../../../lib/table/table.ts';
import { expectIntegrity, publishHistoryOfAll } from '../../support/payments.ts';
import { rowsIn } from '../../support/replay.ts';
import { policyDouble, restoreTables, stageOf } from '../../support/restored-tables.ts';
import { hold, openWorld, pay, publish, release, type World } from '../../support/world.ts';

let world: World;
let client: DynamoDBClient;
let event: Event;
const pace = async (): Promise<void> => undefined;

beforeEach(async () => {
  world = await openWorld();
  const { tables: _names, ...connection } = world.connection;
  client = new DynamoDBClient(connection);
  event = await publish(world);
});

const copy = (source: Table, policy: JournalPolicy = policyDouble(), through: DynamoDBClient = client) =>
  copyBack(
    { client: through, source, target: world.table, pace, ...stageOf(), policy },
    { dryRun: false, isConfirmed: true },
  );
const journalOf = (table: Table) => rowsIn(table, table.names.journal);

/** A client that says when DynamoDB restored each table. */
const restoredAt = (seconds: Record<string, number>): DynamoDBClient =>
  ({
    async send(command: never) {
      const answer = (await client.send(command)) as { Table?: { TableName?: string } };
      const second = seconds[answer.Table?.TableName ?? ''];
      if (!((command as unknown) instanceof DescribeTableCommand) || second === undefined) return answer;
      return { ...answer, Table: { ...answer.Table, RestoreSummary: { RestoreDateTime: new Date(second * 1_000) } } };
    },
  }) as unknown as DynamoDBClient;

/** A hold whose end is in the journal of the live table. */
async function sellAndRestore(): Promise<Table> {
  const buyer = await world.person();
  const { body: held } = await hold(world, buyer, event, ['a/A-1']);
  await publishHistoryOfAll(world);
  const restored = await restoreTables(world, client);
  await release(world, buyer, held);
  await publishHistoryOfAll(world);
  return restored;
}

describe('restored tables', () => {
  it('must be of one second: of two, entries would be counted twice or never', async () => {
    const restored = await sellAndRestore();
    const before = await journalOf(world.table);
    const moments = restoredAt({ restored: 100, 'restored-accounts': 100, 'restored-journal': 101 });
    await expect(copy(restored, policyDouble(), moments)).rejects.toThrow(
      'The tables are not of one second: restored is of 1970-01-01T00:01:40.000Z, restored-accounts is of 1970-01-01T00:01:40.000Z, restored-journal is of 1970-01-01T00:01:41.000Z.',
    );
    const unknown = restoredAt({ restored: 100, 'restored-accounts': 100 });
    await expect(copy(restored, policyDouble(), unknown)).rejects.toThrow('restored-journal is of an unknown time');
    expect(await journalOf(world.table)).toEqual(before);
  });

  it('of one second are copied, and those of an unknown time with a remark', async () => {
    const restored = await sellAndRestore();
    const moments = restoredAt({ restored: 100, 'restored-accounts': 100, 'restored-journal': 100 });
    expect((await copy(restored, policyDouble(), moments)).remark).toBeUndefined();
    expect((await copy(restored)).remark).toMatch(/their time is not known/);
    await expectIntegrity(world, event);
  });

  it('are refused if the journal is newer than the claims, and the command names an entry', async () => {
    const restored = await sellAndRestore();
    const [ahead] = (await journalOf(world.table)).filter(({ sk, ownerId }) => sk === '000001' && ownerId);
    await restored.documents.send(new PutCommand({ TableName: restored.names.journal, Item: ahead }));
    const named = `${String(ahead?.pk).slice('JOURNAL#'.length)} 1`;
    expect(await entriesAhead(restored, pace)).toEqual([named]);
    await expect(copy(restored)).rejects.toThrow(
      `entries that their claims lack (${named}), so later entries would be lost.`,
    );
    // A claim that the restored table does not have at all.
    await restored.documents.send(
      new DeleteCommand({ TableName: restored.name, Key: claimKey(named.split(' ')[0] ?? '') }),
    );
    expect(await entriesAhead(restored, pace)).toHaveLength(2);
  });

  it('are three for a stage with three tables, and one for a stage with one', () => {
    const three = { name: 'Holdfast-prod', tables: { sales: 's', accounts: 'a', journal: 'j' } };
    const one = { name: 'Holdfast-prod', tables: sharedTables('s') };
    const given = { from: 'x', 'accounts-from': 'y', 'journal-from': 'z' };
    const alone = { from: 'x', 'accounts-from': undefined, 'journal-from': undefined };
    expect(sourcesOf(given, three)).toEqual({ sales: 'x', accounts: 'y', journal: 'z' });
    expect(sourcesOf(alone, one)).toEqual(sharedTables('x'));
    expect(() => sourcesOf(alone, three)).toThrow(
      'give --from for s, --accounts-from for a, and --journal-from for j.',
    );
    expect(() => sourcesOf({ ...given, 'accounts-from': undefined }, three)).toThrow('--accounts-from for a');
    expect(() => sourcesOf(given, one)).toThrow('Holdfast-prod has one table, s. Give only --from.');
  });
});

describe('the journal table', () => {
  it('loses the entries of undone changes, so that later changes find their place', async () => {
    const restored = await sellAndRestore();
    const policy = policyDouble();
    const { journal } = (await copy(restored, policy)).copied;
    expect([journal?.put, journal?.removed, policy.done]).toEqual([0, 1, ['lifted', 'put back']]);
    const held = (await journalOf(world.table)).find(({ ownerId }) => ownerId !== undefined);
    const fresh = await world.another();
    fresh.now += 60_000;
    const id = `hld_${String(held?.pk).slice('JOURNAL#'.length)}`;
    await pay(fresh, { userId: String(held?.ownerId), role: 'customer' }, { id });
    await publishHistoryOfAll(fresh);
    await expectIntegrity(fresh, event);
  });

  it('gets missing entries without a change of its policy', async () => {
    const restored = await sellAndRestore();
    await copy(restored);
    const [lost] = await journalOf(world.table);
    const Key = { pk: lost?.pk, sk: lost?.sk };
    await world.table.documents.send(new DeleteCommand({ TableName: world.table.names.journal, Key }));
    const policy = policyDouble();
    const { journal } = (await copy(restored, policy)).copied;
    expect([journal?.put, journal?.removed, policy.done]).toEqual([1, 0, ['put back']]);
  });

  it('keeps its policy if a removal fails, and gets it back from the next run if the command was killed', async () => {
    const restored = await sellAndRestore();
    const policy = policyDouble();
    const [{ documents }, { names }] = [world.table, world.table];
    world.faults.inject(({ name, input }) => {
      const tables = Object.keys((input.RequestItems as object | undefined) ?? {});
      return name === 'BatchWriteCommand' && tables.includes(names.journal) ? 'lost-request' : undefined;
    });
    await expect(copy(restored, policy)).rejects.toThrow();
    expect(policy.done).toEqual(['lifted', 'put back']);
    world.faults.clear();
    policy.done.push('lifted');
    await copy(restored, policy);
    expect(await policy.isInForce()).toBe(true);
    expect(documents).toBe(world.table.documents);
  });

  it('is not overwritten where an entry differs: entries never change', async () => {
    const restored = await sellAndRestore();
    const [entry] = await journalOf(world.table);
    const Item = { ...entry, requestId: 'another' };
    await world.table.documents.send(new PutCommand({ TableName: world.table.names.journal, Item }));
    await expect(copy(restored)).rejects.toThrow(
      `The entry ${entry?.pk} ${entry?.sk} of ${world.table.names.journal} differs`,
    );
    expect(await journalOf(world.table)).toContainEqual(Item);
  });

  it('is copied last, so an interrupted copy leaves claims without entries and never the reverse', async () => {
    const restored = await sellAndRestore();
    const order: string[] = [];
    world.faults.beforeRequests(async ({ name, input }) => {
      if (name === 'BatchWriteCommand') order.push(...Object.keys(input.RequestItems as object));
    });
    await copy(restored);
    expect(order.at(-1)).toBe(world.table.names.journal);
    expect(new Set(order.slice(0, -1))).toEqual(new Set([world.table.name]));
    expect(await entriesAhead(world.table, pace)).toEqual([]);
    expect(journalKey('a', 1).sk).toBe('000001');
  });
});
