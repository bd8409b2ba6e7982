/** The migration of a table to the format of this version: its end, its interruptions, and what it does beside sales and edits. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { reportOf } from '../../../lib/commands/migrate/report.ts';
import { STEPS } from '../../../lib/commands/migrate/steps.ts';
import { copyRows } from '../../../lib/commands/restore/copy-rows.ts';
import { copyBack } from '../../../lib/commands/restore/copy-table.ts';
import type { StoppableStack } from '../../../lib/commands/restore/running-functions.ts';
import type { Switches } from '../../../lib/commands/restore/switches.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { NO_EDIT } from '../../../lib/domain/event-edits.ts';
import type { EditJob, LeasedJob } from '../../../lib/domain/event-jobs.ts';
import { LAYOUTS_PER_EDIT_MAX } from '../../../lib/domain/limits.ts';
import { formatNotice, oldFormatNotice } from '../../../lib/local/format-notice.ts';
import { eventJobKey, eventKey, formatKey, parseEventSortKey, TABLE_KINDS } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import type { Table } from '../../../lib/table/table.ts';
import { FORMAT, FORMAT_OLDEST, FORMAT_VERSION, readFormat } from '../../../lib/table/table-format.ts';
import { outdateBlocks } from '../../support/blocks.ts';
import { LEASE_MS } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import { migrate, outdate, stoppingAfter } from '../../support/migration.ts';
import { expectIntegrity } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { partOf, restoreTables } from '../../support/restored-tables.ts';
import { edit, hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let events: Event[];

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  events = [];
  for (const title of ['First', 'Second', 'Third']) events.push(await publish(world, { title }, organizer));
  await outdate(world);
});

const rowOf = async ({ id }: Event) => readRow(world.table, eventKey(id));

describe('a migration', () => {
  it('writes every event and layout anew, and then the version of the table', async () => {
    expect(await migrate(world)).toEqual({ is: 'finished', events: 3, changed: { 'upgrade-event': 6 } });
    expect(await readFormat(world.table)).toEqual(FORMAT);
    for (const event of events) {
      expect(await rowOf(event)).toMatchObject({ format: 2, version: 1 });
      await expectIntegrity(world, event);
    }
  });

  it('does nothing the second time', async () => {
    await migrate(world);
    world.faults.requests.length = 0;
    expect(await migrate(world)).toEqual({ is: 'current' });
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  // Such a row counted as migrated, so that nothing ever gave it today's keys.
  it("gives today's search keys to an event that the version before has published for this one", async () => {
    const service = { number: 'ICE 71', carrier: 'DB' };
    const event = await publish(world, { kind: 'train', service }, organizer);
    const found = (number: string) => world.invoke<{ items: Event[] }>('list-events', { query: { service: number } });
    const row = await rowOf(event);
    const { position: dateSk } = parseEventSortKey(String(row?.dateSk));
    const keysBefore = { dateSk, servicePk: 'SERVICE#ice 71', serviceSk: dateSk };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: { ...row, ...keysBefore } }));
    expect((await found('ice71')).body.items).toEqual([]);
    expect(await migrate(world)).toMatchObject({ is: 'finished' });
    expect(await rowOf(event)).toEqual({ ...row, version: 1 });
    world.now += 5_000;
    expect((await found('ice71')).body.items.map(({ id }) => id)).toEqual([event.id]);
  });

  // A throttled read of a step counted as a change, so that no pass was clean.
  it('ends although every read is throttled once', async () => {
    await edit(world, organizer, events[0] as Event, { blockSeats: ['a/A-1'] });
    await outdateBlocks(world, events[0] as Event);
    let reads = 0;
    world.faults.inject(({ name }) => {
      reads += /Get|Query/.test(name) ? 1 : 0;
      return /Get|Query/.test(name) && reads % 2 === 1 ? 'request-throttle' : undefined;
    });
    expect(await migrate(world)).toMatchObject({ is: 'finished', changed: { 'convert-blocks': 1 } });
  });

  it('continues where it was stopped', async () => {
    expect(await migrate(world, stoppingAfter(1))).toEqual({ is: 'stopped', events: 3, done: 1 });
    expect(await readFormat(world.table)).toMatchObject({ version: 1, migration: { to: 2, isClean: false } });
    expect(await migrate(world)).toEqual({ is: 'finished', events: 3, changed: { 'upgrade-event': 6 } });
  });

  it('keeps the last edit, so that a retry of its request is recognized', async () => {
    const [event] = events as [Event];
    expect((await edit(world, organizer, event, { title: 'Another' })).status).toBe(200);
    await migrate(world);
    const { version } = (await rowOf(event)) as { version: number };
    expect((await edit(world, organizer, event, { title: 'Another' })).status).toBe(200);
    expect(await rowOf(event)).toMatchObject({ version });
  });

  it('leaves a job that the schedule only ends, if it crashes', async () => {
    for (const event of events) await edit(world, organizer, event, { title: 'Another' });
    await outdate(world);
    const before = await Promise.all(events.map(rowOf));
    const crashing = await world.another();
    // The first update begins a job. No request after it arrives.
    let isBegun = false;
    crashing.faults.inject(({ name }) => {
      const isLost = isBegun;
      isBegun ||= name === 'UpdateCommand';
      return isLost ? 'lost-request' : undefined;
    });
    await migrate(crashing).catch(() => undefined);
    world.now += LEASE_MS;
    expect(await runJobs(world, () => 1_000)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect(await Promise.all(events.map(rowOf))).toEqual(before);
  });

  it('leaves holds and bookings as they are', async () => {
    const [event] = events as [Event];
    const buyer = await world.person();
    const held = await hold(world, buyer, event, ['a/A-1']);
    await migrate(world);
    expect((await pay(world, buyer, held.body)).status).toBe(201);
    await expectIntegrity(world, event);
  });

  it('writes one journal entry for each step, in the name of the operator', async () => {
    const [event] = events as [Event];
    await migrate(world);
    const journal = await world.service.dependencies.store.readJournal(event.id);
    expect(journal.map(({ action, actor }) => [action, actor])).toEqual([
      ['event.published', organizer.userId],
      ['event.migrated', 'operator'],
    ]);
    // The job is over, and the next edit finds the length of the journal.
    expect(await readRow(world.table, eventJobKey(event.id))).toEqual({ ...eventJobKey(event.id), entries: 2 });
    expect((await edit(world, organizer, event, { title: 'Another' })).status).toBe(200);
  });

  it('writes more layouts than one transaction takes in several steps', async () => {
    const sections = Array.from({ length: LAYOUTS_PER_EDIT_MAX + 1 }, (_, i) => ({
      id: `s${i}`,
      name: `Section ${i}`,
      kind: 'seated' as const,
      price: 100,
      rows: [{ row: 'A', count: 1 }],
    }));
    await publish(world, { sections }, organizer);
    await outdate(world);
    // The row of the event is written with each step.
    const rows = 3 * 2 + LAYOUTS_PER_EDIT_MAX + 1 + 2;
    expect(await migrate(world)).toMatchObject({ is: 'finished', changed: { 'upgrade-event': rows } });
  });

  it('starts over with --again, also if the table is of this version', async () => {
    await migrate(world);
    // The previous version writes such a row after a rollback.
    await outdate(world);
    expect(await migrate(world)).toEqual({ is: 'current' });
    expect(await migrate(world, { isAgain: true, ...stoppingAfter(1) })).toMatchObject({ is: 'stopped' });
    expect(await readFormat(world.table)).toMatchObject({ version: 1 });
    expect(await migrate(world)).toEqual({ is: 'finished', events: 3, changed: { 'upgrade-event': 6 } });
  });

  it.each([
    [FORMAT_VERSION + 1, 'up to 2. Use the version that migrated it.'],
    [FORMAT_OLDEST - 1, 'from 1 on. Deploy the version before, and run its npm run migrate first.'],
  ])('leaves a table of version %d alone', async (version, advice) => {
    await world.table.documents.send(
      new PutCommand({ TableName: world.table.name, Item: { ...formatKey(), version } }),
    );
    const because = `holdfast is of format ${version}, but this version of Holdfast knows formats ${advice}`;
    await expect(formatNotice(world.table, { isNew: false, migrate: '' })).rejects.toThrow(because);
    const before = await rowsOf(world, '');
    for (const isAgain of [false, true]) {
      expect(await migrate(world, { isAgain })).toEqual({ is: 'unknown', because });
    }
    expect(await rowsOf(world, '')).toEqual(before);
  });

  it('has nothing to do for a table of a later revision, which a release with more steps has migrated', async () => {
    const later = { ...formatKey(), ...FORMAT, revision: Number(FORMAT.revision) + 1 };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: later }));
    expect(await formatNotice(world.table, { isNew: false, migrate: '' })).toBeUndefined();
    expect(await migrate(world)).toEqual({ is: 'current' });
    // This release does not write the rows of the other one. So after its own migration that one has to migrate again.
    await migrate(world, { isAgain: true });
    expect(await readFormat(world.table)).toEqual(FORMAT);
  });

  it('migrates all events but those with damaged rows, names these, and leaves the version', async () => {
    const [damaged] = events as [Event];
    const row = await rowOf(damaged);
    await world.table.documents.send(
      new PutCommand({ TableName: world.table.name, Item: { ...row, title: 7 } as Record<string, unknown> }),
    );
    const migrated = await migrate(world);
    expect(migrated).toMatchObject({ is: 'incomplete', events: 3 });
    const { lines, isFailure } = reportOf(migrated, STEPS, { tableName: 'T', call: 'npm run migrate' });
    expect([isFailure, lines]).toEqual([
      true,
      [
        expect.stringMatching(new RegExp(`^${damaged.id}: .*title is not text`)),
        '1 of 3 events could not be migrated. The lines above say why. To try again, run: npm run migrate',
      ],
    ]);
    expect((await readFormat(world.table)).version).toBe(1);
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: row as never }));
    expect(await migrate(world)).toMatchObject({ is: 'finished' });
  });

  it('waits for a function that has the lease of an event, and migrates the others meanwhile', async () => {
    const [first, second] = events as [Event, Event];
    const { edits, ids } = world.service.dependencies;
    const job: EditJob = {
      does: 'edit',
      id: 'edt_other',
      edit: NO_EDIT,
      digest: '',
      origin: { at: world.now, actor: 'system', requestId: 'other' },
    };
    const lease = { now: world.now, leaseOf: ids.next(), entries: 1 };
    const leased = (await edits.begin(first.id, job, lease)) as LeasedJob;
    let pauses = 0;
    const patient = await world.another({
      pause: async () => {
        pauses += 1;
        if (pauses !== 3) return;
        expect(await rowOf(second)).toMatchObject({ format: 2 });
        expect(await rowOf(first)).not.toHaveProperty('format');
        await edits.leave(leased);
      },
    });
    expect(await migrate(patient)).toMatchObject({ is: 'finished', changed: { 'upgrade-event': 6 } });
    expect(pauses).toBe(3);
    // The job of the other function is as it was.
    expect(await readRow(world.table, eventJobKey(first.id))).toMatchObject({ work: job, entries: 2 });
  });

  it('gives up on an event whose lease no function gives back, and says so', async () => {
    const [first] = events as [Event];
    const { edits, ids } = world.service.dependencies;
    const origin = { at: world.now, actor: 'system', requestId: 'other' };
    const job: EditJob = { does: 'edit', id: 'edt_other', edit: NO_EDIT, digest: '', origin };
    await edits.begin(first.id, job, { now: world.now, leaseOf: ids.next(), entries: 1 });
    const migrated = await migrate(world);
    expect(migrated).toMatchObject({ is: 'incomplete', events: 3 });
    const { lines } = reportOf(migrated, STEPS, { tableName: 'T', call: 'npm run migrate' });
    expect(lines[0]).toBe(`${first.id}: another function is changing it`);
    world.now += LEASE_MS;
    expect(await migrate(world)).toMatchObject({ is: 'finished' });
  });

  it('makes another pass for an event that a function of the version before has published meanwhile', async () => {
    const [late, migrating] = [await world.another(), await world.another()];
    migrating.faults.beforeRequests(async ({ input }) => {
      // The pass has listed its events.
      if (input.IndexName !== 'byUnfinished') return;
      migrating.faults.clear();
      await publish(late, { title: 'Late' }, organizer);
      await outdate(late);
    });
    expect(await migrate(migrating)).toMatchObject({ is: 'finished', events: 4 });
    for (const row of await rowsOf(world, 'EVENT#')) {
      if (row.sk === 'EVENT') expect(row).toMatchObject({ format: 2 });
    }
  });

  it('ends with a sentence if each pass finds something of an older format', async () => {
    const migrating = await world.another();
    migrating.faults.beforeRequests(async ({ name, input }) => {
      // At the end of each pass, a function of the version before writes again.
      if (name === 'QueryCommand' && input.IndexName === 'byDate') await outdate(world);
    });
    const migrated = await migrate(migrating);
    expect(migrated).toEqual({ is: 'endless' });
    expect(reportOf(migrated, STEPS, { tableName: 'T', call: 'npm run migrate' })).toEqual({
      lines: [
        'Each pass over T found rows of an older format, so functions of an older version still run. Deploy this version, then run: npm run migrate',
      ],
      isFailure: true,
    });
  });

  it('does not undo the end of another run', async () => {
    const slow = await world.another();
    let isOther = false;
    slow.faults.beforeRequests(async ({ name }) => {
      if (name !== 'PutCommand' || isOther) return;
      isOther = true;
      expect(await migrate(world)).toMatchObject({ is: 'finished' });
    });
    expect(await migrate(slow)).toMatchObject({ is: 'finished' });
    expect(await readFormat(world.table)).toEqual(FORMAT);
  });
});

it('does not lower the version of a table that a later version has migrated meanwhile', async () => {
  const migrating = await world.another();
  let puts = 0;
  const later = { ...formatKey(), version: FORMAT_VERSION + 1 };
  for (const at of [1, 4]) {
    puts = 0;
    migrating.faults.beforeRequests(async ({ name }) => {
      if (name !== 'PutCommand') return;
      puts += 1;
      if (puts === at) await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: later }));
    });
    expect(await migrate(migrating)).toMatchObject({ is: 'unknown' });
    expect(await readFormat(world.table)).toEqual({ version: FORMAT_VERSION + 1 });
    migrating.faults.clear();
    await outdate(world);
    await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key: formatKey() }));
  }
});

describe('a restore', () => {
  const restored = (): Promise<Table> => restoreTables(world, world.table.documents as unknown as DynamoDBClient);

  it('brings back the format of the restored rows, with the position of a migration', async () => {
    const old = await restored();
    await migrate(world);
    // The journal too: it has entries of the migration in the places of later ones.
    for (const kind of TABLE_KINDS) {
      await copyRows(partOf(old, kind), partOf(world.table, kind), async () => undefined, { dryRun: false });
    }
    expect(await readFormat(world.table)).toEqual({ version: 1 });
    expect(await oldFormatNotice(world.table, 'npm run migrate')).toBe(
      'The table is of format 1; run `npm run migrate` while the service sells.',
    );
    expect(await migrate(world)).toMatchObject({ is: 'finished', changed: { 'upgrade-event': 6 } });
  });

  it('refuses a table of a later version', async () => {
    const later = await restored();
    await later.documents.send(new PutCommand({ TableName: later.name, Item: { ...formatKey(), version: 3 } }));
    const { tables: _names, ...connection } = world.connection;
    const given = {
      client: new DynamoDBClient(connection),
      source: later,
      target: world.table,
      pace: async () => undefined,
      stage: 'x',
      stack: {} as StoppableStack,
      switches: {} as Switches,
    };
    await expect(copyBack(given, { dryRun: true, isConfirmed: false })).rejects.toThrow(
      'restored is of format 3, but this version of Holdfast knows formats up to 2. Use the version that migrated it.',
    );
  });
});

describe('the notice of a table', () => {
  const noticed = (isNew: boolean): Promise<string | undefined> =>
    formatNotice(world.table, { isNew, migrate: 'npm run migrate' });

  it('is absent for a new or an empty table, which gets its row FORMAT', async () => {
    const empty = await openWorld();
    expect(await formatNotice(empty.table, { isNew: false, migrate: '' })).toBeUndefined();
    expect(await readFormat(empty.table)).toEqual(FORMAT);
    // A schedule has run meanwhile.
    const young = await openWorld();
    await young.service.dependencies.store.startSweepAt(1);
    expect(await formatNotice(young.table, { isNew: false, migrate: 'it' })).toContain('of format 1');
    expect(await formatNotice(young.table, { isNew: true, migrate: '' })).toBeUndefined();
    expect(await readFormat(young.table)).toEqual(FORMAT);
  });

  it('is given for a table with events, even if the table seems to be new', async () => {
    expect(await noticed(true)).toBe('The table is of format 1; run `npm run migrate` while the service sells.');
    expect(await readFormat(world.table)).toEqual({ version: 1 });
  });

  it('does not overwrite the progress of a migration', async () => {
    await migrate(world, stoppingAfter(1));
    const before = await readFormat(world.table);
    expect(await noticed(false)).toBe('The table is of format 1; run `npm run migrate` while the service sells.');
    expect(await readFormat(world.table)).toEqual(before);
  });
});
