import { beforeEach, describe, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { codeOf, scan, scanTicket } from '../../support/door.ts';
import { join } from '../../support/members.ts';
import { lineOf, report, resultsOf } from '../../support/offline-devices.ts';
import { expectIntegrity, publishHistoryOfAll } from '../../support/payments.ts';
import { MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World,
  organizer: Person,
  door: Person,
  door2: Person,
  sup: Person,
  alice: Person,
  event: Event,
  booking: Booking;
beforeEach(async () => {
  world = await openWorld();
  [organizer, door, door2, sup, alice] = await Promise.all([
    world.person('organizer'),
    world.signedUp(),
    world.signedUp(),
    world.signedUp(),
    world.signedUp(),
  ]);
  const inM = (m: number) => new Date(world.now + m * MINUTE).toISOString();
  event = await publish(
    world,
    { doorsAt: inM(0), startsAt: inM(180), endsAt: inM(400), gates: [{ id: 'north', name: 'North' }] } as never,
    organizer,
  );
  await join(world, organizer, door, 'door-staff');
  await join(world, organizer, sup, 'supervisor');
  await join(world, organizer, alice, 'door-staff');
  booking = await bookPlaces(world, alice, event, { seats: ['a/A-1', 'a/A-2'] });
  world.now += 30 * MINUTE;
});
describe('a19', () => {
  it('counts with odd gates', async () => {
    const code = await codeOf(world, booking, 1);
    const gates = ['constructor', 'toString', '0', '1.5', 'a..b', 'HEAD', 'a-', 'A'.repeat(30)];
    const lines = await Promise.all(
      gates.map((g, i) => lineOf(world, code, { gate: g, direction: i % 2 ? 'out' : 'in' } as never)),
    );
    console.log((await resultsOf(report(world, door, event, lines))).map(x => x.result));
    await publishHistoryOfAll(world);
    const c = await world.invoke('read-check-in-counts', { as: sup, params: { eventId: event.id } });
    console.log(c.status, JSON.stringify(c.body).slice(0, 900));
    await expectIntegrity(world, event);
  });
  it('customer as door-staff', async () => {
    // out of order attack: left in the future/past, report in then out with time before
    const code = await codeOf(world, booking, 1);
    const a = await scanTicket(world, alice, booking, 1, {});
    console.log('self', a.status);
    const t = (m: number) => new Date(world.now - m * MINUTE).toISOString();
    // friend enters: report 'out' by offline line now, then online in again
    console.log(
      await resultsOf(
        report(world, alice, event, [lineOf(world, code, { direction: 'out', scannedAt: t(0) } as never)]),
      ),
    );
    world.now += MINUTE;
    console.log('again', (await scanTicket(world, alice, booking, 1, {})).status);
    console.log(
      'readmit by staff',
      (await scan(world, alice, event, { ticketId: `tkt_${booking.id.slice(4)}_1`, readmit: true } as never)).status,
    );
    console.log('other org', (await scan(world, door2, event, { code } as never)).body.code);
    console.log('dir', (await scan(world, alice, event, { code, direction: 'out', readmit: true } as never)).body.code);
  });
  it('replay', async () => {
    const body = { code: await codeOf(world, booking, 1), nonce: 'n'.repeat(20), gate: 'north', device: 'S1' };
    console.log(
      (await scan(world, door, event, body as never)).status,
      (await scan(world, door, event, body as never)).status,
      (await scan(world, sup, event, body as never)).body.code,
      (await scan(world, door, event, { ...body, device: 'S2' } as never)).body.code,
      (await scan(world, door, event, { ...body, gate: undefined } as never)).body.code,
      (await scan(world, door, event, { ...body, direction: 'out' } as never)).body.code,
    );
    console.log(
      await resultsOf(
        report(world, sup, event, [
          { code: body.code, nonce: body.nonce, scannedAt: new Date(world.now).toISOString() },
        ]),
      ),
    );
  });
  it('200 of one', async () => {
    const code = await codeOf(world, booking, 1);
    const lines = Array.from({ length: 200 }, (_, i) => ({
      code,
      nonce: `${i}`.padStart(64, 'n'),
      gate: 'g'.repeat(20),
      direction: i % 2 ? 'out' : 'in',
      scannedAt: new Date(world.now).toISOString(),
    }));
    const r = await report(world, door, event, lines, { device: '界'.repeat(30) });
    console.log(r.status, JSON.stringify(r.body).slice(0, 300));
    const byR = Map.groupBy(r.body.results, (x: any) => `${x.result} ${x.isKept}`);
    console.log([...byR].map(([k, v]) => [k, v.length]));
    const r2 = await report(world, door, event, lines, { device: '界'.repeat(30) });
    console.log(
      [...Map.groupBy(r2.body.results, (x: any) => `${x.result} ${x.isKept}`)].map(([k, v]) => [k, v.length]),
    );
  });
});
