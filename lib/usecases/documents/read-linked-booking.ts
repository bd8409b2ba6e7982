/**
 * Returns the booking that a link of a mail names, with links to its documents. The link needs no account. It names one booking, can
 * change nothing, and ends some weeks after the event.
 */
import { bookingAnswer } from '../../contract/bookings/presenter.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import type { LinkedBookingRequest } from '../../contract/documents/requests.ts';
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { requireLink } from '../accounts/require-link.ts';
import { findEvent } from '../decide-from-event.ts';
import { type FindDocumentsDependencies, type FoundDocuments, findDocuments } from './find-documents.ts';

export async function readLinkedBooking(
  dependencies: FindDocumentsDependencies & Pick<Dependencies, 'linkTokens'>,
  call: Call,
  { token }: LinkedBookingRequest,
): Promise<{ booking: Booking; found: FoundDocuments }> {
  const { claimId } = await requireLink(dependencies, call, token, 'booking');
  const claim = await dependencies.store.readClaim(claimId);
  const booking = claim && bookingAnswer(claim, await findEvent(dependencies, claim.eventId));
  if (!booking) throw refuse('booking-not-found');
  return { booking, found: await findDocuments(dependencies, call, claim) };
}
