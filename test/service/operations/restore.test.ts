/**
 * The table's side of a restore, and of a new index, on DynamoDB Local. A restore is played by what it is: all rows of a
 * moment in another table, without TTL and stream.
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
import { checkEvents, sentenceOf } from '../../../lib/commands/check-table/check-events.ts';
import { checkShape } from '../../../lib/commands/check-table/check-table.ts';
import { republishClaims } from '../../../lib/commands/republish/republish.ts';
import { copyRows } from '../../../lib/commands/restore/copy-rows.ts';
import { copyBack } from '../../../lib/commands/restore/copy-table.ts';
import type { Stopped } from '../../../lib/commands/restore/running-functions.ts';
import type { Switches } from '../../../lib/commands/restore/switches.ts';
import { createUnread } from '../../../lib/commands/restore/unread-records.ts';
import { createPace, type Pace } from '../../../lib/commands/shared/pace.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { STREAMS } from '../../../lib/deployment/triggers.ts';
import { streamFunction } from '../../../lib/lambda/stream-function.ts';
import { createTable } from '../../../lib/local/create-table.ts';
import { contextOf } from '../../../lib/local/functions.ts';
import { startPump } from '../../../lib/local/stream/pump.ts';
import { claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { seatKeyOf } from '../../../lib/table/keys.ts';
import type { Table } from '../../../lib/table/table.ts';
import { expectIntegrity, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
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
  const { tableName: _tableName, ...connection } = world.connection;
  client = new DynamoDBClient(connection);
  event = await publish(world);
  buyer = await world.person();
  pace = createPace(1e9, world.table.clock);
});

const tableNamed = (name: string): Table => ({ ...world.table, name });

/** A table as a restore leaves it: the keys and indexes, and neither TTL nor stream. */
async function restoreNow(): Promise<Table> {
  const restored = tableNamed('restored');
  const { Table: live } = await client.send(new DescribeTableCommand({ TableName: world.table.name }));
  await client.send(
    new CreateTableCommand({
      TableName: restored.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: live?.KeySchema,
      AttributeDefinitions: live?.AttributeDefinitions,
      GlobalSecondaryIndexes: live?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  );
  await copyRows(world.table, restored, pace, { dryRun: false });
  return restored;
}

const allRows = async (of: World) => new Map((await rowsOf(of, '')).map(row => [`${row.pk}\n${row.sk}`, row]));

/** A booking, a cancelled one, and a hold that lives; their journal is there, but for the last entries. */
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
  it('lacks TTL and stream, is given both, and then has all that it should', async () => {
    const restored = await restoreNow();
    const check = (isMended: boolean) => checkShape(client, restored.name, { isKept: false, isMended }, instantly);
    expect((await check(false)).map(({ mend }) => mend)).toEqual(['time-to-live', 'stream']);
    expect(await check(true)).toEqual([]);
    expect(await check(false)).toEqual([]);
  });

  it('comes back into the table of the stack, whatever was done to that since; and sells on from there', async () => {
    const { booked, booking, key, held, bob } = await sell();
    const restored = await restoreNow();
    // The journal was a little behind: the copy is made whole before anybody relies on it.
    world.now += 30 * 1_000;
    const late = await checkEvents(restored, pace, world.now + 30 * MINUTE);
    expect(late.wrong).toContainEqual(expect.stringContaining('journal-incomplete'));
    await republishClaims(restored, pace, { dryRun: false, from: 0, parts: 4 });
    expect((await checkEvents(restored, pace, world.now + MINUTE)).wrong).toEqual([]);
    const then = new Map((await allRows({ ...world, table: restored } as World)).entries());

    // What the restore is for: rows lost, rows spoilt, and sales that were built on them.
    world.now += 10;
    await pay(world, bob, held);
    await hold(world, await world.person(), event, ['a/D-1']);
    await publishHistoryOfAll(world);
    const { name: TableName, documents } = world.table;
    await documents.send(new DeleteCommand({ TableName, Key: seatKeyOf(event.id, 'a/E-1') }));
    const spoilt = { ...seatKeyOf(event.id, 'a/A-1'), status: 'available', changedAt: 0 };
    await documents.send(new PutCommand({ TableName, Item: spoilt }));
    expect((await checkEvents(world.table, pace, world.now)).wrong).not.toEqual([]);

    expect((await copyRows(restored, world.table, pace, { dryRun: true })).removed).toBeGreaterThan(0);
    expect(await allRows(world)).not.toEqual(then);
    const { put, removed } = await copyRows(restored, world.table, pace, { dryRun: false });
    expect([put, removed].every(count => count > 0)).toBe(true);
    expect(await allRows(world)).toEqual(then);
    // Whoever breaks it off and begins again finds nothing left to do.
    expect(await copyRows(restored, world.table, pace, { dryRun: false })).toMatchObject({ put: 0, removed: 0 });

    const service = await world.another();
    expect(await republishClaims(service.table, pace, { dryRun: false, from: 0, parts: 4 })).toMatchObject({
      read: 3,
      failed: new Map(),
    });
    // Keys answer as they did; holds lapse at the deadline they had, outage or not.
    const replayed = await pay(service, buyer, booked, { key });
    expect([replayed.status, replayed.body.id]).toEqual([201, booking.id]);
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    world.now += 30 * MINUTE;
    expect((await hold(service, buyer, event, ['a/C-1'])).status).toBe(201);
    await sweep(service);
    expect((await readHold(service, bob, held)).body.status).toBe('expired');
    await reconcile(service);
    world.now += 30 * MINUTE;
    await sweep(service);
    await publishHistoryOfAll(service);
    expect(await checkEvents(service.table, pace, world.now)).toEqual({ events: 1, wrong: [] });
    const facts = await service.service.dependencies.store.readEvent(event.id);
    await expectJournalGivesTable(service, facts ? [facts] : []);
    await expectIntegrity(service, event);
  });

  it('that is copied back tells the stream of many changes, and journal and tallies stay as they are', async () => {
    const { held, bob } = await sell();
    const restored = await restoreNow();
    await release(world, bob, held);
    await publishHistoryOfAll(world);
    await copyRows(restored, world.table, pace, { dryRun: false });
    await sweep(world);
    world.now += 30 * MINUTE;
    await sweep(world);
    await republishClaims(world.table, pace, { dryRun: false, from: 0, parts: 4 });
    const journal = await rowsOf(world, 'JOURNAL#');
    // The reader hears all of it, as it would after having stood still: of what was there, and of what came back.
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

/** A stage of one function and one mapping, which stand still unless said otherwise. */
function stageOf({ executions = 0, isReading = false }: { executions?: number; isReading?: boolean } = {}) {
  const switches = {
    executionsOf: async () => ({ now: executions }),
    isMappingOn: async () => isReading,
  } as unknown as Switches;
  const reader = { functionName: 'reader' };
  const triggers = { 'publish-history': reader, 'project-rows': reader };
  const stack = { name: 'Holdfast-dev', functionNames: ['holds', 'reader'], mappingIds: ['one'], triggers };
  return { stage: 'dev', stack: stack as unknown as Stopped, switches };
}

describe('copying back', () => {
  const asked: string[] = [];
  const typing = (text: string | undefined) => async (question: string) => {
    asked.push(question);
    return text;
  };
  const copy = (source: Table, stage = stageOf(), text: string | undefined = world.table.name, isConfirmed = false) =>
    copyBack({ client, source, target: world.table, pace, ...stage }, { dryRun: false, isConfirmed }, typing(text));

  it.each([
    ['calls come in', stageOf({ executions: 1 }), 'The stage does not stand still: holds may run.'],
    ['its stream is read', stageOf({ isReading: true }), 'the event source mapping one is not off'],
  ])('once took holds away that were answered 201 meanwhile: now it refuses while %s', async (_name, stage, said) => {
    const restored = await restoreNow();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    await expect(copy(restored, stage)).rejects.toThrow(said);
    expect((await readHold(world, buyer, held)).body.status).toBe('active');
  });

  it('stops where somebody lets calls in again while it copies, and removes nothing then', async () => {
    const restored = await restoreNow();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    const stage = stageOf();
    let looks = 0;
    stage.switches.executionsOf = async () => {
      looks += 1;
      return { now: looks === 1 ? 0 : 'shared' };
    };
    await expect(copy(restored, stage)).rejects.toThrow('then this once more');
    expect(await world.claimOf(held)).toMatchObject({ status: 'active' });
  });

  it('once asked nobody: now the name of the table that is overwritten has to be typed, or --yes said', async () => {
    const restored = await restoreNow();
    await hold(world, buyer, event, ['a/A-1']);
    const before = await allRows(world);
    await expect(copy(restored, stageOf(), 'y')).rejects.toThrow(
      `That is not ${world.table.name}: nothing was changed.`,
    );
    await expect(
      copyBack(
        { client, source: restored, target: world.table, pace, ...stageOf() },
        { dryRun: false, isConfirmed: false },
        typing(undefined),
      ),
    ).rejects.toThrow('Nobody is here');
    expect(await allRows(world)).toEqual(before);
    expect(asked.at(-1)).toContain(`differs from restored is overwritten or removed. Type ${world.table.name}`);
    expect((await copy(restored)).removed).toBeGreaterThan(0);
    const howOften = asked.length;
    expect(await copy(restored, stageOf(), undefined, true)).toMatchObject({ put: 0, removed: 0 });
    expect(asked).toHaveLength(howOften);
  });

  it('once called a table without rows a source, and the whole stage to be removed', async () => {
    const { Table: live } = await client.send(new DescribeTableCommand({ TableName: world.table.name }));
    const made = { TableName: 'empty', BillingMode: 'PAY_PER_REQUEST' as const };
    const AttributeDefinitions = live?.AttributeDefinitions?.filter(({ AttributeName }) =>
      /^[ps]k$/.test(`${AttributeName}`),
    );
    await client.send(new CreateTableCommand({ ...made, KeySchema: live?.KeySchema, AttributeDefinitions }));
    await expect(copy(tableNamed('empty'))).rejects.toThrow('empty has no rows: all of the stage would be removed.');
  });

  it('takes neither a table of other keys, nor the very table of the stage, nor one that is not there', async () => {
    await client.send(
      new CreateTableCommand({
        TableName: 'foreign',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    await expect(copy(tableNamed('foreign'))).rejects.toThrow('foreign is no table of Holdfast: its keys are HASH id');
    await expect(copy(world.table)).rejects.toThrow('is the table of dev itself');
    await expect(copy(tableNamed('nowhere'))).rejects.toThrow(/not found|non-existent/);
  });

  it('only looks in a dry run, while the stage sells', async () => {
    const restored = await restoreNow();
    await hold(world, buyer, event, ['a/A-1']);
    const before = await allRows(world);
    const stage = stageOf({ executions: 1, isReading: true });
    const wish = { dryRun: true, isConfirmed: false };
    const { put, removed } = await copyBack({ client, source: restored, target: world.table, pace, ...stage }, wish);
    expect([put, removed].every(count => count > 0)).toBe(true);
    expect(await allRows(world)).toEqual(before);
  });
});

describe('what the reader of the stream has yet to tell', () => {
  it('is counted from the histories of claims that changed since it can, and no claim that is spoilt stands in its way', async () => {
    const unread = createUnread(world.table, pace, () => world.now);
    const { held, bob } = await sell();
    // Of a cancelled booking two entries, and the first of a hold.
    expect(await unread()).toBe(3);
    await publishHistoryOfAll(world);
    expect(await unread()).toBe(0);
    await release(world, bob, held);
    expect(await unread()).toBe(1);
    const { name: TableName, documents } = world.table;
    const spoilt = { ...claimRow({ ...(await world.claimOf(held)), id: 'spoilt' }), history: 'not a list' };
    await documents.send(new PutCommand({ TableName, Item: spoilt }));
    expect(await unread()).toBe(1);
    // The stream has forgotten it by now: it will never tell.
    world.now += 26 * 60 * MINUTE;
    expect(await unread()).toBe(0);
  });
});

describe('checking events', () => {
  it('once ended in a stack trace at one spoilt row: now that event is named, and the others are checked', async () => {
    const spoilt = await publish(world);
    const third = await publish(world);
    const { name: TableName, documents } = world.table;
    const { body: held } = await hold(world, buyer, spoilt, ['a/A-1']);
    const claim = { ...claimRow(await world.claimOf(held)), places: undefined };
    await documents.send(new PutCommand({ TableName, Item: claim }));
    await documents.send(new DeleteCommand({ TableName, Key: seatKeyOf(third.id, 'a/A-1') }));
    const checked = await checkEvents(world.table, pace, world.now);
    expect(checked.events).toBe(3);
    expect(checked.wrong).toContainEqual(expect.stringContaining(`${spoilt.id}: cannot be checked: `));
    expect(checked.wrong).toContainEqual(expect.stringMatching(new RegExp(`^${third.id}: seat`)));
  });

  it('says "at least" where it told of so many that it stopped counting', () => {
    const wrong = ['evt_1: seat: it is gone', 'evt_1: seat: so is this'];
    expect(sentenceOf({ events: 1, wrong })).toBe('1 events checked: 2 things are wrong.');
    expect(sentenceOf({ events: 1, wrong, isCut: true })).toBe('1 events checked: at least 2 things are wrong.');
    expect(sentenceOf({ events: 1, wrong: [] })).toBe('1 events checked: all keep their promises.');
  });
});

describe('a new index', () => {
  it('has every row in the end, those from before it and those from after, and sales go on', async () => {
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
    const lacks = () => checkShape(client, TableName, { isKept: false, isMended: false }, instantly);
    expect((await lacks()).map(({ mend }) => mend)).toEqual([{ index: 'byOwner' }]);

    // DynamoDB Local builds it in no time, and stumbles over writes in that very instant; AWS takes minutes, and none.
    expect(await checkShape(client, TableName, { isKept: false, isMended: true }, instantly)).toEqual([]);
    expect(await book('a/A-2')).toBe(201);
    const { body } = await world.invoke<{ items: unknown[] }>('list-bookings', { as: buyer });
    expect(body.items).toHaveLength(2);
    await publishHistoryOfAll(world);
    await expectIntegrity(world, event);
  });
});
