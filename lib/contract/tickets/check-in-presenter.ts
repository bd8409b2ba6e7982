/** The representation of scans and of tickets at the door: pure projections. Nothing here names the customer. */
import { referenceOf } from '../../domain/booking-reference.ts';
import { admissionIn, ticketNumbered } from '../../domain/check-in.ts';
import { ticketIdOf } from '../../domain/ids.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { insideSince, type ScanEntry } from '../../domain/scans.ts';
import { type Ticket, ticketsOf } from '../../domain/tickets.ts';
import { admissionAnswer } from '../problem-documents.ts';
import type { CheckIn, FoundTicket } from './check-in-responses.ts';
import { placeOfTicket, typeOfTicket } from './presenter.ts';

/** A scan that let a person pass. It follows from the entry, so that a repeated scan is answered alike. */
export function checkInAnswer(claim: Claim, entry: ScanEntry, facts: EventFacts | undefined): CheckIn {
  const { ticket, direction, isReadmission } = entry.scan;
  return {
    outcome: direction === 'in' ? 'admitted' : 'left',
    direction,
    ...ticketAnswer(claim, ticketNumbered(claim, ticket), facts),
    ...admissionAnswer(admissionIn(entry)),
    ...(isReadmission && { isReadmission }),
  };
}

/** The tickets of a booking that a supervisor has found. */
export const foundTicketsAnswer = (
  claim: Claim,
  facts: EventFacts | undefined,
  isWanted: (ticket: Ticket) => boolean,
): FoundTicket[] =>
  ticketsOf(claim)
    .filter(isWanted)
    .map(ticket => {
      const inside = insideSince(claim, ticket.number);
      return {
        ...ticketAnswer(claim, ticket, facts),
        status: ticket.status,
        isInside: inside !== undefined,
        ...(inside && { admission: admissionAnswer(admissionIn(inside)) }),
      };
    });

const ticketAnswer = (claim: Claim, ticket: Ticket, facts: EventFacts | undefined) => ({
  ticketId: ticketIdOf(claim.id, ticket.number),
  reference: referenceOf(claim),
  place: placeOfTicket(ticket, facts),
  ...typeOfTicket(claim, ticket),
});
