/** Supervisors at the door: they find tickets by reference or seat, and admit people again or without a code. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { MEMBER_ROLES, type MemberRole } from '../../../lib/domain/organization.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { codeOf, findTickets, newNonce, scan, scanTicket } from '../../support/door.ts';
import { join } from '../../support/members.ts';
import {
  expectIntegrity,
  expectJournalGivesClaim,
  publishHistoryOf,
  publishHistoryOfAll,
} from '../../support/payments.ts';
import { cancel, MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let supervisor: Person;
let staff: Person;
let owner: Person;
let event: Event;
let booking: Booking;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  const member = async (role: MemberRole) => join(world, organizer, await world.signedUp(), role);
  [supervisor, staff] = [await member('supervisor'), await member('door-staff')];
  owner = await world.person();
  event = await publishTonight();
  booking = await bookPlaces(world, owner, event, {
    seats: ['a/A-1', 'a/A-2'],
    areas: [{ areaId: 'yard', quantity: 2 }],
  });
});

function publishTonight(organizedBy = organizer): Promise<Event> {
  const inHours = (hours: number): string => new Date(world.now + hours * 60 * MINUTE).toISOString();
  const sections = [
    { id: 'a', name: 'Stalls', kind: 'seated' as const, price: 100, rows: [{ row: 'A', count: 9 }] },
    { id: 'yard', name: 'Yard', kind: 'area' as const, price: 10, capacity: 20 },
  ];
  const gates = [{ id: 'north', name: 'North', sections: ['a'] }];
  return publish(world, { sections, gates, startsAt: inHours(2), endsAt: inHours(4) }, organizedBy);
}

const idOf = (number: number): string => `tkt_${booking.id.slice(4)}_${number}`;
const readmit = (number: number, changes: object = {}) =>
  scan(world, supervisor, event, { ticketId: idOf(number), readmit: true, ...changes });
const scans = async () => (await world.claimOf(booking)).history.filter(entry => entry.scan);

describe('a readmission', () => {
  it('admits a person who has no code, and redeems the ticket; the journal has the reason', async () => {
    const { status, body } = await readmit(1, { gate: 'north', reason: 'the phone is broken' });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ outcome: 'admitted', ticketId: idOf(1), gate: 'north', isReadmission: true }),
    ]);
    expect(await scans()).toEqual([
      expect.objectContaining({
        action: 'ticket.admitted',
        actor: supervisor.userId,
        from: 'valid',
        to: 'redeemed',
        reason: 'the phone is broken',
        scan: expect.objectContaining({ ticket: 1, isReadmission: true }),
      }),
    ]);
    await publishHistoryOfAll(world);
    await expectJournalGivesClaim(world, booking);
    await expectIntegrity(world, event);
    expect((await scanTicket(world, staff, booking, 1)).body.code).toBe('already-admitted');
  });

  it('admits a person again whose ticket was used, by its code or its id', async () => {
    await scanTicket(world, staff, booking, 1);
    expect((await readmit(1)).status).toBe(200);
    const { status, body } = await scanTicket(world, supervisor, booking, 1, { readmit: true });
    expect([status, body.isReadmission]).toEqual([200, true]);
    expect((await scans()).map(({ action }) => action)).toEqual([
      'ticket.admitted',
      'ticket.admitted',
      'ticket.admitted',
    ]);
  });

  it('that is repeated with its nonce gets the same answer; as a scan the nonce is refused', async () => {
    const nonce = newNonce();
    const first = await readmit(1, { nonce });
    expect((await readmit(1, { nonce })).body).toEqual(first.body);
    expect(await scans()).toHaveLength(1);
    expect((await scanTicket(world, supervisor, booking, 1, { nonce })).body.code).toBe('nonce-reused');
  });

  it('never admits a void ticket (P12)', async () => {
    await scanTicket(world, staff, booking, 1);
    await cancel(world, organizer, booking, { tickets: [idOf(1)], reason: 'x' });
    const { status, body } = await readmit(1);
    expect([status, body.code, body.reason]).toEqual([409, 'ticket-void', 'cancelled']);
    const old = await scan(world, supervisor, event, { code: await codeOf(world, booking, 2, 2), readmit: true });
    expect([old.body.code, old.body.reason]).toEqual(['ticket-void', 'replaced']);
  });

  it('follows the gates, the doors and the end of the event like a scan', async () => {
    expect((await readmit(3, { gate: 'north' })).body).toMatchObject({ code: 'wrong-gate', gates: [] });
    world.now += 4 * 60 * MINUTE;
    expect((await readmit(1)).body.code).toBe('event-over');
  });

  it.each([
    ['of nowhere', () => `tkt_${'0'.repeat(25)}_1`],
    ['of a number that the booking does not have', () => idOf(5)],
  ])('of a ticket %s is answered like an absent one', async (_name, ticketId) => {
    const { status, body } = await scan(world, supervisor, event, { ticketId: ticketId(), readmit: true });
    expect([status, body.code]).toEqual([404, 'ticket-not-found']);
  });

  it('of a ticket of another event is answered like an absent one, also of another organization (P10)', async () => {
    for (const by of [organizer, await world.person('organizer')]) {
      const other = await publishTonight(by);
      const elsewhere = await bookPlaces(world, owner, other, { seats: ['a/A-1'] });
      const ticketId = `tkt_${elsewhere.id.slice(4)}_1`;
      const { status, body } = await scan(world, supervisor, event, { ticketId, readmit: true });
      expect([status, body.code]).toEqual([404, 'ticket-not-found']);
    }
  });

  it.each(MEMBER_ROLES.filter(role => role !== 'supervisor' && role !== 'owner'))(
    'is not for the role %s',
    async role => {
      const member = await join(world, organizer, await world.signedUp(), role);
      const { status, body } = await scan(world, member, event, { ticketId: idOf(1), readmit: true });
      expect([status, body.code]).toEqual([403, 'not-your-event']);
      expect(await scans()).toEqual([]);
    },
  );
});

describe('the search of a supervisor', () => {
  it('finds all tickets of a booking by its reference as people type it, and which people are inside', async () => {
    await publishHistoryOf(world, booking);
    const admitted = await scanTicket(world, staff, booking, 1, { gate: 'north', device: 'A' });
    await cancel(world, organizer, booking, { seats: ['a/A-2'], reason: 'x' });
    const typed = `${booking.reference.slice(0, 4).toLowerCase()}-${booking.reference.slice(4)}`;
    const { status, body } = await findTickets(world, supervisor, event, { reference: typed });
    const { at, scannedAt } = admitted.body;
    const yard = { areaId: 'yard', name: 'Yard' };
    expect([status, body]).toEqual([
      200,
      {
        tickets: [
          {
            ticketId: idOf(1),
            reference: booking.reference,
            place: { seatId: 'a/A-1', section: 'Stalls', row: 'A', seat: '1' },
            status: 'redeemed',
            isInside: true,
            admission: { at, scannedAt, gate: 'north', device: 'A' },
          },
          {
            ticketId: idOf(2),
            reference: booking.reference,
            place: { seatId: 'a/A-2', section: 'Stalls', row: 'A', seat: '2' },
            status: 'void',
            isInside: false,
          },
          ...[3, 4].map(number => ({
            ticketId: idOf(number),
            reference: booking.reference,
            place: yard,
            status: 'valid',
            isInside: false,
          })),
        ],
      },
    ]);
  });

  it('finds the ticket of a seat at once, and that of its next customer after a cancellation', async () => {
    const find = async () => (await findTickets(world, supervisor, event, { seat: 'a/A-2' })).body.tickets;
    expect((await find()).map(({ ticketId }) => ticketId)).toEqual([idOf(2)]);
    await cancel(world, owner, booking, { seats: ['a/A-2'] });
    expect(await find()).toEqual([]);
    const next = await bookPlaces(world, await world.person(), event, { seats: ['a/A-2'] });
    expect((await find()).map(({ ticketId, status }) => [ticketId, status])).toEqual([
      [`tkt_${next.id.slice(4)}_1`, 'valid'],
    ]);
  });

  it('finds nothing by a seat that is free, held or not of the event, or by a text that is no reference', async () => {
    await world.invoke('place-hold', {
      as: owner,
      key: newNonce(),
      params: { eventId: event.id },
      body: { seats: ['a/A-5'] },
    });
    for (const query of [
      { seat: 'a/A-4' },
      { seat: 'a/A-5' },
      { seat: 'x' },
      { seat: 'yard' },
      { reference: '?' },
      { reference: 'ZZZZ2222' },
    ]) {
      expect((await findTickets(world, supervisor, event, query as never)).body).toEqual({ tickets: [] });
    }
  });

  it('finds no tickets of other events by their reference', async () => {
    const other = await publishTonight();
    const elsewhere = await bookPlaces(world, owner, other, { seats: ['a/A-1'] });
    await publishHistoryOf(world, elsewhere);
    expect((await findTickets(world, supervisor, event, { reference: elsewhere.reference })).body.tickets).toEqual([]);
  });

  it('shows nothing of the customer', async () => {
    const { body } = await findTickets(world, supervisor, event, { seat: 'a/A-1' });
    expect(JSON.stringify(body)).not.toContain(owner.userId);
    expect(JSON.stringify(body)).not.toMatch(/email|name":"(?!Yard|Stalls)/);
  });

  it.each([
    ['nothing', {}],
    ['both', { reference: 'ABCD2345', seat: 'a/A-1' }],
    ['an empty seat', { seat: '' }],
    ['a long reference', { reference: 'x'.repeat(101) }],
    ['an unknown parameter', { seat: 'a/A-1', row: 'A' }],
  ])('is refused with %s', async (_name, query) => {
    const { status, body } = await findTickets(world, supervisor, event, query as never);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
  });
});
