/** The cost of the door, as in docs/door.md: a report of 200 scans, and the tickets that a device reads. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { MeteredClient } from '../../../bench/cost/metered-client.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Door } from '../../../lib/contract/tickets/door-responses.ts';
import { SCANS_PER_REPORT_MAX } from '../../../lib/domain/limits.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { claimOfEventKey } from '../../../lib/table/keys.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { codeOf } from '../../support/door.ts';
import { lineOf, readDoor, report, resultsOf } from '../../support/offline-devices.ts';
import { openWorld, type Person, publish, type World } from '../../support/world.ts';

const TICKETS_PER_BOOKING = 2;
/** DOOR_TICKETS=10000 measures a large event. */
const TICKETS = Number(process.env.DOOR_TICKETS ?? 1_000);

let world: World;
let organizer: Person;
let event: Event;
let bookings: Booking[];
let meter: MeteredClient;

/** Copies a booking: only the rows that the door reads. */
async function copyOf(booking: Booking, claim: Claim): Promise<Booking> {
  const id = IDS.next();
  for (const Item of [claimRow({ ...claim, id }), claimOfEventKey(event.id, id)]) {
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
  }
  return { ...booking, id: `bkg_${id}` };
}

beforeAll(async () => {
  world = await openWorld({ stopwatch: () => 0 });
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
  const booking = await bookPlaces(world, await world.person(), event, { seats: ['a/A-1', 'a/A-2'] });
  const claim = await world.claimOf(booking);
  bookings = [];
  for (let i = 0; i < TICKETS / TICKETS_PER_BOOKING; i++) bookings.push(await copyOf(booking, claim));
  world.faults.wrap(client => {
    meter = new MeteredClient(client);
    return meter.asDocumentClient();
  });
}, 120_000);

describe('the tickets that a device reads', () => {
  it('take one page for each 200 bookings', async () => {
    meter.reset();
    let [pages, bytes, tickets] = [0, 0, 0];
    for (let cursor: string | null = ''; cursor !== null; pages++) {
      const { body }: { body: Door } = await readDoor(world, organizer, event, {
        limit: '200',
        ...(cursor && { cursor }),
      });
      bytes += JSON.stringify(body).length;
      tickets += body.tickets.length;
      cursor = body.nextCursor;
    }
    expect([pages, tickets]).toEqual([Math.ceil(TICKETS / TICKETS_PER_BOOKING / 200), TICKETS]);
    expect(bytes / tickets).toBeLessThan(220);
    console.info(
      `a door of ${tickets} tickets: ${pages} pages, ${bytes} bytes, ${meter.requests} requests, ${meter.readUnits} read units`,
    );
  }, 120_000);
});

describe('a report of 200 scans', () => {
  it('writes each booking once, and is counted in few transactions', async () => {
    const scanned = bookings.slice(0, SCANS_PER_REPORT_MAX / TICKETS_PER_BOOKING);
    const lines: object[] = [];
    for (const booking of scanned)
      for (const number of [1, 2]) lines.push(lineOf(world, await codeOf(world, booking, number), { gate: 'north' }));
    meter.reset();
    const results = await resultsOf(report(world, organizer, event, lines));
    expect(results.filter(({ result }) => result === 'admitted')).toHaveLength(SCANS_PER_REPORT_MAX);
    const { requests, units } = meter;
    // A booking of two seats has more than 1 KB once both tickets are scanned.
    expect(units.table / scanned.length).toBeLessThanOrEqual(2);
    console.info(
      `a report of ${lines.length} scans of ${scanned.length} bookings: ${requests} requests, ${units.table} units`,
    );

    const changes = [];
    for (const booking of scanned) {
      const claim = await world.claimOf(booking);
      changes.push({ claim, entriesBefore: claim.history.length - TICKETS_PER_BOOKING });
    }
    meter.reset();
    await publishHistory(world.service.dependencies, changes);
    expect(meter.units.table / lines.length).toBeLessThanOrEqual(2.1);
    console.info(
      `its journal: ${meter.requests} requests, ${meter.units.table} units, ${meter.units.indexes} of indexes`,
    );
  }, 60_000);
});
