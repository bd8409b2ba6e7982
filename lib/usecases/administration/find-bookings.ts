/** Finds anybody's bookings, newest first: one customer's by their own list, all others by the feed of the journal. */

import type { BookingsQuery, SoldBooking } from '../../contract/administration/messages.ts';
import { soldBookingAnswer } from '../../contract/administration/presenter.ts';
import type { Claim } from '../../domain/model.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { isAsked, rangeOf } from './time-range.ts';

type Query = Omit<BookingsQuery, 'limit' | 'cursor'>;

/** A booking is as new as its confirmation; in a customer's own list, as the hold that it was. */
export async function findBookings(
  { store, administration }: Dependencies,
  { now }: Call,
  query: Query,
  page: PageRequest,
): Promise<Page<SoldBooking>> {
  const { customerId, eventId } = query;
  const found =
    customerId === undefined
      ? await administration.listClaimsByEntry(
          rangeOf(query, now),
          entry => entry.action === 'booking.confirmed' && (eventId === undefined || entry.eventId === eventId),
          claim => isWanted(claim, query),
          page,
        )
      : await store.listClaims(customerId, claim => isWanted(claim, query), page);
  return { ...found, items: found.items.flatMap(claim => soldBookingAnswer(claim) ?? []) };
}

function isWanted({ booking, status, eventId }: Claim, query: Query): boolean {
  if (!booking || !isAsked(booking.confirmedAt, query)) return false;
  if (query.eventId !== undefined && eventId !== query.eventId) return false;
  return query.status === undefined || status === query.status;
}
