/** The representation of tickets in responses: pure projections. */
import { bookingIdOf, ticketIdOf } from '../../domain/ids.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { areaNameOf, seatNamesOf } from '../../domain/place-names.ts';
import { type Ticket, ticketsOf } from '../../domain/tickets.ts';
import { soldTypeOf } from '../../domain/totals.ts';
import type { BookedTicket, BookedTickets } from './responses.ts';

/** The codes of tickets, by their numbers. Tickets without a code are shown without one. */
type Codes = ReadonlyMap<number, string>;

/** All tickets of a booking. `facts` name their places; they are undefined if the event was deleted. */
export const ticketsAnswer = (claim: Claim, facts: EventFacts | undefined, codes: Codes): BookedTickets => ({
  bookingId: bookingIdOf(claim.id),
  eventId: claim.eventId,
  tickets: ticketsOf(claim).map(ticket => answerOf(claim, ticket, facts, codes)),
});

export function ticketAnswer(claim: Claim, number: number, facts: EventFacts | undefined, codes: Codes): BookedTicket {
  const ticket = ticketsOf(claim)[number - 1];
  if (!ticket) throw new Error(`the booking of claim ${claim.id} has no ticket ${number}`);
  return answerOf(claim, ticket, facts, codes);
}

function answerOf(claim: Claim, ticket: Ticket, facts: EventFacts | undefined, codes: Codes): BookedTicket {
  const code = codes.get(ticket.number);
  return {
    id: ticketIdOf(claim.id, ticket.number),
    status: ticket.status,
    version: ticket.version,
    place: placeOfTicket(ticket, facts),
    ...typeOfTicket(claim, ticket),
    ...(code !== undefined && { code }),
  };
}

/** The type of a ticket as it was sold, if it has one. */
export function typeOfTicket(claim: Claim, ticket: Ticket): Pick<BookedTicket, 'type'> {
  const type = soldTypeOf(claim, ticket);
  return type ? { type } : {};
}

/** The place of a ticket: a seat, or one place of an area. */
export const placeOfTicket = (
  { place }: Pick<Ticket, 'place'>,
  facts: EventFacts | undefined,
): BookedTicket['place'] =>
  'seatId' in place
    ? { seatId: place.seatId, ...seatNamesOf(facts, place.seatId) }
    : { areaId: place.areaId, name: areaNameOf(facts, place.areaId) };
