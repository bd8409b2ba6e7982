/** The representation of tickets and scans for devices at the door: pure projections. */
import { admissionIn, ticketNumbered } from '../../domain/check-in.ts';
import { ticketIdOf } from '../../domain/ids.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { type LineDecision, type OfflineScan, voidedAt } from '../../domain/offline-scan.ts';
import { insideSince, scanWith } from '../../domain/scans.ts';
import { ticketsOf } from '../../domain/tickets.ts';
import { timestamp } from '../presenter-parts.ts';
import type { Door, DoorTicket, ScanResult } from './door-responses.ts';
import { placeOfTicket, typeOfTicket } from './presenter.ts';

/** The facts that a device needs besides the tickets. */
export const doorAnswer = (
  { event }: EventFacts,
  { since, hasMore }: { since: number; hasMore: boolean },
): Omit<Door, 'tickets' | 'nextCursor'> => ({
  eventId: event.id,
  status: event.state as Door['status'],
  gates: event.gates ?? [],
  since: String(since),
  hasMore,
});

/** All tickets of a booking. */
export const doorTickets = (claim: Claim, facts: EventFacts): DoorTicket[] =>
  ticketsOf(claim).map(ticket => ({
    id: ticketIdOf(claim.id, ticket.number),
    version: ticket.version,
    status: ticket.status,
    place: placeOfTicket(ticket, facts),
    ...typeOfTicket(claim, ticket),
    isInside: insideSince(claim, ticket.number) !== undefined,
  }));

/** The result of a line of a report. `claim` is the booking after the report; `facts` are undefined if the event was deleted. */
export function scanResult(
  decision: LineDecision,
  { nonce, ticket: number, version }: OfflineScan,
  claim: Claim | undefined,
  facts: EventFacts | undefined,
): ScanResult {
  if (decision.is === 'nonce-reused') return { nonce, result: 'invalid', reason: 'nonce-reused' };
  if (decision.is === 'unknown' || !claim) return { nonce, result: 'invalid', reason: 'no-booking' };
  const { outcome } = decision.entry.scan;
  const voided = voidedAt(claim, number, version);
  const ticket = ticketNumbered(claim, number);
  return {
    nonce,
    result: outcome,
    ticketId: ticketIdOf(claim.id, number),
    place: placeOfTicket(ticket, facts),
    ...typeOfTicket(claim, ticket),
    ...(outcome === 'duplicate' && admissionOf(claim, decision)),
    ...((outcome === 'void' || outcome === 'void-later') && voided !== undefined && { voidSince: timestamp(voided) }),
    ...(!decision.isKept && { isKept: false as const }),
  };
}

function admissionOf(claim: Claim, { entry }: LineDecision & { is: 'decided' }): Pick<ScanResult, 'admission'> {
  const admission = entry.scan.of === undefined ? undefined : scanWith(claim, entry.scan.of);
  if (!admission) return {};
  const { at, scannedAt, ...where } = admissionIn(admission);
  return {
    admission: { nonce: admission.scan.nonce, at: timestamp(at), scannedAt: timestamp(scannedAt), ...where },
  };
}
