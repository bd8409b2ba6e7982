/** The scans of an event for members of its organization, as JSON and CSV, and the counts by gate. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckInCounts, ListedScan } from '../../../lib/contract/administration/check-ins-responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { codeOf } from '../../support/door.ts';
import { join } from '../../support/members.ts';
import { lineOf, report, resultsOf } from '../../support/offline-devices.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import { MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}
let world: World;
let organizer: Person;
let door: Person;
let event: Event;
let booking: Booking;
const CSV = { headers: { accept: 'text/csv' } };

beforeEach(async () => {
  world = await openWorld();
  [organizer, door] = await Promise.all([world.person('organizer'), world.signedUp()]);
  const gates = [
    { id: 'north', name: 'North' },
    { id: 'south', name: 'South' },
  ];
  event = await publish(world, { gates } as never, organizer);
  await join(world, organizer, door, 'supervisor');
  booking = await bookPlaces(world, await world.person(), event, { seats: ['a/A-1', 'a/A-2'] });
});

async function scan(of: Booking, number: number, more: object = {}, device = 'Scanner 3'): Promise<string> {
  const line = lineOf(world, await codeOf(world, of, number), more);
  await resultsOf(report(world, door, event, [line], { device }));
  world.now += MINUTE;
  return line.nonce;
}
const list = <Body = PageOf<ListedScan>>(query: Record<string, string> = {}, more: object = {}) =>
  world.invoke<Body>('list-check-ins', { as: organizer, params: { eventId: event.id }, query, ...more });
const counts = async (): Promise<CheckInCounts> =>
  (await world.invoke<CheckInCounts>('read-check-in-counts', { as: door, params: { eventId: event.id } })).body;

describe('the scans of an event', () => {
  it('have who, where, when and what they were', async () => {
    const scannedAt = new Date(world.now).toISOString();
    const first = await scan(booking, 1, { gate: 'north' });
    const second = await scan(booking, 1);
    await publishHistoryOfAll(world);
    const { status, body } = await list();
    const ticketId = booking.places[0]?.tickets[0]?.id;
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          ticketId,
          bookingId: booking.id,
          place: { seatId: 'a/A-1', section: 'Section A', row: 'A', seat: '1' },
          at: scannedAt,
          scannedAt,
          direction: 'in',
          result: 'admitted',
          gate: 'north',
          device: 'Scanner 3',
          by: door.userId,
          nonce: first,
          isOffline: true,
          isReadmission: false,
        },
        expect.objectContaining({ ticketId, result: 'duplicate', nonce: second, admittedBy: first }),
      ],
      nextCursor: null,
    });
  });

  it('are filtered by gate and result', async () => {
    const [north] = [await scan(booking, 1, { gate: 'north' }), await scan(booking, 1, { gate: 'south' })];
    await publishHistoryOfAll(world);
    expect((await list({ gate: 'north' })).body.items.map(({ nonce }) => nonce)).toEqual([north]);
    expect((await list({ gate: 'south', result: 'admitted' })).body.items).toEqual([]);
    expect((await list({ result: 'nothing' })).status).toBe(400);
  });

  it('are each listed once, page by page, while more are made: pages end within a booking too', async () => {
    const bookings = [booking];
    for (let i = 0; i < 4; i++)
      bookings.push(await bookPlaces(world, await world.person(), event, { seats: [`a/B-${i + 1}`, `a/C-${i + 1}`] }));
    const before: string[] = [];
    for (const of of bookings) for (const number of [1, 2, 1]) before.push(await scan(of, number));
    await publishHistoryOfAll(world);
    for (const limit of [1, 2, 4, 15]) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body }: { body: PageOf<ListedScan> } = await list({ limit: `${limit}`, ...(cursor && { cursor }) });
        expect(body.items.length).toBeLessThanOrEqual(limit);
        seen.push(...body.items.map(({ nonce }) => nonce));
        cursor = body.nextCursor;
        if (seen.length % 3 === 0) await scan(bookings[seen.length % 5] as Booking, 2);
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(before.filter(nonce => !seen.includes(nonce))).toEqual([]);
    }
  });

  it('continue as CSV, with one row a scan; the export is an entry of the journal', async () => {
    const nonces = [await scan(booking, 1, { gate: 'north' }, '=cmd()'), await scan(booking, 2)];
    await publishHistoryOfAll(world);
    const first = await list<string>({ limit: '1' }, CSV);
    expect([first.status, first.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(first.headers['content-disposition']).toBe(`attachment; filename="check-ins-${event.id}.csv"`);
    expect(first.body).toContain(`"${nonces[0]}"`);
    expect(first.body).toContain(`"'=cmd()"`);
    const [, address = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.link ?? '') ?? [];
    expect(address.startsWith(`/v1/events/${event.id}/check-ins?limit=1&cursor=`)).toBe(true);
    const cursor = new URLSearchParams(address.split('?')[1]).get('cursor') ?? '';
    const second = await list<string>({ limit: '1', cursor }, CSV);
    expect(second.body.trimEnd().split('\r\n')).toHaveLength(2);
    const admin = await world.person('admin');
    const { body: journal } = await world.invoke<PageOf<object>>('read-journal', {
      as: admin,
      query: { eventId: event.id, action: 'scans.exported' },
    });
    expect(journal.items).toMatchObject([
      { actor: organizer.userId, exported: { checkIns: 1 } },
      { actor: organizer.userId, exported: { checkIns: 1 } },
    ]);
  });

  it('are not exported if the journal cannot have the entry', async () => {
    await scan(booking, 1);
    await publishHistoryOfAll(world);
    world.faults.inject(({ name }) => (name === 'PutCommand' ? 'throttle' : undefined));
    expect((await list({}, CSV)).status).toBe(503);
  });
});

describe('the counts', () => {
  it('are 0 before the first scan, by the gates of the event', async () => {
    const zero = { in: 0, out: 0, refused: 0 };
    expect(await counts()).toEqual({
      eventId: event.id,
      ...zero,
      inside: 0,
      gates: [
        { gate: 'north', name: 'North', ...zero },
        { gate: 'south', name: 'South', ...zero },
      ],
      asOf: new Date(world.now).toISOString(),
    });
  });

  it('are by gate, also of scans without a gate and at a gate that the event no longer has', async () => {
    await scan(booking, 1, { gate: 'north' });
    await scan(booking, 1, { gate: 'south', direction: 'out' });
    await scan(booking, 2, { gate: 'east' });
    await scan(booking, 2);
    await publishHistoryOfAll(world);
    await publishHistoryOfAll(world);
    expect(await counts()).toMatchObject({
      in: 2,
      out: 1,
      refused: 1,
      inside: 1,
      gates: [
        { gate: 'north', name: 'North', in: 1, out: 0, refused: 0 },
        { gate: 'south', name: 'South', in: 0, out: 1, refused: 0 },
        { gate: null, in: 0, out: 0, refused: 1 },
        { gate: 'east', in: 1, out: 0, refused: 0 },
      ],
    });
  });
});
