/**
 * The cost of a sale as in docs/data-model.md. It is computed from the requests, because DynamoDB Local reports wrong
 * numbers for transactions.
 */
import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { MeteredClient } from '../../../bench/cost/metered-client.ts';
import { bytesIn, bytesOf } from '../../../bench/cost/stored.ts';
import { createRateLimiter } from '../../../lib/caches/rate-limiter.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { type Key, tableOf } from '../../../lib/table/keys.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { register } from '../../support/accounts.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { scanTicket } from '../../support/door.ts';
import { rowsOf } from '../../support/replay.ts';
import { extend, hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

describe('one seat, from hold to journal', () => {
  let world: World;
  let event: Event;
  let buyer: Person;
  let meter: MeteredClient;
  beforeAll(async () => {
    // The caches never expire, so that a slow machine does not change the result.
    world = await openWorld({ stopwatch: () => 0 });
    world.faults.wrap(client => {
      meter = new MeteredClient(client);
      return meter.asDocumentClient();
    });
    event = await publish(world);
    buyer = await world.person();
    await hold(world, buyer, event, ['a/J-10']);
  });

  it('takes one request and 8 units to hold, and 17 units without index entries and journal', async () => {
    meter.reset();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    expect(meter.requests).toBe(1);
    expect(meter.units.table).toBe(8);
    expect(meter.units.indexes).toBe(1);

    world.now += 1;
    expect((await pay(world, buyer, held)).status).toBe(201);
    // The booking is stored with its reference. Its row stays below 1 KB.
    expect(meter.units.table).toBe(17);
    const sale = { ...meter.units };

    await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
    const others = meter.units.table - sale.table + meter.units.indexes;
    // Entries are put in a transaction with their tallies, so that they are counted exactly once. For a single sale this
    // costs 9 units more than plain puts, of which the sales of the day are 2. Sales that are published together share it, as the next test shows.
    expect(others).toBeLessThanOrEqual(23);
    console.info(`a sale: ${sale.table} units, and ${others} for index entries and journal rows`);
  });

  it('takes at most 14 units for the journal of a sale if twenty sales are published together', async () => {
    const changes = [];
    for (let i = 0; i < 20; i++) {
      const { body: held } = await hold(world, buyer, event, [`a/${i < 10 ? 'B' : 'C'}-${(i % 10) + 1}`]);
      await pay(world, buyer, held);
      changes.push({ claim: await world.claimOf(held), entriesBefore: 0 });
    }
    meter.reset();
    expect((await publishHistory(world.service.dependencies, changes)).appended).toBe(80);
    const units = (meter.units.table + meter.units.indexes) / changes.length;
    // Three entries of 2 units, one of 1, the claim of its event, the reference, four index entries, a share of the tallies.
    expect(units).toBeLessThanOrEqual(14);
    console.info(`the journal of a sale among twenty: ${units} units`);
  });

  it('takes two more requests of one unit with rate limits, for the customer and the address', async () => {
    world.service.limiter = createRateLimiter(world.service.dependencies, {});
    meter.reset();
    expect((await hold(world, buyer, event, ['a/A-3'])).status).toBe(201);
    expect([meter.requests, meter.units.table]).toEqual([3, 10]);
    world.service.limiter = undefined;
  });

  it('gives the places of a refused hold back for two units more', async () => {
    world.service.limiter = createRateLimiter(world.service.dependencies, {});
    const other = await world.person();
    meter.reset();
    expect((await hold(world, other, event, ['a/A-3'])).status).toBe(409);
    // The refused transaction, the read of the key's record, and two counts with their return.
    expect(meter.units.table).toBe(8 + 4);
    world.service.limiter = undefined;
  });

  it('takes two requests to extend', async () => {
    const { body: held } = await hold(world, buyer, event, ['a/A-2']);
    world.now += 1;
    meter.reset();
    await extend(world, buyer, held);
    expect(meter.requests).toBe(2);
  });
});

describe('a scan at the door', () => {
  let world: World;
  let meter: MeteredClient;
  let organizer: Person;
  beforeAll(async () => {
    world = await openWorld({ stopwatch: () => 0 });
    world.faults.wrap(client => {
      meter = new MeteredClient(client);
      return meter.asDocumentClient();
    });
    organizer = await world.person('organizer');
  });

  /** A booking of so many seats, of an event whose doors are open. */
  async function sell(seats: number): Promise<Booking> {
    const inHours = (hours: number): string => new Date(world.now + hours * 3_600_000).toISOString();
    const event = await publish(world, { startsAt: inHours(2), endsAt: inHours(4) }, organizer);
    const named = Array.from({ length: seats }, (_, i) => `a/A-${i + 1}`);
    return bookPlaces(world, await world.person(), event, { seats: named });
  }

  it('takes four reads and one update: 2 write units for the ticket of a single seat', async () => {
    const booking = await sell(1);
    meter.reset();
    expect((await scanTicket(world, organizer, booking, 1, { nonce: crypto.randomUUID() })).status).toBe(200);
    // The account with its session, the event with its gates, the claim; the event once more for the names of the place.
    expect(meter.requests).toBeLessThanOrEqual(6);
    expect([meter.units.table, meter.units.indexes]).toEqual([2, 0]);
    console.info(`a scan: ${meter.requests} requests, ${meter.units.table} write and ${meter.readUnits} read units`);
  });

  it('takes as many units as the row has KB, which each scan of the booking makes longer', async () => {
    const booking = await sell(10);
    const units: number[] = [];
    for (let number = 1; number <= 10; number++) {
      meter.reset();
      await scanTicket(world, organizer, booking, number, { nonce: crypto.randomUUID() });
      units.push(meter.units.table);
    }
    expect(units[0]).toBeLessThanOrEqual(3);
    expect(units.at(-1)).toBeLessThanOrEqual(6);
    console.info(`the scans of ten tickets of one booking: ${units.join(', ')} units`);
  });

  it('that is refused twice with the same nonce writes once', async () => {
    const booking = await sell(1);
    await scanTicket(world, organizer, booking, 1);
    const nonce = crypto.randomUUID();
    await scanTicket(world, organizer, booking, 1, { nonce });
    meter.reset();
    expect((await scanTicket(world, organizer, booking, 1, { nonce })).status).toBe(409);
    expect(meter.units.table).toBe(0);
  });
});

describe('the meter', () => {
  let world: World;
  let meter: MeteredClient;
  let documents: ReturnType<MeteredClient['asDocumentClient']>;
  const name = 'holdfast';
  const keyOf = (sk: string) => ({ pk: 'READ#1', sk });
  const readUnitsOf = async (command: object): Promise<number> => {
    meter.reset();
    await documents.send(command as never);
    return meter.readUnits;
  };

  beforeAll(async () => {
    world = await openWorld();
    meter = new MeteredClient(world.table.documents);
    documents = meter.asDocumentClient();
    // Rows of 3 KB, 5 KB and 1 KB; the last one is also in an index.
    const rows = [
      { ...keyOf('a'), data: 'x'.repeat(3_000) },
      { ...keyOf('b'), data: 'x'.repeat(5_000) },
      { ...keyOf('c'), data: 'x'.repeat(1_000), ownerPk: 'OWNER#1', ownerSk: '1', status: 'active' },
    ];
    for (const Item of rows) await documents.send(new PutCommand({ TableName: name, Item }));
  });

  it.each([
    // One unit for each started 4 KB of a consistent read, half a unit otherwise.
    ['a row of 3 KB, consistently', new GetCommand({ TableName: name, Key: keyOf('a'), ConsistentRead: true }), 1],
    ['a row of 3 KB', new GetCommand({ TableName: name, Key: keyOf('a') }), 0.5],
    ['a row of 5 KB, consistently', new GetCommand({ TableName: name, Key: keyOf('b'), ConsistentRead: true }), 2],
    ['a missing row, consistently', new GetCommand({ TableName: name, Key: keyOf('z'), ConsistentRead: true }), 1],
    ['part of a row of 5 KB', new GetCommand({ TableName: name, Key: keyOf('b'), ProjectionExpression: 'sk' }), 1],
    // 1 and 2 units.
    [
      'two rows together, consistently',
      new BatchGetCommand({ RequestItems: { [name]: { Keys: [keyOf('a'), keyOf('b')], ConsistentRead: true } } }),
      3,
    ],
    // Twice as much.
    [
      'two rows in a transaction',
      new TransactGetCommand({ TransactItems: ['a', 'b'].map(sk => ({ Get: { TableName: name, Key: keyOf(sk) } })) }),
      6,
    ],
    // A little more than 9 KB.
    ['a partition of 9 KB, consistently', queryOf({ ConsistentRead: true }), 3],
    ['a partition of 9 KB', queryOf({}), 1.5],
    [
      'a partition with a filter, as without it',
      queryOf({ FilterExpression: 'attribute_exists(#status)', ExpressionAttributeNames: { '#status': 'status' } }),
      1.5,
    ],
    [
      'an index, by the size of its entries',
      queryOf({ IndexName: 'byOwner', partition: 'ownerPk', value: 'OWNER#1' }),
      0.5,
    ],
    ['an empty partition, consistently', queryOf({ value: 'READ#2', ConsistentRead: true }), 1],
    ['an empty index partition', queryOf({ IndexName: 'byOwner', partition: 'ownerPk', value: 'OWNER#2' }), 0.5],
  ])('charges for %s', async (_name, command, units) => {
    expect(await readUnitsOf(command)).toBe(units);
  });

  function queryOf({ partition = 'pk', value = 'READ#1', ...others }: Record<string, unknown>) {
    return new QueryCommand({
      TableName: 'holdfast',
      KeyConditionExpression: `${partition} = :pk`,
      ExpressionAttributeValues: { ':pk': value },
      ...others,
    });
  }

  it('charges two units for each KB in a transaction, also if it is refused', async () => {
    const put = (sk: string, condition?: string) => ({
      Put: {
        TableName: name,
        Item: { ...keyOf(sk), data: 'x'.repeat(1_500) },
        ...(condition && { ConditionExpression: condition }),
      },
    });
    meter.reset();
    await documents.send(new TransactWriteCommand({ TransactItems: [put('d'), put('e')] }));
    expect([meter.requests, meter.transactions, meter.units]).toEqual([1, 1, { table: 8, indexes: 0 }]);
    meter.reset();
    const refused = [put('d', 'attribute_not_exists(pk)'), put('f')];
    await expect(documents.send(new TransactWriteCommand({ TransactItems: refused }))).rejects.toThrow(/cancelled/i);
    expect(meter.units).toEqual({ table: 8, indexes: 0 });
  });

  it('sizes each row of a transaction by its own table: it used to read all of them from the table of the first', async () => {
    const { accounts, journal } = world.table.names;
    const items = [
      { Put: { TableName: journal, Item: { ...keyOf('g'), feedPk: 'FEED#1', feedSk: '1' } } },
      { Put: { TableName: accounts, Item: { ...keyOf('g'), data: 'x'.repeat(2_500) } } },
    ];
    meter.reset();
    await documents.send(new TransactWriteCommand({ TransactItems: items }));
    expect(meter.units).toEqual({ table: 2 + 6, indexes: 1 });
  });
});

describe('the size of what is stored', () => {
  it('has the rows of all tables, and each row of a shared table once: it used to leave out accounts and the journal', async () => {
    for (const world of [await openWorld(), await openWorld({ sharedTables: true })]) {
      await register(world);
      const event = await publish(world);
      const { body: held } = await hold(world, await world.person(), event, ['a/A-1']);
      await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
      const rows = await rowsOf(world, '');
      const bytes = rows.reduce((sum, row) => sum + bytesOf(row), 0);
      expect(rows.map(row => tableOf(row as Key))).toEqual(expect.arrayContaining(['sales', 'accounts', 'journal']));
      expect(await bytesIn(world.table)).toEqual({ rows: rows.length, bytes });
    }
  });
});
