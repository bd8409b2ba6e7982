/** What a sale costs: design.md section 8, computed from the requests, since DynamoDB Local misreports transactions. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/messages.ts';
import { createRateLimiter } from '../../lib/lambda/rate-limiter.ts';
import { MeteredClient } from '../../lib/operations/cost/metered-client.ts';
import { publishHistory } from '../../lib/usecases/publish-history.ts';
import { extend, hold, openWorld, type Person, pay, publish, type World } from '../support/world.ts';

describe('one seat, from hold to journal', () => {
  let world: World;
  let event: Event;
  let buyer: Person;
  let meter: MeteredClient;
  beforeAll(async () => {
    // However slow the machine: what a warm function remembers is counted as remembered.
    world = await openWorld({ stopwatch: () => 0 });
    meter = new MeteredClient(world.table.documents);
    world.table.documents = meter.asDocumentClient();
    event = await publish(world);
    buyer = await world.person();
    await hold(world, buyer, event, ['a/J-10']);
  });

  it('takes one request and at most 8 units to hold, and at most 22 in all, besides index entries and journal', async () => {
    meter.reset();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    expect(meter.requests).toBe(1);
    expect(meter.units.table).toBeLessThanOrEqual(8);
    expect(meter.units.indexes).toBe(1);

    world.now += 1;
    expect((await pay(world, buyer, held)).status).toBe(201);
    expect(meter.units.table).toBeLessThanOrEqual(22);
    const sale = { ...meter.units };

    await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
    const others = meter.units.table - sale.table + meter.units.indexes;
    // Entries that count are put in the transaction of their tallies, which makes counting them exactly once: 7 more units
    // than plain puts where a sale is published alone. In a crowd its tallies are shared, see below.
    expect(others).toBeLessThanOrEqual(20);
    console.info(`a sale: ${sale.table} units, and ${others} for index entries and journal rows`);
  });

  it('takes at most 13 units for the journal of a sale, with its index entries, where twenty are published together', async () => {
    const changes = [];
    for (let i = 0; i < 20; i++) {
      const { body: held } = await hold(world, buyer, event, [`a/${i < 10 ? 'B' : 'C'}-${(i % 10) + 1}`]);
      await pay(world, buyer, held);
      changes.push({ claim: await world.claimOf(held), entriesBefore: 0 });
    }
    meter.reset();
    expect((await publishHistory(world.service.dependencies, changes)).appended).toBe(80);
    const units = (meter.units.table + meter.units.indexes) / changes.length;
    // Three entries of 2 units, one of 1, the claim of its event, four index entries; the tallies are almost nothing.
    expect(units).toBeLessThanOrEqual(13);
    console.info(`the journal of a sale in a crowd: ${units} units`);
  });

  it('takes one more request, of one unit, where callers are limited', async () => {
    world.service.limiter = createRateLimiter(world.service.dependencies, {});
    meter.reset();
    expect((await hold(world, buyer, event, ['a/A-3'])).status).toBe(201);
    expect([meter.requests, meter.units.table]).toEqual([2, 9]);
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
