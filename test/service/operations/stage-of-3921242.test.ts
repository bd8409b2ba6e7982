/**
 * The rows of the commit 3921242, the last one without organizations, sales by day and tables for accounts and journal: events in all
 * states, live, extended and lapsed holds, bookings with refunds, accounts with sessions, and a journal that is late by one booking.
 * This version sells from the rows in their one table, brings them to its lists and sums, and separates them into three tables.
 *
 * The file was made in a worktree of that commit: a test there called its API in a world on the embedded engine with the gateway of the
 * simulator, on two days, and wrote down all rows. Its first line has the people, the events, the claims, the accounts at the gateway,
 * and some calls with an idempotency key and their answers. The table has the row FORMAT of that commit.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import { republishClaims } from '../../../lib/commands/republish/republish.ts';
import { compareSides, copySide } from '../../../lib/commands/separate-tables/copy-side.ts';
import { removeCopies } from '../../../lib/commands/separate-tables/remove-copies.ts';
import type { EventSales } from '../../../lib/contract/administration/responses.ts';
import type { Booking, Cancellation } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { bookingIdOf, paymentIdOf } from '../../../lib/domain/ids.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { oldFormatNotice } from '../../../lib/local/format-notice.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { formatKey, journalPartition } from '../../../lib/table/keys.ts';
import { FORMAT_VERSION, readFormat } from '../../../lib/table/table-format.ts';
import { login, PASSWORD } from '../../support/accounts.ts';
import { runJobs } from '../../support/import.ts';
import { expectMigrated, migrate, stoppingAfter } from '../../support/migration.ts';
import { join } from '../../support/organizations.ts';
import { expectIntegrityOfAll, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { rowsIn, rowsOf } from '../../support/replay.ts';
import { fillTable, openStage, readStage, type Stage } from '../../support/stages.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import {
  cancel,
  edit,
  hold,
  holdPlaces,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  readHold,
  sweep,
  type World,
} from '../../support/world.ts';

type Account = NonNullable<ReturnType<LedgerGateway['accounts']['get']>>;
interface SoldStage extends Stage {
  /** An organizer of another event. */
  rival: Person;
  /** The claims by a name, with the names of their owners and events. */
  claims: Record<string, { id: string; owner: string; event: string }>;
  gateway: Record<string, Account>;
}

const STAGE = readStage(new URL('stage-of-3921242.jsonl', import.meta.url)) as SoldStage;
const { organizer, admin, rival } = STAGE;
const OWN = ['past', 'concert', 'closed', 'cancelled', 'train', 'draft', 'preparing'];
/** An event that is being prepared has not all of its places yet. */
const CHECKED = Object.entries(STAGE.events).filter(([name]) => name !== 'preparing');

let gateway: LedgerGateway;
/** The functions with the one table. */
let shared: World;
beforeEach(async () => {
  gateway = new LedgerGateway();
  for (const [id, account] of Object.entries(STAGE.gateway)) gateway.accounts.set(id, structuredClone(account));
  shared = await openStage(STAGE, { gateway });
});

const personNamed = (name: string): Person => STAGE.customers[name] as Person;
const eventNamed = (name: string): Event => ({ id: STAGE.events[name] }) as Event;
const claimNamed = (name: string) => STAGE.claims[name] as SoldStage['claims'][string];
const ownerOf = (name: string): Person => personNamed(claimNamed(name).owner);
const bookingNamed = (name: string) => ({ id: bookingIdOf(claimNamed(name).id.slice(4)) });
const accountOf = (name: string): Account | undefined =>
  gateway.accounts.get(paymentIdOf(claimNamed(name).id.slice(4), 1));
const refundsMade = (name: string): number[] => accountOf(name)?.refunds.map(({ amount }) => amount) ?? [];

const readEvent = async (world: World, name: string): Promise<Event> =>
  (await world.invoke<Event>('read-event', { params: { eventId: eventNamed(name).id } })).body;
const readSales = (world: World, as = organizer, event = eventNamed('concert')) =>
  world.invoke<EventSales & ProblemFields>('read-sales', { as, params: { eventId: event.id } });
const salesOf = async (world: World): Promise<Omit<EventSales, 'asOf'>> => {
  const { asOf: _now, ...sales } = (await readSales(world)).body;
  return sales;
};
const listOwn = async (world: World): Promise<string[]> => {
  const { status, body } = await world.invoke<{ items: Event[] }>('list-events', {
    as: organizer,
    query: { organizer: 'me' },
  });
  expect(status).toBe(200);
  return body.items.map(({ id }) => Object.keys(STAGE.events).find(name => STAGE.events[name] === id) ?? id).sort();
};
const sell = async (world: World, seat: string, buyer = personNamed('花子')): Promise<{ id: string }> => {
  const held = await hold(world, buyer, eventNamed('concert'), [seat]);
  expect([seat, held.status, held.body.code]).toEqual([seat, 201, undefined]);
  world.now += 10;
  expect((await pay(world, buyer, held.body)).status).toBe(201);
  return held.body;
};
const expectAllIntegrity = async (world: World): Promise<void> => {
  await publishHistoryOfAll(world);
  await expectIntegrityOfAll(world, CHECKED);
};

/** Runs the schedules until nothing is left to do. */
async function finish(world: World): Promise<void> {
  for (let run = 0; run < 4; run++) {
    world.now += EDIT_SETTLE_MS;
    await reconcile(world);
    await sweep(world);
    await publishHistoryOfAll(world);
    await runJobs(world, () => 1_000);
  }
}

describe('a stage of the commit 3921242, in its one table', () => {
  it('has integrity, also while its journal is late', async () => {
    await expectIntegrityOfAll(shared, CHECKED);
    await expectAllIntegrity(shared);
  });

  it('answers each idempotency key as it did', async () => {
    for (const { name, operation, as, key, params, body, status, answer } of STAGE.calls) {
      const again = await shared.invoke<Record<string, unknown>>(operation, {
        as,
        key,
        ...(params ? { params } : {}),
        ...(body ? { body } : {}),
      });
      expect([name, again.status]).toEqual([name, status]);
      expect(again.body).toMatchObject(answer as object);
    }
  });

  it('sells its held and its free places, and no place twice', async () => {
    for (const name of ['live', 'extended']) {
      expect([name, (await pay(shared, ownerOf(name), claimNamed(name))).status]).toEqual([name, 201]);
    }
    await sell(shared, 'a/C-1', personNamed('Zoë'));
    const late = await pay(shared, ownerOf('lapsed'), claimNamed('lapsed'));
    expect([late.status, late.body.code]).toEqual([409, 'hold-expired']);
    const taken = await hold(shared, rival, eventNamed('concert'), ['a/A-1', 'a/C-3', 'a/C-7']);
    expect(taken.body.conflicts.map(({ reason }) => reason)).toEqual(['booked', 'booked', 'blocked']);
    const holdStanding = async (quantity: number) =>
      holdPlaces(shared, await shared.person(), eventNamed('concert'), quantity);
    // Six are booked, three are held, and the organizer has blocked three.
    for (const quantity of [10, 10]) expect((await holdStanding(quantity)).status).toBe(201);
    const tooMany = await holdStanding(10);
    expect(tooMany.body.conflicts).toEqual([{ areaId: 'standing', reason: 'sold-out', available: 8 }]);
    await finish(shared);
    expect((await readHold(shared, ownerOf('lapsed'), claimNamed('lapsed'))).body.status).toBe('expired');
    await expectAllIntegrity(shared);
  });

  it('cancels its bookings whole and in part, and makes each of its open refunds once', async () => {
    const { body } = await cancel(shared, ownerOf('whole'), bookingNamed('whole'), { seats: ['a/A-2'] });
    expect(body.refund).toMatchObject({ amount: { amount: 5_000 } });
    const cancelByOrganizer = { as: organizer, key: 'k', params: { bookingId: bookingNamed('journey').id } };
    const cancelled = await shared.invoke<Cancellation & ProblemFields>('cancel-booking', {
      ...cancelByOrganizer,
      body: { reason: 'the wagon is out of service' },
    });
    expect([cancelled.status, cancelled.body.code]).toEqual([200, undefined]);
    const rest = await cancel(shared, ownerOf('part cancelled'), bookingNamed('part cancelled'));
    expect(rest.body.refund).toMatchObject({ amount: { amount: 11_000 } });
    await finish(shared);
    expect(['whole', 'journey', 'part cancelled', 'refund open', 'refund made'].map(refundsMade)).toEqual([
      [5_000],
      [5_800],
      [8_000, 11_000],
      [10_000],
      [5_000],
    ]);
    expect(gateway.faults).toEqual([]);
    await expectAllIntegrity(shared);
  });

  it('edits its events with the new fields, closes them, and opens again what that commit has closed', async () => {
    const changes = { description: 'With an interval', doorsAt: '2027-03-31T11:00:00Z', title: 'Late concert' };
    expect((await edit(shared, organizer, eventNamed('concert'), changes)).status).toBe(200);
    expect(await readEvent(shared, 'concert')).toMatchObject({ ...changes, doorsAt: expect.anything() });
    expect((await edit(shared, organizer, eventNamed('concert'), { status: 'closed' })).status).toBe(200);
    expect((await hold(shared, rival, eventNamed('concert'), ['a/C-1'])).body.code).toBe('sales-not-open');
    expect((await edit(shared, organizer, eventNamed('closed'), { status: 'open' })).status).toBe(200);
    await finish(shared);
    expect((await readEvent(shared, 'closed')).status).toBe('open');
    const free = ['a/A-3', 'a/A-4', 'a/A-5', 'a/A-6'];
    expect((await hold(shared, personNamed('Zoë'), eventNamed('closed'), free)).status).toBe(201);
    expect((await hold(shared, personNamed('花子'), eventNamed('closed'), ['a/A-1'])).status).toBe(409);
    expect((await edit(shared, organizer, eventNamed('cancelled'), { status: 'open' })).status).toBe(409);
    // The organizer's own blocks stay.
    expect((await edit(shared, organizer, eventNamed('concert'), { status: 'open' })).status).toBe(200);
    await finish(shared);
    expect(await shared.seatStatus(eventNamed('concert'), 'a/C-7')).toBe('blocked');
    await sell(shared, 'a/C-1');
    await expectAllIntegrity(shared);
  });

  it('finishes the event that was being prepared', async () => {
    await finish(shared);
    expect((await readEvent(shared, 'preparing')).status).toBe('open');
    await expectIntegrityOfAll(shared, Object.entries(STAGE.events));
  });

  it('gives its events to the organizations of their organizers, which invite members', async () => {
    expect((await readEvent(shared, 'concert')).organizationId).toBe(ownOrganizationOf(organizer.userId));
    const refused = await readSales(shared, rival);
    expect([refused.status, refused.body.code]).toEqual([403, 'not-your-event']);
    expect((await readSales(shared, admin)).status).toBe(200);
    const { body } = await shared.invoke<{ items: unknown[] }>('list-organizations', { as: organizer });
    expect(body.items).toMatchObject([{ id: ownOrganizationOf(organizer.userId), role: 'owner' }]);
    const finance = await shared.signedUp();
    await join(shared, organizer, finance, 'finance');
    expect((await readSales(shared, finance)).status).toBe(200);
    expect((await edit(shared, finance, eventNamed('concert'), { title: 'Mine' })).status).toBe(403);
    await expectAllIntegrity(shared);
  });

  it('exports an account, and deletes it with its name and address', async () => {
    const { body: signedIn } = await login(shared, 'zoe@holdfast.example', PASSWORD);
    const { status, body } = await shared.invoke<{ items: { kind: string }[] }>('export-account', {
      token: signedIn.accessToken,
      query: { limit: '100' },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    expect([status, [...new Set(body.items.map(({ kind }) => kind))].sort()]).toEqual([
      200,
      ['booking', 'hold', 'profile', 'session'],
    ]);
    await publishHistoryOfAll(shared);
    const deletion = { token: signedIn.accessToken, body: { currentPassword: PASSWORD } };
    expect((await shared.invoke('delete-account', deletion)).status).toBe(204);
    expect(JSON.stringify(await rowsOf(shared, ''))).not.toMatch(/zoe@|Zoë/);
    await expectAllIntegrity(shared);
  });

  it('has new passwords of its accounts, and keeps its sessions', async () => {
    expect((await login(shared, 'lukasz@holdfast.example', PASSWORD)).status).toBe(401);
    expect((await login(shared, 'lukasz@holdfast.example', 'another sentence of mine')).status).toBe(200);
    expect((await shared.invoke<Booking>('read-profile', { as: personNamed('花子') })).status).toBe(200);
  });
});

/** The booked and cancelled places of the concert, and the amounts of its bookings. */
const SALES = { booked: 18, cancelled: 6, sold: 12 };
const EUR = (amount: number) => ({ amount, currency: 'EUR' });

describe('the migration of a stage of the commit 3921242', () => {
  it('lists its events for their organizers, and sums its sales up, while it sells', async () => {
    await finish(shared);
    expect([await listOwn(shared), (await salesOf(shared)).isComplete]).toEqual([[], false]);
    expect(await migrate(shared)).toMatchObject({
      is: 'finished',
      changed: { 'list-in-organization': Object.keys(STAGE.events).length },
    });
    await expectMigrated(shared, STAGE);
    expect(await listOwn(shared)).toEqual([...OWN].sort());
    expect(await salesOf(shared)).toMatchObject({
      isComplete: true,
      ...SALES,
      captured: EUR(76_000),
      returned: EUR(28_000),
      revenue: EUR(48_000),
      days: [
        { day: '2027-03-02', booked: 8, cancelled: 3 },
        { day: '2027-03-01', booked: 10, cancelled: 3 },
      ],
    });
    await expectAllIntegrity(shared);
    await sell(shared, 'a/C-1');
    await publishHistoryOfAll(shared);
    expect(await salesOf(shared)).toMatchObject({ isComplete: true, ...SALES, booked: 19, sold: 13 });
    await expectAllIntegrity(shared);
    expect(await migrate(shared)).toEqual({ is: 'current' });
    expect(await migrate(shared, { isAgain: true })).toEqual({
      is: 'finished',
      events: Object.keys(STAGE.events).length,
      changed: {},
    });
  });

  it('is needed although that commit has migrated the table: it used to be left out, because the version was the same', async () => {
    const notice = () => oldFormatNotice(shared.table, 'npm run migrate');
    expect(await readFormat(shared.table)).toEqual({ version: 2 });
    expect(await notice()).toBe('The table is of format 2; run `npm run migrate` while the service sells.');
    await migrate(shared);
    expect(await notice()).toBeUndefined();
  });

  it('continues where it was stopped, but not where a migration of that commit was', async () => {
    const migration = { to: FORMAT_VERSION, after: '~~', isClean: true, changed: {} };
    const row = { ...formatKey(), version: 1, migration };
    await shared.table.documents.send(new PutCommand({ TableName: shared.table.name, Item: row }));
    const events = Object.keys(STAGE.events).length;
    expect(await migrate(shared, stoppingAfter(3))).toEqual({ is: 'stopped', events, done: 3 });
    expect((await readFormat(shared.table)).migration).toMatchObject({ changed: { 'list-in-organization': 3 } });
    expect(await migrate(shared)).toMatchObject({ changed: { 'list-in-organization': events } });
    await expectMigrated(shared, STAGE);
  });
});

describe('the separation of a stage of the commit 3921242', () => {
  /** The functions with three tables, on the same database. */
  let separate: World;
  beforeEach(async () => {
    separate = await openWorld({ gateway });
    separate.now = STAGE.madeAt + 1_000;
    shared = await separate.another({ sharedTables: true, gateway });
    await fillTable(shared.table, STAGE.rows);
  });

  const run = () => ({ pace: async () => undefined, now: separate.now, requireStopped: async () => undefined });
  const sides = () => ({ shared: shared.table, separate: separate.table, inUse: shared.table });
  const copy = () =>
    copySide(sides(), run(), { isBack: false, mayReplace: false, dryRun: false, call: 'npm run separate-tables' });
  const journalIn = (world: World) => rowsIn(world.table, world.table.names.journal, journalPartition(''));

  it('keeps all figures, and the stage sells, edits and signs in before and after', async () => {
    await migrate(shared);
    await sell(shared, 'a/C-1');
    await finish(shared);
    const [sales, own, journal] = [await salesOf(shared), await listOwn(shared), await journalIn(shared)];
    await copy();
    expect((await compareSides(sides(), run())).areEqual).toBe(true);
    expect([await salesOf(separate), await listOwn(separate), await journalIn(separate)]).toEqual([
      sales,
      own,
      journal,
    ]);
    await expectIntegrityOfAll(separate, CHECKED);
    await removeCopies(sides(), run(), { dryRun: false });
    expect(await journalIn(shared)).toEqual([]);
    await sell(separate, 'a/C-6', personNamed('Zoë'));
    expect((await cancel(separate, ownerOf('whole'), bookingNamed('whole'))).status).toBe(200);
    expect((await edit(separate, organizer, eventNamed('concert'), { title: 'Moved' })).status).toBe(200);
    await finish(separate);
    expect(await salesOf(separate)).toMatchObject({ booked: 20, cancelled: 10, isComplete: true });
    expect((await login(separate, 'zoe@holdfast.example', PASSWORD)).status).toBe(200);
    await join(separate, organizer, await separate.signedUp(), 'editor');
    await expectAllIntegrity(separate);
  });

  it('counts nothing twice when records from before it are delivered again, also those of that commit', async () => {
    await publishHistoryOfAll(shared);
    await copy();
    await migrate(separate);
    const [sales, journal, tallies] = [await salesOf(separate), await journalIn(separate), await talliesOf(separate)];
    for (const { id } of Object.values(STAGE.claims)) {
      await deliver(separate, publishHistory, recordsOf(await separate.claimOf({ id })));
    }
    const republished = await republishClaims(separate.table, run().pace, { dryRun: false, from: 0, parts: 4 });
    expect(republished).toMatchObject({ missing: 0, appended: 0 });
    expect([await salesOf(separate), await journalIn(separate)]).toEqual([sales, journal]);
    expect(await talliesOf(separate)).toEqual(tallies);
    await expectAllIntegrity(separate);
  });

  it('counts once what that commit has sold and not published', async () => {
    await copy();
    const records = recordsOf(await separate.claimOf(claimNamed('unpublished')));
    for (let time = 0; time < 2; time++) await deliver(separate, publishHistory, records);
    await migrate(separate);
    expect(await salesOf(separate)).toMatchObject({ ...SALES, isComplete: true });
    await expectAllIntegrity(separate);
  });

  it('may come before the migration, which then finds all rows in their tables', async () => {
    await finish(shared);
    await copy();
    await removeCopies(sides(), run(), { dryRun: false });
    expect((await salesOf(separate)).isComplete).toBe(false);
    expect(await migrate(separate)).toMatchObject({ is: 'finished' });
    expect(await salesOf(separate)).toMatchObject({ ...SALES, isComplete: true });
    expect(await listOwn(separate)).toEqual([...OWN].sort());
    await expectAllIntegrity(separate);
  });

  const talliesOf = (world: World) => rowsOf(world, 'TALLY');
});
