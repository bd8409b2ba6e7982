/** Books places, reads bookings and checks them, for tests of cancellations. */
import { expect } from 'vitest';
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import type { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOfAll } from './payments.ts';
import { newKey, type Person, pay, type World } from './world.ts';

/** Holds the places that `body` names, and pays for them. */
export async function bookPlaces(world: World, as: Person, event: Event, body: object): Promise<Booking> {
  const held = await world.invoke<Hold>('place-hold', { as, key: newKey(), params: { eventId: event.id }, body });
  const paid = await pay(world, as, held.body);
  expect(paid.status).toBe(201);
  return paid.body;
}

/** The booking as its owner reads it. */
export async function readBooking(world: World, as: Person, { id }: Pick<Booking, 'id'>): Promise<Booking> {
  return (await world.invoke<Booking>('read-booking', { as, params: { bookingId: id } })).body;
}

/** Expects that the gateway keeps this amount, and checks the journal of the booking and the integrity of its event. */
export async function expectBalanced(
  world: World,
  gateway: LedgerGateway,
  booking: Booking,
  kept: number,
): Promise<void> {
  expect([gateway.kept, gateway.outstanding]).toEqual([kept, 0]);
  await publishHistoryOfAll(world);
  await expectJournalGivesClaim(world, booking);
  await expectIntegrity(world, { id: booking.eventId });
}
