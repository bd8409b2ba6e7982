/** The figures of `npm run on-sale` compared with the real requests, and tables without warm throughput. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { MeteredClient } from '../../../bench/cost/metered-client.ts';
import { createRateLimiter } from '../../../lib/caches/rate-limiter.ts';
import { throughputOf } from '../../../lib/commands/on-sale/account.ts';
import { JOURNAL, unitsToJournal, unitsToPay, unitsToPlace } from '../../../lib/commands/on-sale/sale-units.ts';
import { raisesFor } from '../../../lib/commands/on-sale/warm-throughput.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { PLACES_PER_HOLD_MAX } from '../../../lib/domain/limits.ts';
import { connectTable } from '../../../lib/table/table.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { hold, openWorld, pay, publish, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ stopwatch: () => 0 });
});

describe('the units of a sale', () => {
  let meter: MeteredClient;
  let event: Event;
  const ROW = PLACES_PER_HOLD_MAX;
  beforeAll(async () => {
    meter = new MeteredClient(connectTable(world.connection, world.table.clock).documents);
    Object.assign(world.faults, { client: meter.asDocumentClient() });
    world.service.limiter = createRateLimiter(world.service.dependencies, {});
    const rows = 'ABCDEF'.split('').map(row => ({ row, count: ROW }));
    event = await publish(world, {
      placesPerHoldMax: PLACES_PER_HOLD_MAX,
      sections: [{ id: 'a', name: 'Section A', kind: 'seated', price: 5_000, rows }],
    });
    await hold(world, await world.person(), event, ['a/F-1']);
  });

  it.each([
    ['A', 1],
    ['B', 2],
    ['C', 4],
    ['D', 10],
    ['E', PLACES_PER_HOLD_MAX],
  ])('are at most the documented number and at least 70 % of it: row %s, %i seats', async (row, seats) => {
    // More places than the limits allow are for the box office, whose calls are not counted.
    const { dependencies } = world.service;
    world.service.limiter = createRateLimiter(dependencies, {}, () => seats > 10);
    const buyer = await world.person();
    const ids = Array.from({ length: seats }, (_, i) => `a/${row}-${i + 1}`);
    meter.reset();
    const { body: held } = await hold(world, buyer, event, ids);
    const placed = meter.units.table;
    world.now += 1;
    meter.reset();
    expect((await pay(world, buyer, held)).status).toBe(201);
    const paid = meter.units.table;
    meter.reset();
    await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
    expect(meter.units.indexes).toBe(JOURNAL.feed);
    for (const [used, documented] of [
      [placed, unitsToPlace(seats)],
      [paid, unitsToPay(seats)],
      [meter.units.table, unitsToJournal(seats)],
    ] as const) {
      expect(used).toBeLessThanOrEqual(documented);
      expect(used).toBeGreaterThanOrEqual(0.7 * documented);
    }
  });
});

describe('a table without warm throughput', () => {
  const clientOf = ({ connection: { endpoint = '', region = '', credentials } }: World): DynamoDBClient =>
    new DynamoDBClient({ endpoint, region, ...(credentials && { credentials }) });

  it('has no throughput to raise', async () => {
    const have = await throughputOf(clientOf(world), world.table.name);
    expect(have.table).toEqual({ reads: undefined, writes: undefined, status: undefined });
    expect(Object.keys(have.indexes)).toContain('byUnfinished');
    const huge = { places: 100_000, minutes: 1, seatsPerHold: 1, sections: 1, readers: 0, peak: 60 };
    expect(raisesFor(huge, have)).toEqual([]);
  });

  it('is named in the error if it is missing', async () => {
    await expect(throughputOf(clientOf(world), 'absent')).rejects.toThrow(/There is no table absent/);
  });
});
