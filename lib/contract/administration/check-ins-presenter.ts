/** The representation of an event's scans and their counts: pure projections. */
import { ticketNumbered } from '../../domain/check-in.ts';
import { type CountsOfGate, sumOfCounts } from '../../domain/gate-counts.ts';
import { bookingIdOf, ticketIdOf } from '../../domain/ids.ts';
import type { Claim, Event, EventFacts } from '../../domain/model.ts';
import type { ScanEntry } from '../../domain/scans.ts';
import { timestamp } from '../presenter-parts.ts';
import { placeOfTicket, typeOfTicket } from '../tickets/presenter.ts';
import type { CheckInCounts, ListedScan } from './check-ins-responses.ts';

export function listedScanAnswer(
  { claim, entry: { at, actor, scan } }: { claim: Claim; entry: ScanEntry },
  facts: EventFacts | undefined,
): ListedScan {
  const ticket = ticketNumbered(claim, scan.ticket);
  return {
    ticketId: ticketIdOf(claim.id, scan.ticket),
    bookingId: bookingIdOf(claim.id),
    place: placeOfTicket(ticket, facts),
    ...typeOfTicket(claim, ticket),
    at: timestamp(at),
    scannedAt: timestamp(scan.scannedAt ?? at),
    direction: scan.direction,
    result: scan.outcome,
    ...(scan.gate !== undefined && { gate: scan.gate }),
    ...(scan.device !== undefined && { device: scan.device }),
    // A customer who works at the door of the own booking is the owner of the claim.
    by: actor === 'owner' ? claim.ownerId : actor,
    nonce: scan.nonce,
    ...(scan.of !== undefined && { admittedBy: scan.of }),
    isOffline: scan.isOffline === true,
    isReadmission: scan.isReadmission === true,
  };
}

/** The counts of all gates. Their rows are not updated at one instant, so a number that is negative for a moment is shown as 0. */
export function checkInCountsAnswer({ id, gates = [] }: Event, counted: CountsOfGate[], now: number): CheckInCounts {
  const byId = new Map(counted.map(counts => [counts.gate, counts]));
  const others = [...byId.keys()].filter(gate => !gates.some(known => known.id === gate)).sort();
  const listed = [...gates, ...others.map(gate => ({ id: gate, name: undefined }))];
  const { inside, ...sums } = sumOfCounts(counted);
  return {
    eventId: id,
    ...sums,
    inside: Math.max(0, inside),
    gates: listed.map(({ id: gate, name }) => ({
      gate: gate === '' ? null : gate,
      ...(name !== undefined && { name }),
      ...shown(byId.get(gate)),
    })),
    asOf: timestamp(now),
  };
}

const shown = (counts: CountsOfGate | undefined) => ({
  in: counts?.in ?? 0,
  out: counts?.out ?? 0,
  refused: counts?.refused ?? 0,
});
