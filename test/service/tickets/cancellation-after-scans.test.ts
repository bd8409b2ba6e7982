/** The cancellation of places whose tickets were used at the door: not by owners, and by organizers only if they name them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { scanTicket } from '../../support/door.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOfAll } from '../../support/payments.ts';
import { cancel, countsOf, MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let owner: Person;
let event: Event;
let booking: Booking;
/** Seat 1 and four standing places, of an event whose doors are open. */
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  owner = await world.person();
  const inHours = (hours: number): string => new Date(world.now + hours * 60 * MINUTE).toISOString();
  const sections = [
    { id: 'a', name: 'Stalls', kind: 'seated' as const, price: 100, rows: [{ row: 'A', count: 9 }] },
    { id: 'standing', name: 'Yard', kind: 'area' as const, price: 10, capacity: 20 },
  ];
  event = await publish(world, { sections, startsAt: inHours(2), endsAt: inHours(4) }, organizer);
  booking = await bookPlaces(world, owner, event, { seats: ['a/A-1'], areas: [{ areaId: 'standing', quantity: 4 }] });
});

const idOf = (number: number): string => `tkt_${booking.id.slice(4)}_${number}`;
const statuses = async () => (await world.claimOf(booking)).tickets;
const scanned = async (...numbers: number[]) => {
  for (const number of numbers) expect((await scanTicket(world, organizer, booking, number)).status).toBe(200);
};
const standing = (quantity: number) => ({ areas: [{ areaId: 'standing', quantity }] });

describe('a place whose ticket was scanned', () => {
  it('is not cancelled by its owner, by seat, by ticket or with the whole booking', async () => {
    await scanned(1);
    for (const places of [{ seats: ['a/A-1'] }, { tickets: [idOf(1)] }, {}]) {
      const { status, body } = await cancel(world, owner, booking, places);
      expect([status, body]).toEqual([409, expect.objectContaining({ code: 'ticket-redeemed', ticketIds: [idOf(1)] })]);
    }
    expect(await statuses()).toEqual(['redeemed', 'valid', 'valid', 'valid', 'valid']);
  });

  it('stays used after its person has left', async () => {
    await scanned(1);
    await scanTicket(world, organizer, booking, 1, { direction: 'out' });
    expect((await cancel(world, owner, booking, { seats: ['a/A-1'] })).body.code).toBe('ticket-redeemed');
  });

  it('is cancelled by the organizer, and admits nobody from then on', async () => {
    await scanned(1);
    expect((await cancel(world, organizer, booking, { seats: ['a/A-1'], reason: 'x' })).status).toBe(200);
    await scanTicket(world, organizer, booking, 1, { direction: 'out' });
    expect((await scanTicket(world, organizer, booking, 1)).body.code).toBe('ticket-void');
    expect(await statuses()).toEqual(['void', 'valid', 'valid', 'valid', 'valid']);
  });
});

describe('a place of an area', () => {
  it('is cancelled by quantity with the highest number that was not scanned', async () => {
    await scanned(5, 3);
    expect((await cancel(world, owner, booking, standing(1))).status).toBe(200);
    expect(await statuses()).toEqual(['valid', 'valid', 'redeemed', 'void', 'redeemed']);
    expect((await cancel(world, owner, booking, standing(1))).status).toBe(200);
    expect(await statuses()).toEqual(['valid', 'void', 'redeemed', 'void', 'redeemed']);
    expect((await countsOf(world, event)).booked).toBe(2);
  });

  it('is not cancelled by quantity when only scanned ones are left, even by the organizer, who names them instead', async () => {
    await scanned(2, 3, 4);
    for (const [by, reason] of [
      [owner, undefined],
      [organizer, 'x'],
    ] as const) {
      const { status, body } = await cancel(world, by, booking, { ...standing(2), ...(reason && { reason }) });
      expect([status, body]).toEqual([409, expect.objectContaining({ code: 'ticket-redeemed', ticketIds: [idOf(4)] })]);
    }
    expect((await cancel(world, organizer, booking, { tickets: [idOf(4)], reason: 'x' })).status).toBe(200);
    expect(await statuses()).toEqual(['valid', 'redeemed', 'redeemed', 'void', 'valid']);
    await publishHistoryOfAll(world);
    await expectJournalGivesClaim(world, booking);
    await expectIntegrity(world, event);
  });
});
