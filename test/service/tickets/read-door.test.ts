/**
 * The tickets that a device reads before it works without a network. Nothing is missing after the next difference, whatever is sold,
 * cancelled and scanned while it reads.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Door, DoorTicket } from '../../../lib/contract/tickets/door-responses.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { codeOf } from '../../support/door.ts';
import { join } from '../../support/members.ts';
import { appendAll, openOutlets, organizationOf, publishAllOf } from '../../support/notices.ts';
import { lineOf, readDoor, report } from '../../support/offline-devices.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import { cancel, edit, MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

const SECTIONS = [
  { id: 'a', name: 'Stalls', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 60 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 3_000, capacity: 60 },
];
const GATES = [
  { id: 'north', name: 'North entrance', sections: ['a'] },
  { id: 'south', name: 'South entrance' },
];
let world: World;
let organizer: Person;
let door: Person;
let alice: Person;
let event: Event;
let seats = 0;

beforeEach(async () => {
  world = await openWorld();
  seats = 0;
  [organizer, door, alice] = await Promise.all([world.person('organizer'), world.signedUp(), world.person()]);
  event = await publish(world, { sections: SECTIONS, gates: GATES } as never, organizer);
  await join(world, organizer, door, 'door-staff');
});

const book = (body: object = { seats: [`a/A-${++seats}`] }): Promise<Booking> => bookPlaces(world, alice, event, body);
/** Publishes all histories, and appends the notices of these bookings and of the event. */
async function tell(...subjects: { id: string }[]): Promise<void> {
  world.now += 1_000;
  await publishHistoryOfAll(world);
  const outlets = openOutlets();
  await publishAllOf(world, outlets, ...subjects);
  await appendAll(world, outlets.queued);
}
const read = async (query: Record<string, string> = {}): Promise<Door> => {
  const { status, body } = await readDoor(world, door, event, query);
  expect(status).toBe(200);
  return body;
};
const seatOf = ({ place }: DoorTicket) => ('seatId' in place ? place.seatId : place.areaId);

/** A device: it reads all pages, and then keeps what differences say. */
class Device {
  readonly tickets = new Map<string, DoorTicket>();
  since = '';

  async readAll(limit = 200, afterPage: () => Promise<unknown> = async () => {}): Promise<void> {
    const positions = new Set<string>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Door = await read({ limit: String(limit), ...(cursor !== '' && { cursor }) });
      this.keep(page.tickets);
      positions.add(page.since);
      cursor = page.nextCursor;
      if (cursor !== null) await afterPage();
    }
    expect(positions.size).toBe(1);
    [this.since] = [...positions] as [string];
  }

  async readDifferences(): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const difference: Door = await read({ since: this.since });
      this.keep(difference.tickets);
      this.since = difference.since;
      ({ hasMore } = difference);
    }
  }

  /** The device knows all tickets of these bookings, as they are. */
  async expectKnown(bookings: Booking[]): Promise<void> {
    const claims = await Promise.all(bookings.map(booking => world.claimOf(booking)));
    const expected = claims.flatMap(({ id, tickets }) => tickets.map((status, i) => [`tkt_${id}_${i + 1}`, status]));
    expect([...this.tickets.values()].map(({ id, status }) => [id, status]).toSorted()).toEqual(expected.toSorted());
  }

  private keep(tickets: DoorTicket[]): void {
    for (const ticket of tickets) this.tickets.set(ticket.id, ticket);
  }
}

describe('the door', () => {
  it('has the gates and all tickets, with their places, versions and states', async () => {
    const booking = await book({ seats: ['a/A-1', 'a/A-2'], areas: [{ areaId: 'standing', quantity: 2 }] });
    await cancel(world, alice, booking, { seats: ['a/A-2'] });
    await tell(booking);
    await report(world, door, event, [lineOf(world, await codeOf(world, booking, 1))]);
    const { tickets, revocations = '', ...rest } = await read();
    const [, list = ''] = revocations.split('.');
    expect(JSON.parse(Buffer.from(list, 'base64url').toString())).toMatchObject({
      event: event.id,
      all: false,
      tickets: [[`${booking.id.slice(4)}_2`, 1]],
    });
    expect(rest).toEqual({
      eventId: event.id,
      status: 'published',
      gates: GATES,
      nextCursor: null,
      since: expect.stringMatching(/^[1-9]\d*$/),
      hasMore: false,
    });
    const [seat, standing] = [
      { section: 'Stalls', row: 'A' },
      { areaId: 'standing', name: 'Standing' },
    ];
    const id = (number: number) => `tkt_${booking.id.slice(4)}_${number}`;
    const open = { version: 1, isInside: false };
    expect(tickets).toEqual([
      { id: id(1), ...open, status: 'redeemed', isInside: true, place: { seatId: 'a/A-1', ...seat, seat: '1' } },
      { id: id(2), ...open, status: 'void', place: { seatId: 'a/A-2', ...seat, seat: '2' } },
      { id: id(3), ...open, status: 'valid', place: standing },
      { id: id(4), ...open, status: 'valid', place: standing },
    ]);
  });

  it('has no holds, no tickets of other events and no customers', async () => {
    const booking = await book();
    await world.invoke('place-hold', {
      as: alice,
      key: 'k',
      params: { eventId: event.id },
      body: { seats: ['a/A-9'] },
    });
    const mine = event;
    event = await publish(world, { sections: SECTIONS }, organizer);
    await tell(await book());
    event = mine;
    await tell(booking);
    const body = await read();
    expect(body.tickets.map(seatOf)).toEqual(['a/A-1']);
    expect(JSON.stringify(body)).not.toContain(alice.userId);
  });

  it('gives each ticket once, page by page, with the position before the first page', async () => {
    const bookings: Booking[] = [];
    for (let i = 0; i < 9; i++) bookings.push(await book());
    await tell(...bookings);
    const device = new Device();
    await device.readAll(2);
    await device.expectKnown(bookings);
  });

  it('is only for those who check people in', async () => {
    const { status, body } = await readDoor(world, await world.signedUp(), event);
    expect([status, body.code]).toEqual([403, 'not-your-event']);
    await join(world, organizer, alice, 'finance');
  });
});

describe('a difference', () => {
  it('has all tickets of the bookings that changed, and only those', async () => {
    const [still, changed] = [await book(), await book({ seats: ['a/A-8', 'a/A-9'] })];
    await tell(still, changed);
    const device = new Device();
    await device.readAll();
    expect((await read({ since: device.since })).tickets).toEqual([]);
    await cancel(world, alice, changed, { seats: ['a/A-8'] });
    const added = await book();
    await tell(still, changed, added);
    const { tickets, since } = await read({ since: device.since });
    expect(tickets.map(ticket => [seatOf(ticket), ticket.status]).toSorted()).toEqual([
      ['a/A-2', 'valid'],
      ['a/A-8', 'void'],
      ['a/A-9', 'valid'],
    ]);
    expect(Number(since)).toBeGreaterThan(Number(device.since));
    expect((await read({ since })).since).toBe(since);
  });

  it('shows scans of other devices, and the end of the event', async () => {
    const booking = await book();
    await tell(booking);
    const device = new Device();
    await device.readAll();
    await report(world, door, event, [lineOf(world, await codeOf(world, booking, 1))]);
    await tell(booking);
    expect((await read({ since: device.since })).tickets).toMatchObject([{ status: 'redeemed', isInside: true }]);
    await edit(world, organizer, event, { status: 'cancelled' } as never);
    await tell(booking, event);
    expect(await read({ since: device.since })).toMatchObject({ status: 'cancelled', tickets: [{ status: 'void' }] });
  });

  it('passes over the notices of other events', async () => {
    await tell(await book());
    const device = new Device();
    await device.readAll();
    const mine = event;
    event = await publish(world, { sections: SECTIONS }, organizer);
    await tell(event, await book({ seats: ['a/A-40'] }));
    event = mine;
    const { tickets, since } = await read({ since: device.since });
    expect(tickets).toEqual([]);
    expect(Number(since)).toBeGreaterThan(Number(device.since));
  });

  // DynamoDB ends a page after 1 MB. A device was told that nothing had changed further, and missed a sale until it asked again.
  it('says that there is more if its page of notices was cut off: it used to say that it was the last', async () => {
    await tell(await book());
    const device = new Device();
    await device.readAll();
    const { noticeLog } = world.service.dependencies;
    const organizationId = organizationOf(organizer);
    for (let i = 0; i < 5; i++) {
      const json = JSON.stringify({ id: `ntc_evt_other_${i}`, padding: 'x'.repeat(300_000) });
      const state = await noticeLog.readState(organizationId, ['evt_other']);
      const notices = [{ id: `ntc_evt_other_${i}`, name: 'event.edited' as const, json }];
      await noticeLog.append(organizationId, state, { notices, entries: new Map([['evt_other', i + 1]]), since: 0 });
    }
    const later = await book();
    await tell(later);
    expect(await read({ since: device.since })).toMatchObject({ tickets: [], hasMore: true });
    await device.readDifferences();
    expect([...device.tickets.values()].map(seatOf)).toEqual(['a/A-1', 'a/A-2']);
  });

  it('after a position whose notice is not visible yet is empty: it used to send the device back to all pages', async () => {
    await tell(await book());
    const device = new Device();
    await device.readAll();
    const { noticeLog } = world.service.dependencies;
    Object.assign(world.service.dependencies, { noticeLog: { ...noticeLog, readAfter: async () => undefined } });
    expect(await read({ since: device.since })).toMatchObject({ tickets: [], since: device.since });
  });

  it('after a position that the log does not have is refused, as after a restore: the device reads all pages again', async () => {
    await tell(await book());
    const { status, body } = await readDoor(world, door, event, { since: '9999' });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'validation-failed',
      [{ path: 'query.since', message: 'is not of this event: read all pages again' }],
    ]);
  });

  it.each(['-1', 'x', '1.5', '', '9'.repeat(13)])('after "%s" is refused', async since => {
    const { status, body } = await readDoor(world, door, event, { since });
    expect([status, body.errors[0]?.path]).toEqual([400, 'query.since']);
  });
});

describe('while a device reads its pages', () => {
  it('sales, cancellations and scans are in a page or in the next difference', async () => {
    const bookings: Booking[] = [];
    for (let i = 0; i < 12; i++)
      bookings.push(await book({ seats: [`a/A-${20 + i}`], areas: [{ areaId: 'standing', quantity: 1 }] }));
    await tell(...bookings);
    const device = new Device();
    let page = 0;
    await device.readAll(2, async () => {
      page += 1;
      const [one, other] = [bookings[page] as Booking, bookings[11 - page] as Booking];
      await cancel(world, alice, one, { seats: [`a/A-${20 + page}`] });
      await report(world, door, event, [lineOf(world, await codeOf(world, other, 2))]);
      bookings.push(await book());
      world.now += MINUTE;
      // Every second time the stream lags behind until the device has read all pages.
      if (page % 2 === 0) await tell(...bookings);
    });
    expect(page).toBeGreaterThan(4);
    await tell(...bookings);
    await device.readDifferences();
    await device.expectKnown(bookings);
  });
});
