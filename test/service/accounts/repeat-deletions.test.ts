/** After a restore, deletions that were made since are repeated from the journal. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { repeatDeletionsOf } from '../../../lib/commands/restore/repeat-deletions.ts';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { deleteUser } from '../../../lib/usecases/accounts/delete-account.ts';
import { login, newEmail, PASSWORD, register } from '../../support/accounts.ts';
import { allRows, rowsWithTrace } from '../../support/traces.ts';
import { MINUTE, openWorld, START, type World } from '../../support/world.ts';

let world: World;
let email: string;
let mine: SignedIn;
let backup: Record<string, unknown>[];
beforeEach(async () => {
  world = await openWorld();
  email = newEmail();
  mine = (await register(world, { email })).body;
  backup = await allRows(world);
  world.now += MINUTE;
});

const erase = async () => {
  const admin = await world.person('admin');
  await deleteUser(world.service.dependencies, { ...world.call(), caller: admin }, mine.user.id);
};
/** Puts the rows of the backup into the accounts table, and removes the journal's if it is restored too. */
async function restore({ withJournal = false } = {}): Promise<void> {
  const { accounts, journal } = world.table.names;
  const { documents } = world.table;
  for (const row of backup.filter(({ pk }) => /^(USER|EMAIL|SESSION)#/.test(String(pk))))
    await documents.send(new PutCommand({ TableName: accounts, Item: row }));
  if (!withJournal) return;
  for (const { pk, sk } of (await allRows(world)).filter(row => String(row.pk).startsWith('JOURNAL#')))
    await documents.send(new DeleteCommand({ TableName: journal, Key: { pk, sk } }));
}
const repeat = (known = world.table, dryRun = false) =>
  repeatDeletionsOf(world.table, known, { from: START, until: world.now + MINUTE, dryRun });
const accountNow = () => world.service.dependencies.accounts.read(mine.user.id);

describe('a restored account that was deleted since', () => {
  it('is erased again, with its address and its sessions, and keeps its one entry', async () => {
    await erase();
    const deleted = await accountNow();
    await restore();
    expect((await login(world, email)).status).toBe(200);
    expect(await repeat()).toEqual(new Map([[mine.user.id, 'erased']]));
    expect(await accountNow()).toEqual(deleted);
    expect(rowsWithTrace(await allRows(world), [email])).toEqual([]);
    expect((await login(world, email)).status).toBe(401);
    expect((await world.invoke('refresh', { body: { refreshToken: mine.refreshToken } })).status).toBe(401);
    expect(await world.service.dependencies.store.readJournal(mine.user.id)).toHaveLength(1);
    expect(await repeat()).toEqual(new Map([[mine.user.id, 'erased-before']]));
  });

  it('is erased by a journal that was not restored, and gets its entry back', async () => {
    const { dependencies } = world.service;
    await giveRole(dependencies, world.call(), { userId: mine.user.id, role: 'organizer', actor: 'operator' });
    await erase();
    const deleted = await accountNow();
    const copy = await openWorld();
    for (const row of (await allRows(world)).filter(({ pk }) => String(pk).startsWith('JOURNAL#')))
      await copy.table.documents.send(new PutCommand({ TableName: copy.table.names.journal, Item: row }));
    await restore({ withJournal: true });
    expect(await repeat()).toEqual(new Map());
    expect(await repeat(copy.table)).toEqual(new Map([[mine.user.id, 'erased']]));
    expect(await accountNow()).toEqual(deleted);
    expect(await dependencies.store.readJournal(mine.user.id)).toMatchObject([{ action: 'user.deleted', position: 1 }]);
  });

  it('leaves its address to an account that was registered with it since', async () => {
    await erase();
    const other = (await register(world, { email })).body;
    await world.table.documents.send(
      new PutCommand({
        TableName: world.table.names.accounts,
        Item: backup.find(({ pk }) => pk === `USER#${mine.user.id}`) as Record<string, unknown>,
      }),
    );
    expect(await repeat()).toEqual(new Map([[mine.user.id, 'erased']]));
    expect((await login(world, email, PASSWORD)).body.user.id).toBe(other.user.id);
  });

  it('is only listed by a dry run', async () => {
    await erase();
    await restore();
    expect(await repeat(world.table, true)).toEqual(new Map([[mine.user.id, 'to-erase']]));
    expect(await accountNow()).toMatchObject({ email });
  });
});

it('an account that was registered after the time of the restore is skipped', async () => {
  await erase();
  await world.table.documents.send(
    new DeleteCommand({ TableName: world.table.names.accounts, Key: { pk: `USER#${mine.user.id}`, sk: 'USER' } }),
  );
  expect(await repeat()).toEqual(new Map([[mine.user.id, 'absent']]));
});
