/** Finds bookings, newest first: by reference, in the list of one customer, or else in the journal by day. */
import { soldBookingAnswer } from '../../contract/administration/presenter.ts';
import type { BookingsQuery } from '../../contract/administration/requests.ts';
import type { SoldBooking } from '../../contract/administration/responses.ts';
import type { Claim } from '../../domain/model.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { findByReference } from '../bookings/find-by-reference.ts';
import { factsOfClaims } from '../facts-of-claims.ts';
import { isWithin, rangeOf } from './time-range.ts';

type Query = Omit<BookingsQuery, 'limit' | 'cursor'>;

/** Sorted by time of confirmation; in a customer's list and by reference, by the time when the hold was placed. */
export async function findBookings(
  { store, administration, events }: Pick<Dependencies, 'store' | 'administration' | 'events'>,
  { now }: Call,
  query: Query,
  page: PageRequest,
): Promise<Page<SoldBooking>> {
  const { reference, customerId, eventId } = query;
  const matches = (claim: Claim): boolean => isMatch(claim, query);
  const find = (): Promise<Page<Claim>> => {
    if (reference !== undefined) return findByReference(store, { reference, ownerId: customerId }, matches, page);
    if (customerId !== undefined) return store.listClaims(customerId, matches, page);
    return administration.listClaimsByEntry(
      rangeOf(query, now),
      entry => entry.action === 'booking.confirmed' && (eventId === undefined || entry.eventId === eventId),
      matches,
      page,
    );
  };
  const found = await find();
  const facts = await factsOfClaims({ events }, found.items);
  return { ...found, items: found.items.flatMap(claim => soldBookingAnswer(claim, facts.get(claim.eventId)) ?? []) };
}

function isMatch({ booking, status, eventId }: Claim, query: Query): boolean {
  if (!booking || !isWithin(booking.confirmedAt, query)) return false;
  if (query.eventId !== undefined && eventId !== query.eventId) return false;
  return query.status === undefined || status === query.status;
}
