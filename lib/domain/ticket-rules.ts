/** Whether a ticket has a code, and whether its owner may replace the code. */
import type { ClaimChange, Origin } from './claim-changes.ts';
import { ticketIdOf } from './ids.ts';
import { REISSUES_PER_CLAIM_MAX } from './limits.ts';
import type { Claim, Event } from './model.ts';
import { Refusal, type RefusalDetails, refuse } from './refusals.ts';
import { type Ticket, ticketsOf, versionsWith } from './tickets.ts';

/** Why a ticket has no code; undefined if it has one. `event` is undefined if it was deleted. */
export function voidReasonOf(
  { status }: Pick<Ticket, 'status'>,
  event: Pick<Event, 'state'> | undefined,
): RefusalDetails['ticket-void']['reason'] | undefined {
  if (event === undefined || event.state === 'cancelled') return 'event-cancelled';
  return status === 'void' ? 'cancelled' : undefined;
}

/** Returns the ticket of this number, if it has a code. */
export function requireCode(claim: Claim, number: number, event: Event | undefined): Ticket | Refusal {
  const ticket = ticketsOf(claim)[number - 1];
  if (!ticket) return refuse('ticket-not-found');
  const reason = voidReasonOf(ticket, event);
  return reason === undefined ? ticket : new Refusal('ticket-void', { reason });
}

/** Decides whether the owner may replace the code of a ticket. A used code stays, so that the door knows whom it admitted. */
export function decideReissue(claim: Claim, number: number, event: Event | undefined): Ticket | Refusal {
  const ticket = requireCode(claim, number, event);
  if (ticket instanceof Refusal) return ticket;
  if (ticket.status === 'redeemed')
    return new Refusal('ticket-redeemed', { ticketIds: [ticketIdOf(claim.id, number)] });
  const reissues = claim.history.filter(({ reissued }) => reissued !== undefined).length;
  if (reissues >= REISSUES_PER_CLAIM_MAX)
    return new Refusal('too-many-reissues', { reissuesMax: REISSUES_PER_CLAIM_MAX });
  return ticket;
}

/** Replaces the code of a ticket: the next version is valid, and all earlier ones are void. */
export function reissueTicket(claim: Claim, { number, status, version }: Ticket, origin: Origin): ClaimChange {
  const reissued = { ticket: number, version: version + 1 };
  return {
    entry: { ...origin, action: 'ticket.reissued', from: status, to: status, reissued },
    ticketVersions: versionsWith(claim, reissued),
  };
}
