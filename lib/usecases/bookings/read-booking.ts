/** Reads bookings: one, or a customer's list. A claim that was never confirmed is not a booking. */
import { bookingAnswer } from '../../contract/bookings/presenter.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { factsOfClaims } from '../facts-of-claims.ts';

export async function readBooking(
  { store, events }: Pick<Dependencies, 'store' | 'events'>,
  call: CallerCall,
  bookingId: string,
): Promise<Booking> {
  const claim = await store.readClaim(claimIdOf(bookingId));
  if (!claim || claim.ownerId !== call.caller.userId) throw refuse('booking-not-found');
  const booking = bookingAnswer(claim, await events.cached(claim.eventId));
  if (!booking) throw refuse('booking-not-found');
  return booking;
}

export async function listBookings(
  dependencies: Pick<Dependencies, 'store' | 'events'>,
  call: CallerCall,
  query: { status?: Booking['status'] | undefined },
  page: PageRequest,
): Promise<Page<Booking>> {
  const found = await dependencies.store.listClaims(
    call.caller.userId,
    claim => (query.status ? claim.status === query.status : claim.booking !== undefined),
    page,
  );
  const facts = await factsOfClaims(dependencies, found.items);
  return { ...found, items: found.items.flatMap(claim => bookingAnswer(claim, facts.get(claim.eventId)) ?? []) };
}
