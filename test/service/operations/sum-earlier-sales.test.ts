/**
 * The migration sums up the sales that earlier versions counted without their day: exactly once, also if it crashes, is repeated, runs
 * twice at once or beside sales, and if functions of the earlier version still run.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { sumEarlierSales } from '../../../lib/commands/migrate/sum-earlier-sales.ts';
import type { EventSales } from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { noSales } from '../../../lib/domain/sales.ts';
import { earlierSalesRow } from '../../../lib/table/journal/sales.ts';
import { PREFIX, salesPartition } from '../../../lib/table/keys.ts';
import { queryPartition } from '../../../lib/table/queries.ts';
import { tableNameOf } from '../../../lib/table/table.ts';
import type { Row } from '../../../lib/table/transact.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { snapshotTable } from '../../support/edits.ts';
import { migrate, migrationContextOf } from '../../support/migration.ts';
import { expectIntegrity, publishHistoryOf, publishHistoryOfAll } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { cancel, edit, MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

const DAY = 24 * 60 * MINUTE;

let world: World;
let organizer: Person;
let alice: Person;
let event: Event;
/** The sales before the version without days was played. */
let expected: EventSales;

const book = (on: World, ...labels: number[]): Promise<Booking> =>
  bookPlaces(on, alice, event, { seats: labels.map(label => `stalls/A-${label}`) });

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(
    world,
    {
      // At noon in UTC it is the next day there.
      timeZone: 'Pacific/Kiritimati',
      sections: [
        { id: 'stalls', name: 'Stalls', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 40 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 100 },
      ],
    },
    organizer,
  );
  const partly = await book(world, 1, 2, 3);
  await bookPlaces(world, alice, event, { areas: [{ areaId: 'standing', quantity: 4 }] });
  world.now += DAY;
  await book(world, 4);
  await cancel(world, alice, partly, { seats: ['stalls/A-2'] });
  await publishHistoryOfAll(world);
  expected = await readSales();
  expect(expected).toMatchObject({ sold: 7, booked: 8, isComplete: true, days: { length: 2 } });
  await makeEarlier();
});

/** Changes the published entries, or those of one claim, to what a version without sales by day has written. */
async function makeEarlier(): Promise<void> {
  const put = (Item: Row) =>
    world.table.documents.send(new PutCommand({ TableName: tableNameOf(world.table, Item), Item }));
  for (const { salesDay, ...row } of await rowsOf(world, PREFIX.journal)) if (salesDay !== undefined) await put(row);
  for (const { pk, sk } of await queryPartition(world.table, salesPartition(event.id)))
    await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key: { pk, sk } }));
}

const readSales = async (): Promise<EventSales> =>
  (await world.invoke<EventSales>('read-sales', { as: organizer, params: { eventId: event.id } })).body;
const sum = (on = world): Promise<number> => sumEarlierSales(migrationContextOf(on), event.id);
const figuresOf = ({ asOf: _now, ...sales }: EventSales) => sales;
const expectExact = async (): Promise<void> => {
  expect(figuresOf(await readSales())).toEqual(figuresOf(expected));
  await expectIntegrity(world, event);
};

describe('the sales of an event from before they were counted by day', () => {
  it('are missing until the migration, and the answer says so', async () => {
    expect(await readSales()).toMatchObject({ sold: 0, days: [], isComplete: false });
    await expectIntegrity(world, event);
  });

  it('are the same after the migration, by section and day', async () => {
    expect(await migrate(world, { isAgain: true })).toMatchObject({
      is: 'finished',
      changed: { 'sum-earlier-sales': 3 },
    });
    await expectExact();
    expect(await sum()).toBe(0);
  });

  it('are counted beside those since the upgrade, also within one booking', async () => {
    const [late] = (await world.invoke<{ items: Booking[] }>('list-bookings', { as: alice })).body.items;
    await cancel(world, alice, late as Booking);
    await book(world, 10, 11);
    await publishHistoryOfAll(world);
    expect(await readSales()).toMatchObject({ isComplete: false });
    await sum();
    expect(await readSales()).toMatchObject({ sold: 8, booked: 10, cancelled: 2, isComplete: true });
    await expectIntegrity(world, event);
    expect(await sum()).toBe(0);
  });

  it('are not written for an event whose sales all have their day', async () => {
    const other = await publish(world, {}, organizer);
    await bookPlaces(world, alice, other, { seats: ['a/A-1'] });
    await publishHistoryOfAll(world);
    expect(await sumEarlierSales(migrationContextOf(world), other.id)).toBe(0);
    expect((await queryPartition(world.table, salesPartition(other.id))).map(({ sk }) => sk)).toEqual([
      expect.stringMatching(/^2027-03-02#EUR#0#\d$/),
    ]);
  });

  it('do not contain an entry that the stream has not delivered yet', async () => {
    const undelivered = await book(world, 20);
    await sum();
    await expectExact();
    await publishHistoryOf(world, undelivered);
    expect(await readSales()).toMatchObject({ sold: 8, isComplete: true });
    await expectIntegrity(world, event);
  });
});

describe('a migration of earlier sales', () => {
  it('that crashes before or after any request is finished by another run', async () => {
    const restore = await snapshotTable(world);
    const whole = await world.another();
    await sum(whole);
    const requests = whole.faults.requests.length;
    expect(requests).toBeGreaterThan(10);
    for (const fault of ['lost-request', 'lost-reply'] as const) {
      for (let at = 1; at <= requests; at++) {
        await restore();
        const crashing = await world.another();
        const { requests: sent } = crashing.faults;
        crashing.faults.inject(() => (sent.length < at ? undefined : sent.length === at ? fault : 'lost-request'));
        await sum(crashing).catch(() => undefined);
        await expectIntegrity(world, event);
        await sum();
        await expectExact();
        expect(await sum()).toBe(0);
      }
    }
  });

  it('is exact while the event sells and cancels between any two of its requests', async () => {
    let label = 20;
    const on = await world.another();
    on.faults.beforeRequests(async () => {
      if (label >= 32) return;
      label += 1;
      const booking = await book(world, label);
      await publishHistoryOf(world, booking);
      if (label % 2 === 0) await cancel(world, alice, booking);
      await publishHistoryOf(world, booking);
    });
    await sum(on);
    expect(label).toBe(32);
    expect(await readSales()).toMatchObject({ booked: 8 + 12, cancelled: 1 + 6, sold: 7 + 6, isComplete: true });
    await expectIntegrity(world, event);
    expect(await sum()).toBe(0);
  });

  it('gives the same sums if two run at once', async () => {
    const others = await Promise.all([world.another(), world.another(), world.another()]);
    await Promise.all(others.map(sum));
    await expectExact();
    expect(await sum()).toBe(0);
  });

  it('uses the time zone of the first run, also if the event gets another one before it goes on', async () => {
    const crashing = await world.another();
    let puts = 0;
    crashing.faults.inject(({ name }) => (name === 'PutCommand' && ++puts > 2 ? 'lost-request' : undefined));
    await sum(crashing).catch(() => undefined);
    expect((await edit(world, organizer, event, { timeZone: 'America/New_York' })).status).toBe(200);
    await sum();
    expected = { ...expected, timeZone: 'America/New_York' };
    await expectExact();
    expect(await sum()).toBe(0);
  });
});

describe('a function of the earlier version that still runs', () => {
  /** Publishes a booking as that version does. */
  const publishEarlier = async (label: number): Promise<void> => {
    const rows = await queryPartition(world.table, salesPartition(event.id));
    const before = new Set((await rowsOf(world, PREFIX.journal)).map(({ pk }) => pk));
    await publishHistoryOf(world, await book(world, label));
    const added = (await rowsOf(world, PREFIX.journal)).filter(({ pk }) => !before.has(pk));
    const put = (Item: Row) =>
      world.table.documents.send(new PutCommand({ TableName: tableNameOf(world.table, Item), Item }));
    for (const { salesDay: _day, ...row } of added) await put(row);
    for (const { pk, sk } of await queryPartition(world.table, salesPartition(event.id)))
      await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key: { pk, sk } }));
    for (const row of rows) await put(row);
  };

  it('is found by the next pass, and until then the answer and the integrity check say that something is missing', async () => {
    await sum();
    await publishEarlier(30);
    expect(await readSales()).toMatchObject({ sold: 7, isComplete: false });
    const admin = await world.person('admin');
    const check = { as: admin, params: { eventId: event.id } };
    const { violations } = (await world.invoke<{ violations: { kind: string }[] }>('check-integrity', check)).body;
    expect([...new Set(violations.map(({ kind }) => kind))]).toEqual(['sales-off']);
    expect(await sum()).toBe(2);
    expect(await readSales()).toMatchObject({ sold: 8, isComplete: true });
    await expectIntegrity(world, event);
  });

  it('is not forgotten again by a slower run that began before', async () => {
    const slow = await world.another();
    let isStopped = false;
    slow.faults.beforeRequests(async ({ name }) => {
      if (name !== 'PutCommand' || isStopped) return;
      isStopped = true;
      // The slow run has read the journal. Before it writes, the old function publishes, and a faster run sums that up.
      await publishEarlier(30);
      await sum();
    });
    await sum(slow);
    expect(isStopped).toBe(true);
    expect(await readSales()).toMatchObject({ sold: 8, isComplete: true });
    await expectIntegrity(world, event);
  });
});

describe('the integrity check of earlier sales', () => {
  it('finds a row that is wrong or missing, when the migration has summed up all of them', async () => {
    await sum();
    const [, row] = (await queryPartition(world.table, salesPartition(event.id))) as [Row, Row];
    expect(row.sk).toBe('2027-03-03#EUR#earlier');
    const check = async () => {
      const request = { as: organizer, params: { eventId: event.id } };
      return (await world.invoke<{ violations: { kind: string; detail: string }[] }>('check-integrity', request)).body
        .violations;
    };
    await world.table.documents.send(
      new PutCommand({ TableName: world.table.name, Item: { ...row, 'b:stalls': Number(row['b:stalls']) + 1 } }),
    );
    expect(await check()).toEqual([
      {
        kind: 'sales-off',
        detail: 'The sales on 2027-03-03 in EUR say 2 booked of section stalls; the entries give 1.',
        holdIds: [],
      },
    ]);
    // The migration repairs it, because its sum is of as many entries.
    expect(await sum()).toBe(2);
    expect(await check()).toEqual([]);
    await world.table.documents.send(
      new DeleteCommand({ TableName: world.table.name, Key: { pk: row.pk, sk: row.sk } }),
    );
    expect((await check()).map(({ kind }) => kind)).toEqual(Array(5).fill('sales-off'));
  });

  it('has rows with the number of entries that they are the sum of', () => {
    const sections = new Map([['stalls', { booked: 2, cancelled: 1, captured: 0, returned: 5 }]]);
    const sales = { ...noSales(), day: '2027-03-01', currency: 'EUR', bookings: 1, sections, entries: 3 };
    expect(earlierSalesRow('evt_1', sales)).toEqual({
      pk: 'EVENT#evt_1#SALES',
      sk: '2027-03-01#EUR#earlier',
      entries: 3,
      bookings: 1,
      'b:stalls': 2,
      'x:stalls': 1,
      'r:stalls': 5,
    });
  });
});
