/**
 * Finds tickets of an event for a supervisor, by a booking reference or by a seat. A reference also finds void tickets; a seat finds
 * the ticket of its present booking. The stream lists references, so a booking of the last seconds is found by its seat only.
 */
import { foundTicketsAnswer } from '../../contract/tickets/check-in-presenter.ts';
import type { TicketsQuery } from '../../contract/tickets/check-in-requests.ts';
import type { FoundTickets } from '../../contract/tickets/check-in-responses.ts';
import { PAGE_SIZE_MAX } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import type { Ticket } from '../../domain/tickets.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { findByReference } from '../bookings/find-by-reference.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';

type FindDependencies = Pick<Dependencies, 'store' | 'events' | 'edits' | 'organizations'>;

export async function findTickets(
  dependencies: FindDependencies,
  call: CallerCall,
  eventId: string,
  { reference, seat }: TicketsQuery,
): Promise<FoundTickets> {
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'readmit');
  const bookings =
    seat === undefined
      ? await withReference(dependencies, eventId, reference ?? '')
      : await withSeat(dependencies, eventId, seat);
  const isWanted = (ticket: Ticket): boolean => seat === undefined || isFor(seat, ticket);
  return { tickets: bookings.flatMap(booking => foundTicketsAnswer(booking, facts, isWanted)) };
}

async function withReference({ store }: FindDependencies, eventId: string, reference: string): Promise<Claim[]> {
  const isOfEvent = (claim: Claim): boolean => claim.eventId === eventId;
  return (await findByReference(store, { reference }, isOfEvent, { limit: PAGE_SIZE_MAX })).items;
}

async function withSeat({ store, edits }: FindDependencies, eventId: string, seatId: string): Promise<Claim[]> {
  const [seat] = await edits.readSeatsById(eventId, [seatId]);
  const claim = seat?.claimId === undefined ? undefined : await store.readClaim(seat.claimId);
  return claim?.booking ? [claim] : [];
}

const isFor = (seatId: string, { place, status }: Ticket): boolean =>
  'seatId' in place && place.seatId === seatId && status !== 'void';
