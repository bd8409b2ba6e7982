/** Reads bookings: one, or a customer's list. A claim that was never confirmed is not a booking. */
import { bookingAnswer } from '../../contract/bookings/presenter.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

export async function readBooking(
  { store }: Pick<Dependencies, 'store'>,
  call: CallerCall,
  bookingId: string,
): Promise<Booking> {
  const claim = await store.readClaim(claimIdOf(bookingId));
  const booking = claim?.ownerId === call.caller.userId ? bookingAnswer(claim) : undefined;
  if (!booking) throw refuse('booking-not-found');
  return booking;
}

export async function listBookings(
  { store }: Pick<Dependencies, 'store'>,
  call: CallerCall,
  query: { status?: Booking['status'] | undefined },
  page: PageRequest,
): Promise<Page<Booking>> {
  const found = await store.listClaims(
    call.caller.userId,
    claim => (query.status ? claim.status === query.status : claim.booking !== undefined),
    page,
  );
  return { ...found, items: found.items.flatMap(claim => bookingAnswer(claim) ?? []) };
}
