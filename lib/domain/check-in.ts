/**
 * The rules of a scan at the door. A scan admits a person, lets one out, or is refused. A first admission redeems the ticket. A
 * refusal that follows from the ticket (it is void, or its person is inside) is kept like an admission, so that a repeated nonce
 * gets the same answer. Other refusals speak of this moment, and are not kept.
 *
 * The order of the decisions: an earlier scan with this nonce; the ticket is void; the event; the gate; the person is inside; the
 * history has no room. A person may leave at any time and by any gate, also with a void ticket.
 */
import type { ClaimChange, Origin } from './claim-changes.ts';
import { gatesFor } from './gates.ts';
import { DOORS_OPEN_HOURS_DEFAULT, SCANS_PER_CLAIM_MAX, SCANS_PER_TICKET_MAX } from './limits.ts';
import type { Claim, Event, Scan, ScanDirection, TicketStatus } from './model.ts';
import { type Admission, invalid, Refusal, type RefusalDetails, refuse } from './refusals.ts';
import { cancelledAt, insideSince, type ScanEntry, scansIn, scansOf, scanWith } from './scans.ts';
import { type Ticket, ticketsOf } from './tickets.ts';
import { HOUR_MS } from './time.ts';

/** A scan as a device reports it. */
export interface ScanRequest {
  /** The number of the ticket in its booking. */
  ticket: number;
  /** The version that the code names. Absent: a supervisor admits the person without a code. */
  version?: number;
  nonce: string;
  direction: ScanDirection;
  gate?: string;
  device?: string;
  /** When (epoch ms) the device scanned it, by its own clock. */
  scannedAt?: number;
  /** A supervisor admits the person without regard to earlier scans. */
  isReadmission?: true;
  /** The supervisor's reason. */
  reason?: string;
}

/** The change that keeps a scan, with the status and version that the ticket has before it: conditions of the write. */
export interface ScanChange extends ClaimChange {
  entry: ScanEntry;
  ticket: { number: number; status: TicketStatus; version: number };
}

/**
 * `known`: the nonce was kept already, and its entry is the answer. `change`: the scan is to be written, and its entry is the
 * answer. `refused`: nothing is kept.
 */
export type ScanDecision =
  | { is: 'known'; entry: ScanEntry }
  | { is: 'change'; change: ScanChange }
  | { is: 'refused'; refusal: Refusal };

/** Decides an online scan of a booking's ticket, by the server's clock. The ticket exists. */
export function decideScan(claim: Claim, event: Event, request: ScanRequest, origin: Origin): ScanDecision {
  const known = scanWith(claim, request.nonce);
  if (known)
    return isSameScan(known, request, origin) ? { is: 'known', entry: known } : refused(refuse('nonce-reused'));
  const unknownGate = refusalOfUnknownGate(event, request);
  if (unknownGate) return refused(unknownGate);
  const ticket = ticketNumbered(claim, request.ticket);
  const inside = insideSince(claim, request.ticket);
  const keep = (outcome: Scan['outcome'], of?: ScanEntry): ScanDecision =>
    keepOrRefuse(claim, scanOf(claim, request, { outcome, of, now: origin.at }), origin, request.reason);
  if (request.direction === 'out') return inside ? keep('left') : refused(refuse('not-inside'));
  if (isVoid(ticket, request)) return keep('void');
  const early = refusalByEvent(event, origin.at) ?? refusalByGate(event, ticket, request);
  if (early) return refused(early);
  return inside && !request.isReadmission ? keep('duplicate', inside) : keep('admitted');
}

/** Whether a scan with the nonce of a kept one repeats it. A nonce of another device must not admit the holder of a copy. */
const isSameScan = ({ scan, actor }: ScanEntry, request: ScanRequest, origin: Origin): boolean =>
  scan.ticket === request.ticket &&
  scan.direction === request.direction &&
  scan.gate === request.gate &&
  scan.device === request.device &&
  scan.isReadmission === request.isReadmission &&
  actor === origin.actor;

/** The ticket with this number. */
export function ticketNumbered(claim: Claim, number: number): Ticket {
  const ticket = ticketsOf(claim)[number - 1];
  if (!ticket) throw new Error(`the booking of claim ${claim.id} has no ticket ${number}`);
  return ticket;
}

/** Whether the place was cancelled, or the code is not the ticket's present one (P12). */
export const isVoid = (ticket: Ticket, { version = ticket.version }: Pick<ScanRequest, 'version'>): boolean =>
  ticket.status === 'void' || version !== ticket.version;

/** When (epoch ms) an event begins to admit people. */
export const doorsOpenAt = ({ doorsAt, startsAt }: Pick<Event, 'doorsAt' | 'startsAt'>): number =>
  doorsAt ?? startsAt - DOORS_OPEN_HOURS_DEFAULT * HOUR_MS;

function refusalByEvent(event: Event, now: number): Refusal | undefined {
  if (event.state === 'cancelled') return new Refusal('ticket-void', { reason: 'event-cancelled' });
  if (now >= event.endsAt) return new Refusal('event-over', { endedAt: event.endsAt });
  const opensAt = doorsOpenAt(event);
  return now < opensAt ? new Refusal('doors-not-open', { opensAt }) : undefined;
}

function refusalOfUnknownGate({ gates = [] }: Event, { gate }: ScanRequest): Refusal | undefined {
  const isKnown = gate === undefined || gates.some(({ id }) => id === gate);
  return isKnown ? undefined : invalid([{ path: 'body.gate', message: 'is not a gate of the event' }]);
}

function refusalByGate({ gates = [] }: Event, { place }: Ticket, { gate }: ScanRequest): Refusal | undefined {
  if (gate === undefined) return undefined;
  const admitting = gatesFor(gates, place).map(({ id }) => id);
  return admitting.includes(gate) ? undefined : new Refusal('wrong-gate', { gates: admitting });
}

/** A device's time is unknown if it is before the booking or after now. */
export function plausibleTime(claim: Claim, scannedAt: number | undefined, now: number): number | undefined {
  const isPlausible = scannedAt !== undefined && scannedAt <= now && scannedAt >= (claim.booking?.confirmedAt ?? now);
  return isPlausible ? scannedAt : undefined;
}

function scanOf(
  claim: Claim,
  { version: _ofCode, reason: _ofEntry, scannedAt, ...request }: ScanRequest,
  { outcome, of, now }: { outcome: Scan['outcome']; of: ScanEntry | undefined; now: number },
): Scan {
  const at = plausibleTime(claim, scannedAt, now);
  return { ...request, outcome, ...(at !== undefined && { scannedAt: at }), ...(of && { of: of.scan.nonce }) };
}

/** Keeps a scan. If the history has no room for it, a refusal is answered without an entry, and no person passes. */
function keepOrRefuse(claim: Claim, scan: Scan, origin: Origin, reason: string | undefined): ScanDecision {
  const change = scanChange(claim, scan, origin, reason);
  if (hasRoomFor(claim, scan)) return { is: 'change', change };
  const scansMax = SCANS_PER_TICKET_MAX;
  return refused(refusalOfScan(claim, change.entry) ?? new Refusal('too-many-scans', { scansMax }));
}

/** Whether the history may take a further scan. The first admission of a ticket always has room. */
export const hasRoomFor = (claim: Claim, { ticket, outcome }: Pick<Scan, 'ticket' | 'outcome'>): boolean =>
  (redeems(outcome) && ticketNumbered(claim, ticket).status === 'valid') ||
  (scansOf(claim, ticket).length < SCANS_PER_TICKET_MAX && scansIn(claim).length < SCANS_PER_CLAIM_MAX);

const ACTIONS = {
  admitted: 'ticket.admitted',
  left: 'ticket.left',
  duplicate: 'ticket.refused',
  void: 'ticket.refused',
  'void-later': 'ticket.refused',
} as const satisfies Record<Scan['outcome'], ScanEntry['action']>;

/**
 * Whether a scan of a valid ticket redeems it: its person is inside. A person who came in by a code that was replaced afterwards has used
 * the ticket too, so its owner cannot take the money back.
 */
const redeems = (outcome: Scan['outcome']): boolean => outcome === 'admitted' || outcome === 'void-later';

/** Makes the change that keeps a scan. An admission redeems the ticket. */
export function scanChange(claim: Claim, scan: Scan, origin: Origin, reason?: string): ScanChange {
  const { number, status, version } = ticketNumbered(claim, scan.ticket);
  const to = redeems(scan.outcome) && status === 'valid' ? 'redeemed' : status;
  return {
    entry: {
      ...origin,
      action: ACTIONS[scan.outcome],
      from: status,
      to,
      ...(reason !== undefined && { reason }),
      scan,
    },
    ...(to !== status && { tickets: claim.tickets.with(number - 1, to) }),
    ticket: { number, status, version },
  };
}

/** The refusal that a kept scan was answered with; undefined if it let the person pass. It follows from the history alone. */
export function refusalOfScan(claim: Claim, entry: ScanEntry): Refusal | undefined {
  const { outcome, of } = entry.scan;
  if (outcome === 'admitted' || outcome === 'left') return undefined;
  const admission = of === undefined ? undefined : scanWith(claim, of);
  if (admission) return new Refusal('already-admitted', { admission: admissionIn(admission) });
  return new Refusal('ticket-void', voidness(claim, entry));
}

/** The admission of a ticket, as a later scan of it is told. */
export const admissionIn = ({ at, scan: { scannedAt = at, gate, device } }: ScanEntry): Admission => ({
  at,
  scannedAt,
  ...(gate !== undefined && { gate }),
  ...(device !== undefined && { device }),
});

function voidness(claim: Claim, { scan, to }: ScanEntry): RefusalDetails['ticket-void'] {
  if (to !== 'void') return { reason: 'replaced' };
  const since = cancelledAt(claim, scan.ticket);
  return { reason: 'cancelled', ...(since !== undefined && { since }) };
}

const refused = (refusal: Refusal): ScanDecision => ({ is: 'refused', refusal });
