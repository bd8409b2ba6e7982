/** A ticket is admitted only while its place is booked and its code is the present one (P12), online or by the report of a device. */
import { isSuccess } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { beginOf, type Scan, type ScanAttempt, toldFirst } from '../scans.ts';
import { type ToldVoids, toldVoidBefore } from '../void-codes.ts';

const RULE = 'void-tickets';

export function checkVoidTickets(
  history: History,
  scans: Map<string, Scan[]>,
  told: ToldVoids,
  findings: Findings,
): void {
  for (const scan of [...scans.values()].flat()) {
    const admitted = toldFirst(scan, ['admitted']);
    if (admitted || told.has(scan.ticketId)) findings.applied[RULE] += 1;
    if (!admitted) continue;
    checkVoid(scan, admitted, told, findings);
    checkEvent(history, scan, admitted, findings);
    checkBooking(history, scan, admitted, findings);
  }
}

function checkVoid(scan: Scan, { call }: ScanAttempt, told: ToldVoids, findings: Findings): void {
  const before = toldVoidBefore(told, scan, beginOf(scan));
  if (!before) return;
  const what = Number.isFinite(before.version)
    ? `its code of version ${scan.version} was replaced`
    : 'it was cancelled';
  const detail = `${nameOf(call)}: the ticket ${scan.ticketId} is admitted, and ${what} before: ${nameOf(before.call)}.`;
  report(findings, RULE, detail, [before.call, call]);
}

/** A report tells of the past, so only online scans depend on the event. */
function checkEvent({ events }: History, scan: Scan, { call }: ScanAttempt, findings: Findings): void {
  const cancelled = events
    .get(scan.eventId)
    ?.edits.find(edit => edit.changes.status === 'cancelled' && isSuccess(edit.call) && edit.call.to < beginOf(scan));
  if (!cancelled || scan.isOffline) return;
  const detail = `${nameOf(call)}: the ticket ${scan.ticketId} is admitted, and its event was cancelled before: ${nameOf(cancelled.call)}.`;
  report(findings, RULE, detail, [cancelled.call, call]);
}

/** No ticket without its booking, which has at least as many tickets. */
function checkBooking({ claims, final }: History, scan: Scan, { call }: ScanAttempt, findings: Findings): void {
  const claim = claims.get(scan.claimId);
  const number = Number(scan.ticketId.split('_')[2]);
  const isBooked = claim?.finalStatus === undefined || ['confirmed', 'cancelled'].includes(claim.finalStatus);
  const isTicket = claim !== undefined && claim.eventId === scan.eventId;
  const hasNumber = !claim?.arePlacesKnown || number <= claim.units.length;
  if (isBooked && hasNumber && (isTicket || !final)) return;
  const detail = `${nameOf(call)}: the ticket ${scan.ticketId} is admitted, and no booking of the event has it.`;
  report(findings, RULE, detail, [call]);
}
