/** Bookings with a published history, and stuck payments, for tests of the administration API. */
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { publishHistoryOf } from './payments.ts';
import { hold, newKey, type Person, pay, type World } from './world.ts';

/** Books seats and publishes the claim's history. */
export async function book(world: World, as: Person, event: Event, seats: string[]): Promise<Booking> {
  const { body: held } = await hold(world, as, event, seats);
  world.now += 10;
  const { status, body } = await pay(world, as, held);
  if (status !== 201) throw new Error(`paying answered ${status}`);
  await publishHistoryOf(world, held);
  return body;
}

/** Cancels a booking and publishes the claim's history. */
export async function cancel(world: World, as: Person, { id }: Pick<Booking, 'id'>): Promise<void> {
  world.now += 10;
  const { status } = await world.invoke('cancel-booking', { as, key: newKey(), params: { bookingId: id }, body: {} });
  if (status !== 200) throw new Error(`cancelling answered ${status}`);
  await publishHistoryOf(world, { id });
}

/** Creates a payment whose refund the gateway refuses permanently, and returns its id. */
export async function stuckPayment(world: World, as: Person, event: Event, seats: string[]): Promise<string> {
  const booking = await book(world, as, event, seats);
  const { dependencies } = world.service;
  const { gateway } = dependencies;
  dependencies.gateway = { ...gateway, refund: async () => ({ says: 'refused' }) };
  await cancel(world, as, booking);
  dependencies.gateway = gateway;
  return booking.payment?.id ?? '';
}
