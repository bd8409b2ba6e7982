/** The same service on three tables, and on one table for all rows, as a stage has that is not migrated. */
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../lib/contract/administration/responses.ts';
import { isAbsent } from '../../../lib/table/conditions.ts';
import { put, update } from '../../../lib/table/expression.ts';
import { TABLE_KINDS, type TableKind, tableOf, userKey } from '../../../lib/table/keys.ts';
import { areShared } from '../../../lib/table/table.ts';
import { putOne, transact, updateOne } from '../../../lib/table/transact.ts';
import { register } from '../../support/accounts.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import { rowsIn } from '../../support/replay.ts';
import { cancel, edit, hold, openWorld, pay, publish, type World } from '../../support/world.ts';

const world = await openWorld();
const shared = await openWorld({ sharedTables: true });

/** A sale with a cancellation, an edit, a registration and a change of a role. */
async function use(of: World): Promise<void> {
  const event = await publish(of);
  const buyer = await of.person();
  const { body: booking } = await pay(of, buyer, (await hold(of, buyer, event, ['a/A-1'])).body);
  await hold(of, buyer, event, ['a/A-2']);
  await cancel(of, buyer, booking);
  const organizer = await of.person('organizer');
  const own = await publish(of, {}, organizer);
  await edit(of, organizer, own, { title: 'Anew' });
  const { body } = await register(of);
  const admin = await of.person('admin');
  const promoted = { as: admin, params: { userId: body.user.id }, body: { role: 'organizer' } };
  expect((await of.invoke('change-role', promoted)).status).toBe(200);
  await publishHistoryOfAll(of);
}

const kindsIn = async (of: World, kind: TableKind): Promise<Set<TableKind>> =>
  new Set((await rowsIn(of.table, of.table.names[kind])).map(row => tableOf(row as { pk: string; sk: string })));

describe('rows', () => {
  it('are in the table that keys.ts says, each kind in one', async () => {
    await use(world);
    for (const kind of TABLE_KINDS) expect([kind, await kindsIn(world, kind)]).toEqual([kind, new Set([kind])]);
  });

  it('are all in the one table of a stage that is not migrated', async () => {
    await use(shared);
    expect(areShared(shared.table.names)).toBe(true);
    expect(await kindsIn(shared, 'sales')).toEqual(new Set(TABLE_KINDS));
  });

  it('give the same answers and the same journal on both', async () => {
    const seen = await Promise.all(
      [world, shared].map(async of => {
        const admin = await of.person('admin');
        const { body: journal } = await of.invoke<{ items: JournalEntry[] }>('read-journal', {
          as: admin,
          query: { limit: '100' },
        });
        const { body: users } = await of.invoke<{ items: { role: string }[] }>('list-users', { as: admin });
        const { body: stats } = await of.invoke<object>('read-stats', { as: admin });
        return {
          actions: journal.items.map(({ action }) => action).toSorted(),
          roles: users.items.map(({ role }) => role).toSorted(),
          stats: { ...stats, asOf: undefined },
        };
      }),
    );
    expect(seen[0]?.actions).toContain('booking.cancelled');
    expect(seen[0]?.actions).toContain('user.role-changed');
    expect(seen[1]).toEqual(seen[0]);
  });
});

describe('a write that names another table than that of its row', () => {
  const row = { ...userKey('usr_x'), name: 'x' };
  const wrong = put(world.table.names.sales, row, isAbsent);

  it('throws before it is sent, singly and in a transaction', async () => {
    world.faults.requests.length = 0;
    const named = 'the row USER#usr_x USER is of the table holdfast-accounts, not holdfast';
    expect(() => putOne(world.table, wrong)).toThrow(named);
    expect(() => transact(world.table, [{ Put: wrong }], { idempotencyFirst: false })).toThrow(named);
    const change = update(world.table.names.sales, userKey('usr_x'), { condition: isAbsent });
    expect(() => updateOne(world.table, change)).toThrow(named);
    expect(world.faults.requests).toEqual([]);
  });

  it('is no mistake where all rows are in one table', async () => {
    expect(await putOne(shared.table, wrong)).toMatchObject({ is: 'committed' });
  });
});
