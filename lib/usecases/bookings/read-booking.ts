/**
 * Reads bookings: one, or a customer's list. A claim that was never confirmed is not a booking. Members of the event's
 * organization and administrators read one too.
 */
import { bookingAnswer } from '../../contract/bookings/presenter.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { factsOfClaims } from '../facts-of-claims.ts';
import { type BookingRightDependencies, mayAsMember } from './booking-right.ts';
import { findByReference } from './find-by-reference.ts';
import { findOverlaps } from './overlapping-journeys.ts';

export async function readBooking(
  dependencies: BookingRightDependencies & Pick<Dependencies, 'store'>,
  call: CallerCall,
  bookingId: string,
): Promise<Booking> {
  const { store, events } = dependencies;
  const claim = await store.readClaim(claimIdOf(bookingId));
  const isOwner = claim?.ownerId === call.caller.userId;
  if (!claim || !(isOwner || (await mayAsMember(dependencies, call, claim, 'read-bookings'))))
    throw refuse('booking-not-found');
  const booking = bookingAnswer(claim, await events.cached(claim.eventId));
  if (!booking) throw refuse('booking-not-found');
  // The other journeys of a customer concern nobody else.
  if (!isOwner) return booking;
  const overlaps = await findOverlaps({ store }, call, [claim]);
  return { ...booking, ...overlaps(claim) };
}

export interface BookingsQuery {
  status?: Booking['status'] | undefined;
  /** As it was typed. */
  reference?: string | undefined;
}

export async function listBookings(
  { store, events }: Pick<Dependencies, 'store' | 'events'>,
  call: CallerCall,
  { status, reference }: BookingsQuery,
  page: PageRequest,
): Promise<Page<Booking>> {
  const ownerId = call.caller.userId;
  const matches = (claim: Claim): boolean => (status ? claim.status === status : claim.booking !== undefined);
  const found =
    reference === undefined
      ? await store.listClaims(ownerId, matches, page)
      : await findByReference(store, { reference, ownerId }, matches, page);
  const facts = await factsOfClaims({ events }, found.items);
  const overlaps = await findOverlaps({ store }, call, found.items);
  return {
    ...found,
    items: found.items.flatMap(claim => {
      const booking = bookingAnswer(claim, facts.get(claim.eventId));
      return booking ? { ...booking, ...overlaps(claim) } : [];
    }),
  };
}
