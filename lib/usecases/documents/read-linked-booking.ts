/**
 * Returns the booking that a link of a mail names, with links to its documents. The link needs no account. It names one booking, can
 * change nothing, and ends some weeks after the event. After a code was replaced, links of earlier mails lead to no documents.
 */
import { bookingAnswer } from '../../contract/bookings/presenter.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import type { LinkedBookingRequest } from '../../contract/documents/requests.ts';
import { mayShowTickets } from '../../domain/links.ts';
import { refuse } from '../../domain/refusals.ts';
import { remainingTicketsOf } from '../../domain/tickets.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireLink } from '../accounts/require-link.ts';
import { findEvent } from '../decide-from-event.ts';
import {
  type FindDocumentsDependencies,
  type FoundDocuments,
  type FoundReceipt,
  findDocuments,
  findReceipt,
} from './find-documents.ts';

export interface LinkedBookingFound {
  booking: Booking;
  found: FoundDocuments | { is: 'withheld' };
  receipt: FoundReceipt | { is: 'withheld' };
}

export async function readLinkedBooking(
  dependencies: FindDocumentsDependencies & Pick<Dependencies, 'linkTokens'>,
  call: Call,
  { token }: LinkedBookingRequest,
): Promise<LinkedBookingFound> {
  const link = await requireLink(dependencies, call, token, 'booking');
  const claim = await dependencies.store.readClaim(link.claimId);
  const booking = claim && bookingAnswer(claim, await findEvent(dependencies, claim.eventId));
  if (!booking) throw refuse('booking-not-found');
  if (!mayShowTickets(link, claim) && remainingTicketsOf(claim).length > 0)
    return { booking: withoutCode(booking), found: { is: 'withheld' }, receipt: { is: 'withheld' } };
  const [found, receipt] = await Promise.all([
    findDocuments(dependencies, call, claim),
    findReceipt(dependencies, call, claim),
  ]);
  return { booking, found, receipt };
}

/** The booking without the text of its code, which others could use: the mail with the link may be in other hands. A line names it too. */
function withoutCode({ code, lines, ...booking }: Booking): Booking {
  return { ...booking, ...(code === undefined && lines && { lines }) };
}
