/**
 * The separation of a stage with one table: the rows of the commit a752b20, with sales before and after. Nothing is counted twice, a copy that
 * crashes between any two requests is finished by the next one, and no newer row is ever overwritten.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import { republishClaims } from '../../../lib/commands/republish/republish.ts';
import { compareSides, copySide } from '../../../lib/commands/separate-tables/copy-side.ts';
import { removeCopies } from '../../../lib/commands/separate-tables/remove-copies.ts';
import type { Sides } from '../../../lib/commands/separate-tables/sides.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { claimOf } from '../../../lib/table/claims/claim-rows.ts';
import { journalKey, tableOf } from '../../../lib/table/keys.ts';
import { namesOf, sharedTables } from '../../../lib/table/table.ts';
import { changePassword, login, PASSWORD } from '../../support/accounts.ts';
import { migrate } from '../../support/migration.ts';
import { expectIntegrityOfAll, publishHistoryOfAll } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { fillTable, readStage } from '../../support/stages.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import { hold, openWorld, type Person, pay, sweep, type World } from '../../support/world.ts';

const STAGE = readStage(new URL('stage-of-a752b20.jsonl', import.meta.url));
const [ZOE, LUKASZ] = Object.values(STAGE.customers) as [Person, Person];
const CHECKED = Object.entries(STAGE.events).filter(([name]) => !['deleted', 'preparing', 'stuck'].includes(name));
const MOVED = STAGE.rows.filter(row => tableOf(row as { pk: string; sk: string }) !== 'sales').length;
const THEATRE = { id: STAGE.events.theatre } as Event;

/** The functions before and after the switch, on one database. */
let before: World;
let after: World;
let sides: Sides;

beforeEach(async () => {
  after = await openWorld();
  after.now = STAGE.madeAt + 1_000;
  before = await after.another({ sharedTables: true });
  await fillTable(before.table, STAGE.rows);
  sides = { shared: before.table, separate: after.table, inUse: before.table };
});

const run = (from: World = after) => ({
  pace: async () => undefined,
  now: from.now,
  requireStopped: async () => undefined,
});
const OPTIONS = { isBack: false, mayReplace: false, dryRun: false, call: 'npm run separate-tables' };
const copy = (options: Partial<typeof OPTIONS> = {}, on: Sides = sides) =>
  copySide(on, run(), { ...OPTIONS, ...options });

/** The rows of accounts and journal in one of the tables. */
const movedIn = async (world: World, name: string) =>
  (await rowsOf({ ...world, table: { ...world.table, ...namesOf(sharedTables(name)) } } as World, '')).filter(
    row => tableOf(row as { pk: string; sk: string }) !== 'sales',
  );
const journalOf = (world: World, { id }: { id: string }) => world.service.dependencies.store.readJournal(id.slice(4));
const claimsOf = async (world: World) => (await rowsOf(world, 'CLAIM#')).map(claimOf);
const sell = async (world: World, seat: string, buyer: Person = LUKASZ): Promise<Hold> => {
  const held = await hold(world, buyer, THEATRE, [seat]);
  expect(held.status, JSON.stringify(held.body)).toBe(201);
  world.now += 10;
  expect((await pay(world, buyer, held.body)).status).toBe(201);
  return held.body;
};

describe('a stage that is separated', () => {
  it('sells before and after, and tallies, journal and integrity agree', async () => {
    await migrate(before);
    const sold = await sell(before, 'parkett/BB-2');
    await publishHistoryOfAll(before);
    const { put, lines } = await copy();
    expect(put).toBe((await movedIn(before, before.table.name)).length);
    expect(lines).toContainEqual(expect.stringMatching(/^JOURNAL: \d+ rows on both sides, digest [0-9a-f]{16}$/));
    await expectIntegrityOfAll(after, CHECKED);
    const later = await sell(after, 'parkett/BB-3', ZOE);
    await publishHistoryOfAll(after);
    await expectIntegrityOfAll(after, CHECKED);
    expect(await journalOf(after, sold)).toEqual(await journalOf(before, sold));
    expect([(await journalOf(after, later)).length > 0, await journalOf(before, later)]).toEqual([true, []]);
    for (const name of ['zoe', 'lukasz']) {
      expect((await login(after, `${name}@holdfast.example`, PASSWORD)).status).toBe(200);
    }
  });

  it('counts nothing twice: records from before the switch that are delivered after it, and republishing', async () => {
    const sold = await sell(before, 'parkett/BB-2');
    const records = recordsOf(await before.claimOf(sold));
    await deliver(before, publishHistory, records);
    await publishHistoryOfAll(before);
    await copy();
    const [journal, tallies] = [await movedIn(after, after.table.names.journal), await rowsOf(after, 'TALLY')];
    expect(await deliver(after, publishHistory, records)).toEqual({ batchItemFailures: [] });
    await publishHistoryOfAll(after);
    const republished = await republishClaims(after.table, run().pace, { dryRun: false, from: 0, parts: 4 });
    expect(republished).toMatchObject({ missing: 0, appended: 0 });
    expect(await movedIn(after, after.table.names.journal)).toEqual(journal);
    expect(await rowsOf(after, 'TALLY')).toEqual(tallies);
    await expectIntegrityOfAll(after, CHECKED);
  });

  it('counts once what no function had published before the switch', async () => {
    await publishHistoryOfAll(before);
    const sold = await sell(before, 'parkett/BB-2');
    await copy();
    await deliver(after, publishHistory, recordsOf(await after.claimOf(sold)));
    await deliver(after, publishHistory, recordsOf(await after.claimOf(sold)));
    await expectIntegrityOfAll(after, CHECKED);
  });

  it('keeps itineraries with the sales, and copies no other row', async () => {
    await copy();
    const copied = [
      ...(await movedIn(after, after.table.names.accounts)),
      ...(await movedIn(after, after.table.names.journal)),
    ];
    expect(new Set(copied.map(({ pk }) => String(pk).split('#')[0]))).toEqual(
      new Set(['USER', 'EMAIL', 'SESSION', 'JOURNAL']),
    );
    expect(copied.filter(({ sk }) => sk === 'ITINERARY')).toEqual([]);
  });
});

describe('a copy that crashes', () => {
  it.each([
    ['before a request', 'lost-request'],
    ['after a request whose reply is lost', 'lost-reply'],
  ] as const)('%s is finished by the next one', async (_when, fault) => {
    const counting = await after.another();
    await copy({}, { ...sides, separate: counting.table });
    const requests = counting.faults.requests.length;
    const expected = await movedIn(after, after.table.names.journal);
    expect(requests).toBeGreaterThan(100);
    for (let at = 1; at <= requests; at += Math.ceil(requests / 24)) {
      await emptySeparateTables();
      const crashing = await after.another();
      crashing.faults.inject(() => (crashing.faults.requests.length < at ? undefined : fault));
      const crashed = { ...sides, separate: { ...crashing.table, clock: { ...crashing.table.clock, pause: crash } } };
      await expect(copy({}, crashed)).rejects.toThrow('crashed');
      await copy();
      expect(await movedIn(after, after.table.names.journal)).toEqual(expected);
    }
    await expectIntegrityOfAll(after, CHECKED);
  });

  it('is not complete: both sides differ, so a deployment does not switch', async () => {
    await copy();
    const [one] = await movedIn(after, after.table.names.accounts);
    await emptySeparateTables();
    expect((await compareSides(sides, run())).areEqual).toBe(false);
    await after.table.documents.send(new PutCommand({ TableName: after.table.names.accounts, Item: one }));
    const { areEqual, lines } = await compareSides(sides, run());
    expect([areEqual, lines]).toEqual([
      false,
      expect.arrayContaining([expect.stringMatching(/^JOURNAL: 123 rows .* 0 with/)]),
    ]);
    await copy();
    expect((await compareSides(sides, run())).areEqual).toBe(true);
  });
});

describe('a copy', () => {
  it('changes nothing when it is repeated, and nothing in a dry run', async () => {
    expect((await copy({ dryRun: true })).lines).toEqual([
      `${MOVED} rows read. ${MOVED} would be put, 0 replaced, 0 removed.`,
    ]);
    expect(await movedIn(after, after.table.names.accounts)).toEqual([]);
    expect((await copy()).put).toBe(MOVED);
    expect(await copy()).toMatchObject({ put: 0, removed: 0 });
  });

  it('refuses while anything of the stage runs, and when something starts during the copy', async () => {
    let checks = 0;
    const startingAt = (check: number) => ({
      ...run(),
      requireStopped: async () => {
        checks += 1;
        if (checks >= check) throw new Error('holds may run');
      },
    });
    await expect(copySide(sides, startingAt(1), OPTIONS)).rejects.toThrow('holds may run');
    expect(await movedIn(after, after.table.names.journal)).toEqual([]);
    checks = 0;
    await expect(copySide(sides, startingAt(150), OPTIONS)).rejects.toThrow('holds may run');
  });

  it('stops at accounts that differ after maintenance was ended without a switch, and replaces them on request', async () => {
    await copy();
    await changeOwnPassword(before);
    await expect(copy()).rejects.toThrow(
      /holdfast-accounts has 1 rows that differ, and 0 that the source lacks.*--again/,
    );
    expect((await copy({ mayReplace: true })).put).toBe(3);
    expect((await compareSides(sides, run())).areEqual).toBe(true);
  });

  it('never overwrites what functions wrote after the switch, also on request', async () => {
    await copy();
    await changeOwnPassword(after);
    const written = await movedIn(after, after.table.names.accounts);
    for (const mayReplace of [false, true]) {
      await expect(copy({ mayReplace })).rejects.toThrow(
        /holdfast-journal has 0 entries that differ, and 1 that the source lacks/,
      );
    }
    expect(await movedIn(after, after.table.names.accounts)).toEqual(written);
  });

  it('stops at an entry of the journal that differs, and names it', async () => {
    await copy();
    const [entry] = await movedIn(after, after.table.names.journal);
    const Item = { ...entry, requestId: 'another' };
    await after.table.documents.send(new PutCommand({ TableName: after.table.names.journal, Item }));
    await expect(copy({ mayReplace: true })).rejects.toThrow(
      `1 entries that differ, and 0 that the source lacks (such as ${entry?.pk} ${entry?.sk})`,
    );
  });

  it('does not compare sessions that DynamoDB may remove at any moment', async () => {
    const ttl = Math.floor(after.now / 1_000) + 60;
    const Item = { pk: 'SESSION#ending', sk: 'SESSION', ttl };
    await after.table.documents.send(new PutCommand({ TableName: after.table.names.accounts, Item }));
    await copy();
  });
});

describe('undoing the switch', () => {
  it('takes along what was sold since, and counts nothing twice', async () => {
    await copy();
    const sold = await sell(after, 'parkett/BB-2');
    await changeOwnPassword(after);
    await publishHistoryOfAll(after);
    const inUse = { ...sides, inUse: after.table };
    await copy({ isBack: true }, inUse);
    expect(await journalOf(before, sold)).toEqual(await journalOf(after, sold));
    await publishHistoryOfAll(before);
    const republished = await republishClaims(before.table, run().pace, { dryRun: false, from: 0, parts: 4 });
    expect(republished).toMatchObject({ missing: 0 });
    before.now += 60_000;
    await sweep(before);
    await publishHistoryOfAll(before);
    await expectIntegrityOfAll(before, CHECKED);
    expect((await login(before, 'zoe@holdfast.example', NEW_PASSWORD)).status).toBe(200);
    // And forward again, which needs no request: the rows of both sides are known to be of the same history.
    await copy({ mayReplace: true });
    await expectIntegrityOfAll(after, CHECKED);
  });

  it('also works after the copies were removed', async () => {
    await copy();
    const [all, claims] = [await movedIn(after, after.table.names.journal), await claimsOf(after)];
    const inUse = { ...sides, inUse: after.table };
    const { found, removed, kept } = await removeCopies(inUse, run(), { dryRun: false });
    expect([found, removed, kept]).toEqual([MOVED, MOVED, 0]);
    expect(await movedIn(before, before.table.name)).toEqual([]);
    expect(await claimsOf(after)).toEqual(claims);
    await expectIntegrityOfAll(after, CHECKED);
    await copy({ isBack: true }, inUse);
    expect((await movedIn(before, before.table.name)).filter(({ pk }) => String(pk).startsWith('JOURNAL#'))).toEqual(
      all,
    );
    await expectIntegrityOfAll(before, CHECKED);
  });
});

describe('removing the copies', () => {
  it('keeps rows without a counterpart, counts them, and changes nothing in a dry run', async () => {
    await copy();
    const Item = { ...journalKey('lost', 0), action: 'hold.placed' };
    await before.table.documents.send(new PutCommand({ TableName: before.table.name, Item }));
    expect(await removeCopies(sides, run(), { dryRun: true })).toEqual({ found: MOVED + 1, removed: 0, kept: 1 });
    expect(await removeCopies(sides, run(), { dryRun: false })).toEqual({ found: MOVED + 1, removed: MOVED, kept: 1 });
    expect(await movedIn(before, before.table.name)).toEqual([Item]);
  });
});

const NEW_PASSWORD = 'a different passphrase 2027';

/** Signs Zoë in, which makes a session, and changes the password, which makes an entry of the journal. */
async function changeOwnPassword(world: World): Promise<void> {
  const signedIn = await login(world, 'zoe@holdfast.example', PASSWORD);
  expect(signedIn.status).toBe(200);
  const { accessToken } = signedIn.body;
  expect((await changePassword(world, accessToken, PASSWORD, NEW_PASSWORD)).status).toBe(204);
}

/** Without a pause no request is repeated, as in a process that has ended. */
async function crash(): Promise<never> {
  throw new Error('crashed');
}

async function emptySeparateTables(): Promise<void> {
  const { names, documents } = after.table;
  for (const name of [names.accounts, names.journal]) {
    for (const { pk, sk } of await movedIn(after, name)) {
      await documents.send(new DeleteCommand({ TableName: name, Key: { pk, sk } }));
    }
  }
}
