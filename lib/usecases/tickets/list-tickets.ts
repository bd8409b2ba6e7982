/**
 * Lists the tickets of a booking. The owner gets their codes; members of the event's organization and administrators see them without
 * codes, because a code admits its bearer.
 */
import { ticketsAnswer } from '../../contract/tickets/presenter.ts';
import type { BookedTickets } from '../../contract/tickets/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { type BookingRightDependencies, mayAsMember } from '../bookings/booking-right.ts';
import { findEvent } from '../decide-from-event.ts';
import { codesOf } from './ticket-codes.ts';

type TicketDependencies = BookingRightDependencies & Pick<Dependencies, 'store' | 'ticketCodes'>;

export async function listTickets(
  dependencies: TicketDependencies,
  call: CallerCall,
  bookingId: string,
): Promise<BookedTickets> {
  const claim = await dependencies.store.readClaim(claimIdOf(bookingId));
  const isOwner = claim?.ownerId === call.caller.userId;
  if (!claim?.booking) throw refuse('booking-not-found');
  if (!isOwner && !(await mayAsMember(dependencies, call, claim, 'read-bookings'))) throw refuse('booking-not-found');
  const facts = await findEvent(dependencies, claim.eventId);
  const codes = isOwner ? await codesOf(dependencies, call, claim, facts) : new Map();
  return ticketsAnswer(claim, facts, codes);
}
