/**
 * Scans a ticket at the door, online: admits the person, lets the person out, or says why not. The event is read now and not from a
 * cache, so that a cancelled event admits nobody. The write of the claim decides all else (P2, P12).
 */
import { checkInAnswer } from '../../contract/tickets/check-in-presenter.ts';
import type { NewCheckIn } from '../../contract/tickets/check-in-requests.ts';
import type { CheckIn } from '../../contract/tickets/check-in-responses.ts';
import { decideScan, refusalOfScan, type ScanRequest } from '../../domain/check-in.ts';
import { parseTicketId, type RandomPart } from '../../domain/ids.ts';
import { SCAN_DECISIONS_MAX } from '../../domain/limits.ts';
import type { Claim, Event } from '../../domain/model.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { ScanEntry } from '../../domain/scans.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { retryWhileStale } from '../change-claim.ts';
import { requireRight } from '../organizations/require-right.ts';
import { byCaller } from '../origin.ts';
import { requireClock } from '../require-clock.ts';

type CheckInDependencies = Pick<Dependencies, 'store' | 'events' | 'organizations' | 'ticketCodes' | 'clockSkew'>;

export async function checkIn(
  dependencies: CheckInDependencies,
  call: CallerCall,
  eventId: string,
  body: NewCheckIn,
): Promise<CheckIn> {
  const right = body.readmit ? 'readmit' : 'check-in';
  const summary = await dependencies.store.readEventSummary(eventId);
  const { event } = await requireRight(dependencies, summary, call, right);
  const shown = await requireTicket(dependencies, eventId, body);
  const claim = await dependencies.store.readClaim(shown.claimId);
  const { claim: scanned, entry } = await keepScan(dependencies, call, { claim, event, shown, body });
  const refusal = refusalOfScan(scanned, entry);
  if (refusal) throw refusal;
  return checkInAnswer(scanned, entry, await dependencies.events.cached(eventId));
}

/** The ticket that a person shows, or that a supervisor has found. */
interface ShownTicket {
  claimId: RandomPart;
  number: number;
  /** Absent if no code was shown. */
  version?: number;
}

async function requireTicket(
  { ticketCodes }: Pick<CheckInDependencies, 'ticketCodes'>,
  eventId: string,
  { code, ticketId }: NewCheckIn,
): Promise<ShownTicket> {
  if (code === undefined) {
    const named = parseTicketId(ticketId ?? '');
    if (!named) throw refuse('ticket-not-found');
    return named;
  }
  const verified = await ticketCodes.verify(code);
  if ('fault' in verified) throw new Refusal('invalid-code', { reason: verified.fault });
  const { facts } = verified;
  if (facts.eventId !== eventId) throw new Refusal('ticket-of-other-event', { eventId: facts.eventId });
  return facts;
}

interface ScanToKeep {
  claim: Claim | undefined;
  event: Event;
  shown: ShownTicket;
  body: NewCheckIn;
}

/** Decides until the claim is as the decision found it. Returns the claim of the decision, and the entry that answers it. */
async function keepScan(
  { store, clockSkew }: Pick<CheckInDependencies, 'store' | 'clockSkew'>,
  call: CallerCall,
  { claim, event, shown, body }: ScanToKeep,
): Promise<{ claim: Claim; entry: ScanEntry }> {
  const request = scanRequestOf(shown, body);
  const origin = byCaller(call);
  let kept: { claim: Claim; entry: ScanEntry } | undefined;
  await retryWhileStale(
    claim,
    async current => {
      const booking = requireBooking(current, event.id, shown);
      const decision = decideScan(booking, event, request, origin);
      const isKnown = decision.is === 'known';
      // Doors and the end of the event are decided by the clock, and the order of scans says who is inside.
      if (!isKnown) requireClock({ clockSkew });
      if (decision.is === 'refused') throw decision.refusal;
      kept = { claim: booking, entry: isKnown ? decision.entry : decision.change.entry };
      return isKnown ? { is: 'done' } : store.recordScans(booking, [decision.change]);
    },
    SCAN_DECISIONS_MAX,
  );
  if (!kept) throw new Error(`the scan ${request.nonce} was neither kept nor refused`);
  return kept;
}

/**
 * Requires the booking that has the ticket. A code proves that there was one, so that its absence makes the ticket void. A ticket
 * of another event is answered like an absent one (P10).
 */
function requireBooking(claim: Claim | undefined, eventId: string, { number, version }: ShownTicket): Claim {
  if (claim?.booking && claim.eventId === eventId && number <= claim.tickets.length) return claim;
  throw version === undefined ? refuse('ticket-not-found') : new Refusal('ticket-void', { reason: 'no-booking' });
}

const scanRequestOf = (
  { number, version }: ShownTicket,
  { nonce, direction, gate, device, scannedAt, readmit, reason }: NewCheckIn,
): ScanRequest => ({
  ticket: number,
  nonce,
  direction,
  ...(version !== undefined && { version }),
  ...(gate !== undefined && { gate }),
  ...(device !== undefined && { device }),
  ...(scannedAt !== undefined && { scannedAt: Date.parse(scannedAt) }),
  ...(readmit && { isReadmission: true as const }),
  ...(reason !== undefined && { reason }),
});
