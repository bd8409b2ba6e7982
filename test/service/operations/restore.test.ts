/**
 * The table's side of a restore, and of a new index, on DynamoDB Local. The tests imitate a restore by
 * copying all rows into another table without TTL and stream.
 */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import { checkEvents, summaryOf } from '../../../lib/commands/check-table/check-events.ts';
import { checkShape } from '../../../lib/commands/check-table/check-table.ts';
import { republishClaims } from '../../../lib/commands/republish/republish.ts';
import { copyBack } from '../../../lib/commands/restore/copy-table.ts';
import type { JournalPolicy } from '../../../lib/commands/restore/journal-policy.ts';
import { countMissingEntries } from '../../../lib/commands/restore/missing-entries.ts';
import { createPace, type Pace } from '../../../lib/commands/shared/pace.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { STREAMS } from '../../../lib/deployment/triggers.ts';
import { streamFunction } from '../../../lib/lambda/stream-function.ts';
import { createTable } from '../../../lib/local/create-table.ts';
import { contextOf } from '../../../lib/local/functions.ts';
import { startPump } from '../../../lib/local/stream/pump.ts';
import { claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { seatKeyOf, TABLE_KINDS } from '../../../lib/table/keys.ts';
import { namesOf, sharedTables, type Table } from '../../../lib/table/table.ts';
import { expectIntegrity, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
import { policyDouble, restoreTables as restoreTablesOf, stageOf } from '../../support/restored-tables.ts';
import {
  cancel,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  readHold,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let client: DynamoDBClient;
let event: Event;
let buyer: Person;
let pace: Pace;
const instantly = async (): Promise<void> => undefined;

beforeEach(async () => {
  world = await openWorld();
  const { tables: _names, ...connection } = world.connection;
  client = new DynamoDBClient(connection);
  event = await publish(world);
  buyer = await world.person();
  pace = createPace(1e9, world.table.clock);
});

/** A view of one physical table, which has all rows whatever their kind. */
const tableNamed = (name: string): Table => ({ ...world.table, ...namesOf(sharedTables(name)) });
const restoreTables = () => restoreTablesOf(world, client);
const allRows = async (of: World, table = of.table) =>
  new Map((await rowsOf({ ...of, table } as World, '')).map(row => [`${row.pk}\n${row.sk}`, row]));

/** Copies all tables back, in maintenance. */
const copyAll = async (source: Table, { dryRun = false, policy = policyDouble() as JournalPolicy } = {}) => {
  const restoring = { client, source, target: world.table, pace, ...stageOf(), policy };
  return (await copyBack(restoring, { dryRun, isConfirmed: true })).copied;
};

/** Creates a booking, a cancelled booking and an active hold. Their last entries are not in the journal yet. */
async function sell() {
  const { body: booked } = await hold(world, buyer, event, ['a/A-1']);
  const key = newKey();
  world.now += 10;
  const { body: booking } = await pay(world, buyer, booked, { key });
  const bob = await world.person();
  const { body: other } = await hold(world, bob, event, ['a/B-1']);
  world.now += 10;
  const { body: cancelled } = await pay(world, bob, other);
  await publishHistoryOfAll(world);
  world.now += 10;
  await cancel(world, bob, cancelled);
  const { body: held } = await hold(world, bob, event, ['a/C-1']);
  return { booked, booking, key, held, bob };
}

describe('a restored table', () => {
  it('is reported without TTL and stream, and has both after the repair', async () => {
    const { names } = await restoreTables();
    for (const [kind, missing] of [
      ['sales', ['time-to-live', 'stream']],
      ['accounts', ['time-to-live', 'stream']],
      ['journal', ['stream']],
    ] as const) {
      const check = (mayRepair: boolean) =>
        checkShape(client, names[kind], { kinds: [kind], isKept: false, mayRepair }, instantly);
      expect((await check(false)).map(({ repair }) => repair)).toEqual(missing);
      expect(await check(true)).toEqual([]);
      expect(await check(false)).toEqual([]);
    }
  });

  it('can be copied back into the damaged table of the stack, which then continues to sell', async () => {
    const { booked, booking, key, held, bob } = await sell();
    const restored = await restoreTables();
    // The journal lacked some entries at the time of the copy, so they are republished first.
    world.now += 30 * 1_000;
    const late = await checkEvents(restored, pace, world.now + 30 * MINUTE);
    expect(late.violations).toContainEqual(expect.stringContaining('journal-incomplete'));
    await republishClaims(restored, pace, { dryRun: false, from: 0, parts: 4 });
    expect((await checkEvents(restored, pace, world.now + MINUTE)).violations).toEqual([]);
    const then = await allRows(world, restored);

    // The damage that a restore repairs: lost rows, corrupt rows, and sales based on them.
    world.now += 10;
    await pay(world, bob, held);
    await hold(world, await world.person(), event, ['a/D-1']);
    await publishHistoryOfAll(world);
    const { name: TableName, documents } = world.table;
    await documents.send(new DeleteCommand({ TableName, Key: seatKeyOf(event.id, 'a/E-1') }));
    const corrupt = { ...seatKeyOf(event.id, 'a/A-1'), status: 'available', changedAt: 0 };
    await documents.send(new PutCommand({ TableName, Item: corrupt }));
    expect((await checkEvents(world.table, pace, world.now)).violations).not.toEqual([]);

    expect((await copyAll(restored, { dryRun: true })).journal?.removed).toBeGreaterThan(0);
    expect(await allRows(world)).not.toEqual(then);
    const policy = policyDouble();
    const { sales, journal } = await copyAll(restored, { policy });
    expect([sales?.put, sales?.removed, journal?.removed].every(count => Number(count) > 0)).toBe(true);
    expect(policy.done).toEqual(['lifted', 'put back']);
    expect(await allRows(world)).toEqual(then);
    // Repeating the copy finds nothing left to do.
    const again = await copyAll(restored, { policy });
    for (const kind of TABLE_KINDS) expect(again[kind]).toMatchObject({ put: 0, removed: 0 });
    expect(policy.done).toEqual(['lifted', 'put back', 'put back']);

    const service = await world.another();
    expect(await republishClaims(service.table, pace, { dryRun: false, from: 0, parts: 4 })).toMatchObject({
      read: 3,
      failed: new Map(),
    });
    // Idempotency keys return their stored responses. Holds lapse at their deadlines in spite of the outage.
    const replayed = await pay(service, buyer, booked, { key });
    expect([replayed.status, replayed.body.id]).toEqual([201, booking.id]);
    const byReference = { as: await service.person('admin'), query: { reference: booking.reference } };
    const found = await service.invoke<{ items: { id: string }[] }>('find-bookings', byReference);
    expect(found.body.items).toMatchObject([{ id: booking.id }]);
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    world.now += 30 * MINUTE;
    expect((await hold(service, buyer, event, ['a/C-1'])).status).toBe(201);
    await sweep(service);
    expect((await readHold(service, bob, held)).body.status).toBe('expired');
    await reconcile(service);
    world.now += 30 * MINUTE;
    await sweep(service);
    await publishHistoryOfAll(service);
    expect(await checkEvents(service.table, pace, world.now)).toEqual({ events: 1, violations: [] });
    const facts = await service.service.dependencies.store.readEvent(event.id);
    await expectJournalGivesTable(service, facts ? [facts] : []);
    await expectIntegrity(service, event);
  });

  it('that is copied back causes many stream records, which do not change journal and tallies', async () => {
    const { held, bob } = await sell();
    const restored = await restoreTables();
    await release(world, bob, held);
    await publishHistoryOfAll(world);
    await copyAll(restored);
    await sweep(world);
    world.now += 30 * MINUTE;
    await sweep(world);
    await republishClaims(world.table, pace, { dryRun: false, from: 0, parts: 4 });
    const journal = await rowsOf(world, 'JOURNAL#');
    // The stream function receives all records, as after maintenance: the removed rows and the restored ones.
    const { Table: live } = await client.send(new DescribeTableCommand({ TableName: world.table.name }));
    const handle = streamFunction(publishHistory, async () => world.service);
    const pump = startPump({
      client: new DynamoDBStreamsClient(world.connection),
      streamArn: live?.LatestStreamArn ?? '',
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      consumers: [
        {
          name: 'publish-history',
          trigger: STREAMS['publish-history'],
          handle: records => handle({ Records: records }, contextOf('publish-history', 60_000)),
        },
      ],
    });
    await pump.drained();
    await pump.stop();
    expect(pump.deadLetters).toEqual([]);
    expect(await rowsOf(world, 'JOURNAL#')).toEqual(journal);
    await expectIntegrity(world, event);
  });
});

describe('copying back', () => {
  const questions: string[] = [];
  const typing = (text: string | undefined) => async (question: string) => {
    questions.push(question);
    return text;
  };
  const copy = (source: Table, stage = stageOf(), text: string | undefined = world.table.name, isConfirmed = false) =>
    copyBack(
      { client, source, target: world.table, pace, ...stage, policy: policyDouble() },
      { dryRun: false, isConfirmed },
      typing(text),
    );

  it.each([
    ['requests may arrive', stageOf({ executions: 1 }), 'The stage dev is not in maintenance: holds may run.'],
    ['the stream is read', stageOf({ isReading: true }), 'the event source mapping one is not off'],
  ])('refuses while %s (used to remove holds that were placed meanwhile)', async (_name, stage, message) => {
    const restored = await restoreTables();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    await expect(copy(restored, stage)).rejects.toThrow(message);
    expect((await readHold(world, buyer, held)).body.status).toBe('active');
  });

  it('stops before it removes rows if maintenance ends during the copy', async () => {
    const restored = await restoreTables();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    const stage = stageOf();
    let checks = 0;
    stage.switches.executionsOf = async () => {
      checks += 1;
      return { now: checks === 1 ? 0 : 'shared' };
    };
    await expect(copy(restored, stage)).rejects.toThrow('then this command again');
    expect(await world.claimOf(held)).toMatchObject({ status: 'active' });
  });

  it('asks for the name of the table that it overwrites, or --yes (used to ask nothing)', async () => {
    const restored = await restoreTables();
    await hold(world, buyer, event, ['a/A-1']);
    const before = await allRows(world);
    await expect(copy(restored, stageOf(), 'y')).rejects.toThrow(
      `That is not ${world.table.name}. Nothing was changed.`,
    );
    await expect(
      copyBack(
        { client, source: restored, target: world.table, pace, ...stageOf(), policy: policyDouble() },
        { dryRun: false, isConfirmed: false },
        typing(undefined),
      ),
    ).rejects.toThrow('There is no terminal');
    expect(await allRows(world)).toEqual(before);
    expect(questions.at(-1)).toContain(
      `differs from restored, restored-accounts, restored-journal will be overwritten or removed. Type ${world.table.name}`,
    );
    expect((await copy(restored)).copied.sales?.removed).toBeGreaterThan(0);
    const questionsBefore = questions.length;
    const again = await copy(restored, stageOf(), undefined, true);
    expect(again.copied.sales).toMatchObject({ put: 0, removed: 0 });
    expect(questions).toHaveLength(questionsBefore);
  });

  it('refuses an empty source (used to remove all rows of the stage)', async () => {
    const { Table: live } = await client.send(new DescribeTableCommand({ TableName: world.table.name }));
    const made = { TableName: 'empty', BillingMode: 'PAY_PER_REQUEST' as const };
    const AttributeDefinitions = live?.AttributeDefinitions?.filter(({ AttributeName }) =>
      /^[ps]k$/.test(`${AttributeName}`),
    );
    await client.send(new CreateTableCommand({ ...made, KeySchema: live?.KeySchema, AttributeDefinitions }));
    await expect(copy(tableNamed('empty'))).rejects.toThrow(
      'empty has no rows, so every row of the stage would be removed.',
    );
  });

  it('refuses a source with other keys, the table of the stage itself, and a missing table', async () => {
    await client.send(
      new CreateTableCommand({
        TableName: 'foreign',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    await expect(copy(tableNamed('foreign'))).rejects.toThrow('foreign is not a Holdfast table: the keys are HASH id');
    await expect(copy(world.table)).rejects.toThrow('is the table of the stage dev itself');
    await expect(copy(tableNamed('nowhere'))).rejects.toThrow(/not found|non-existent/);
  });

  it('changes nothing in a dry run, which works outside maintenance', async () => {
    const restored = await restoreTables();
    await hold(world, buyer, event, ['a/A-1']);
    const before = await allRows(world);
    const stage = stageOf({ executions: 1, isReading: true });
    const options = { dryRun: true, isConfirmed: false };
    const restoring = { client, source: restored, target: world.table, pace, ...stage, policy: policyDouble() };
    const { sales } = (await copyBack(restoring, options)).copied;
    expect(sales?.removed).toBeGreaterThan(0);
    expect(await allRows(world)).toEqual(before);
  });
});

describe('the entries that the stream function has not published yet', () => {
  it('are counted from the histories of recently changed claims, also when one claim is corrupt', async () => {
    const missingEntries = countMissingEntries(world.table, pace, () => world.now);
    const { held, bob } = await sell();
    // Two entries of a cancelled booking, and the first entry of a hold.
    expect(await missingEntries()).toBe(3);
    await publishHistoryOfAll(world);
    expect(await missingEntries()).toBe(0);
    await release(world, bob, held);
    expect(await missingEntries()).toBe(1);
    const { name: TableName, documents } = world.table;
    const corrupt = { ...claimRow({ ...(await world.claimOf(held)), id: 'corrupt' }), history: 'not a list' };
    await documents.send(new PutCommand({ TableName, Item: corrupt }));
    expect(await missingEntries()).toBe(1);
    // The stream has dropped the record, so the entry will not be published.
    world.now += 26 * 60 * MINUTE;
    expect(await missingEntries()).toBe(0);
  });
});

describe('checking events', () => {
  it('names an event with a corrupt row and checks the others (used to end in a stack trace)', async () => {
    const corrupt = await publish(world);
    const third = await publish(world);
    const { name: TableName, documents } = world.table;
    const { body: held } = await hold(world, buyer, corrupt, ['a/A-1']);
    const claim = { ...claimRow(await world.claimOf(held)), places: undefined };
    await documents.send(new PutCommand({ TableName, Item: claim }));
    await documents.send(new DeleteCommand({ TableName, Key: seatKeyOf(third.id, 'a/A-1') }));
    const checked = await checkEvents(world.table, pace, world.now);
    expect(checked.events).toBe(3);
    expect(checked.violations).toContainEqual(expect.stringContaining(`${corrupt.id}: cannot be checked: `));
    expect(checked.violations).toContainEqual(expect.stringMatching(new RegExp(`^${third.id}: seat`)));
  });

  it('reports "at least" if it stopped counting violations', () => {
    const violations = ['evt_1: seat: it is gone', 'evt_1: seat: so is this'];
    expect(summaryOf({ events: 1, violations })).toBe('1 events checked: 2 violations found.');
    expect(summaryOf({ events: 1, violations, isCut: true })).toBe('1 events checked: at least 2 violations found.');
    expect(summaryOf({ events: 1, violations: [] })).toBe('1 events checked: no violations found.');
  });
});

describe('a new index', () => {
  it('gets all rows, from before and after its creation, while the system sells', async () => {
    const { name: TableName } = world.table;
    await client.send(new DeleteTableCommand({ TableName }));
    await createTable(client, TableName);
    await client.send(
      new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byOwner' } }] }),
    );
    let found = ['byOwner'];
    while (found.includes('byOwner')) {
      const { Table: live } = await client.send(new DescribeTableCommand({ TableName }));
      found = live?.GlobalSecondaryIndexes?.map(({ IndexName = '' }) => IndexName) ?? [];
    }
    world = await world.another();
    event = await publish(world);
    const book = async (seat: string) => {
      const { body } = await hold(world, buyer, event, [seat]);
      return (await pay(world, buyer, body)).status;
    };
    expect(await book('a/A-1')).toBe(201);
    const findMissing = () =>
      checkShape(client, TableName, { kinds: ['sales'], isKept: false, mayRepair: false }, instantly);
    expect((await findMissing()).map(({ repair }) => repair)).toEqual([{ index: 'byOwner' }]);

    // DynamoDB Local builds an index at once and may fail writes meanwhile. AWS takes minutes and fails none.
    expect(
      await checkShape(client, TableName, { kinds: ['sales'], isKept: false, mayRepair: true }, instantly),
    ).toEqual([]);
    expect(await book('a/A-2')).toBe(201);
    const { body } = await world.invoke<{ items: unknown[] }>('list-bookings', { as: buyer });
    expect(body.items).toHaveLength(2);
    await publishHistoryOfAll(world);
    await expectIntegrity(world, event);
  });
});
