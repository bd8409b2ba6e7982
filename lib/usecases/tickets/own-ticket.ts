/** A ticket as its owner names it, by its booking and its id. */
import { parseTicketId } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';

export interface TicketOfBooking {
  bookingId: string;
  ticketId: string;
}

/** Requires a booking of the caller. A foreign booking is answered like an absent one (P10). */
export function requireOwnBooking(claim: Claim | undefined, { caller }: CallerCall): Claim {
  if (claim?.ownerId !== caller.userId || !claim.booking) throw refuse('booking-not-found');
  return claim;
}

/** The number of the ticket within the booking. Refuses the id of a ticket of another booking. */
export function ticketNumberIn(claim: Claim, { ticketId }: TicketOfBooking): number {
  const parsed = parseTicketId(ticketId);
  if (parsed?.claimId !== claim.id) throw refuse('ticket-not-found');
  return parsed.number;
}
