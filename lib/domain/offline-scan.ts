/**
 * The rules of a scan that a device without a network has decided, and reports later. The person is inside or has left, so nothing
 * refuses the report: it is kept, and its outcome says what it was. Gates and the times of doors play no part.
 *
 * The first scan to arrive redeems the ticket, whatever its clock says. A further one is a `duplicate`, unless the person had left
 * between the two. A code that is void now was either void at the scan (`void`) or became so afterwards (`void-later`).
 */
import { hasRoomFor, plausibleTime, type ScanChange, scanChange, ticketNumbered } from './check-in.ts';
import { applyChange, type Origin } from './claim-changes.ts';
import type { Claim, Scan, ScanDirection, ScanOutcome } from './model.ts';
import { movementIn } from './presence.ts';
import { cancelledAt, insideSince, movementsOf, type ScanEntry, scanWith } from './scans.ts';

/** A line of a report: the ticket and version that its code names, and the scan. */
export interface OfflineScan {
  ticket: number;
  version: number;
  nonce: string;
  direction: ScanDirection;
  gate?: string;
  device?: string;
  /** Epoch ms, by the clock of the server: the device's clock is corrected. */
  scannedAt?: number;
}

/**
 * The outcome of a line, and the change that keeps it. Without a change, it was kept before (`isKept`), or the history has no room.
 * `unknown`: the booking has no such ticket, as after a restore. `nonce-reused`: the nonce is that of another scan of the booking.
 */
export type LineDecision =
  | { is: 'decided'; entry: ScanEntry; isKept: boolean; change?: ScanChange }
  | { is: 'unknown' }
  | { is: 'nonce-reused' };

/** The decisions on the lines of one booking, in their order, and the changes that keep them. */
export interface LinesDecided {
  decisions: LineDecision[];
  changes: ScanChange[];
  /** The claim after the changes. */
  claim: Claim | undefined;
}

/** Decides the lines of one booking, each after the ones before it. */
export function decideLines(claim: Claim | undefined, lines: OfflineScan[], origin: Origin): LinesDecided {
  let current = claim;
  const decisions: LineDecision[] = [];
  const changes: ScanChange[] = [];
  for (const line of lines) {
    const decision = decideLine(current, line, origin);
    decisions.push(decision);
    if (decision.is !== 'decided' || !decision.change || !current) continue;
    const { ticket: _condition, ...change } = decision.change;
    current = applyChange(current, change);
    changes.push(decision.change);
  }
  return { decisions, changes, claim: current };
}

function decideLine(claim: Claim | undefined, line: OfflineScan, origin: Origin): LineDecision {
  const known = claim && scanWith(claim, line.nonce);
  if (known) return isOf(known, line) ? { is: 'decided', entry: known, isKept: true } : { is: 'nonce-reused' };
  if (!claim || !isIssued(claim, line)) return { is: 'unknown' };
  const scan = scanOf(claim, line, origin.at);
  const change = scanChange(claim, scan, origin);
  const { entry } = change;
  return hasRoomFor(claim, scan)
    ? { is: 'decided', entry, isKept: true, change }
    : { is: 'decided', entry, isKept: false };
}

/** A device that got no answer online reports the same scan here, with the same nonce. */
const isOf = ({ scan }: ScanEntry, line: OfflineScan): boolean =>
  scan.ticket === line.ticket && scan.direction === line.direction;

/** Whether the booking has the ticket in this version, or had it. */
const isIssued = (claim: Claim, { ticket, version }: OfflineScan): boolean =>
  claim.booking !== undefined && ticket <= claim.tickets.length && version <= ticketNumbered(claim, ticket).version;

function scanOf(claim: Claim, { version, scannedAt, ...line }: OfflineScan, now: number): Scan {
  const at = plausibleTime(claim, scannedAt, now);
  const { outcome, of } = outcomeOf(claim, { version, ...line }, at, now);
  return {
    ...line,
    outcome,
    ...(at !== undefined && { scannedAt: at }),
    ...(of && { of: of.scan.nonce }),
    isOffline: true,
  };
}

function outcomeOf(
  claim: Claim,
  { ticket, version, direction }: OfflineScan,
  at: number | undefined,
  now: number,
): { outcome: ScanOutcome; of?: ScanEntry } {
  const voided = voidedAt(claim, ticket, version);
  if (direction === 'out')
    return { outcome: voided === undefined || insideSince(claim, ticket) !== undefined ? 'left' : 'void' };
  // Without the time of the scan, nothing shows that the device admitted the person before.
  if (voided !== undefined && (at === undefined || at >= voided)) return { outcome: 'void' };
  const admission = admissionBeside(claim, ticket, at ?? now);
  if (admission) return { outcome: 'duplicate', of: admission };
  return { outcome: voided === undefined ? 'admitted' : 'void-later' };
}

/** When (epoch ms) the code became void; undefined if it is valid, or redeemed. */
export function voidedAt(claim: Claim, number: number, version: number): number | undefined {
  const ticket = ticketNumbered(claim, number);
  const replaced = claim.history.find(({ reissued }) => reissued?.ticket === number && reissued.version > version);
  const times = [
    ...(version < ticket.version ? [replaced?.at ?? 0] : []),
    ...(ticket.status === 'void' ? [cancelledAt(claim, number) ?? 0] : []),
  ];
  return times.length > 0 ? Math.min(...times) : undefined;
}

/**
 * The admission that a scan at this time repeats: the person had come in and had not left, or came in later and had not left in
 * between.
 */
function admissionBeside(claim: Claim, ticket: number, at: number): ScanEntry | undefined {
  const movements = movementsOf(claim, ticket);
  const before = movements.findLast(({ time }) => time <= at)?.entry;
  const after = movements.find(({ time }) => time > at)?.entry;
  return [before, after].find(entry => movementIn(entry) === 'in');
}
