/** Returns the code of a ticket that a QR code shows, for the owner of the booking. */
import { claimIdOf } from '../../domain/ids.ts';
import { requireCode } from '../../domain/ticket-rules.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { decideFromEvent } from '../decide-from-event.ts';
import { requireOwnBooking, type TicketOfBooking, ticketNumberIn } from './own-ticket.ts';

export async function readTicketQr(
  dependencies: Pick<Dependencies, 'store' | 'events' | 'ticketCodes'>,
  call: CallerCall,
  request: TicketOfBooking,
): Promise<string> {
  const claim = requireOwnBooking(await dependencies.store.readClaim(claimIdOf(request.bookingId)), call);
  const number = ticketNumberIn(claim, request);
  const ticket = await decideFromEvent(dependencies, claim.eventId, facts => requireCode(claim, number, facts?.event));
  if ('refusal' in ticket) throw ticket.refusal;
  const { id: claimId, eventId } = claim;
  return dependencies.ticketCodes.sign({ claimId, number, eventId, version: ticket.version }, call.now);
}
