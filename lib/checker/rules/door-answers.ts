/**
 * The answers at the door are true (P9, P12): a void ticket was cancelled or replaced, a duplicate names a scan that let a person in, and
 * closed doors name the right time. An owner cannot cancel a ticket that was used.
 */
import { type Call, codeOf } from '../calls.ts';
import { cancelledBooking, voidTicketsOf } from '../cancelled-parts.ts';
import type { Claim } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import type { KeyedOperation } from '../keyed-operations.ts';
import { beginOf, mayHaveBeen, type Scan, type ScanAttempt, toldFirst } from '../scans.ts';
import { isJournalComplete } from '../unresolved-holds.ts';

const RULE = 'door-answers';
type Scans = Map<string, Scan[]>;

export function checkDoorAnswers(history: History, scans: Scans, findings: Findings): void {
  for (const own of scans.values()) {
    for (const scan of own) {
      for (const attempt of scan.attempts) {
        const flaw = flawOf(history, own, scan, attempt);
        if (attempt.result !== undefined) findings.applied[RULE] += 1;
        if (flaw !== undefined)
          report(findings, RULE, `${nameOf(attempt.call)}: ${scan.ticketId} ${flaw}.`, [attempt.call]);
      }
    }
  }
  for (const operation of history.operations)
    if (operation.operation === 'cancel-booking') checkCancellation(history, scans, operation, findings);
}

function flawOf(history: History, own: Scan[], scan: Scan, attempt: ScanAttempt): string | undefined {
  switch (attempt.result) {
    case 'duplicate':
      return flawOfDuplicate(own, scan, attempt);
    case 'void':
    case 'void-later':
      return flawOfVoid(history, scan, attempt);
    default:
      return flawOfTimes(history, scan, attempt.call);
  }
}

const LETS_IN = ['admitted', 'void-later'];

/** The admission that is named is another scan of the ticket, which was sent before and may have let a person in. */
function flawOfDuplicate(own: Scan[], scan: Scan, { call, admission }: ScanAttempt): string | undefined {
  if (!admission) return 'is a duplicate, and no admission is named';
  const isIt = (other: Scan): boolean =>
    other !== scan &&
    other.direction === 'in' &&
    beginOf(other) < call.to &&
    mayHaveBeen(other, LETS_IN) &&
    other.gate === admission.gate &&
    other.device === admission.device &&
    (!('nonce' in admission) || other.nonce === admission.nonce);
  return own.some(isIt)
    ? undefined
    : `is a duplicate of an admission that nobody asked for: ${JSON.stringify(admission)}`;
}

/** Something that makes the ticket or its code void was asked for before the answer, and it is void at the end. */
function flawOfVoid(history: History, scan: Scan, { call, reason }: ScanAttempt): string | undefined {
  if (mayBeReplaced(history, scan, call)) return undefined;
  if (reason === 'replaced') return 'is void because of a newer code, and nobody asked for one';
  const claim = history.claims.get(scan.claimId);
  if (!claim) return undefined;
  const last = claim.told.findLast(({ call: told }) => told.isFinal && told.key === undefined);
  if (last && !voidTicketsOf(last.booking).has(scan.ticketId)) return 'is void at the door, and valid in the end';
  // Whether the journal has the entry of a cancellation that was told is judged elsewhere.
  if (claim.told.some(one => one.call.to < call.to && voidTicketsOf(one.booking).has(scan.ticketId))) return undefined;
  if (!mayBeCancelled(history, claim, call)) return 'is void, and its journal has no cancellation by then';
  return undefined;
}

const mayBeReplaced = ({ operations }: History, { ticketId, version = 1 }: Scan, { to }: Call): boolean =>
  operations.filter(
    ({ operation, first }) => operation === 'reissue-ticket' && first.params.ticketId === ticketId && first.from < to,
  ).length >= version;

function mayBeCancelled(history: History, { id, eventId }: Claim, { answeredAt }: Call): boolean {
  if (!history.final || !isJournalComplete(history, eventId)) return true;
  const entries = history.final.entriesOf.get(id) ?? [];
  return entries.some(
    ({ action, at }) =>
      (action === 'booking.cancelled' || action === 'booking.places-cancelled') &&
      Date.parse(at) <= answeredAt + history.skewMs,
  );
}

/** Doors open, and events end, at the times that are named. A gate that refuses a ticket names others. */
function flawOfTimes({ skewMs }: History, { gate }: Scan, call: Call): string | undefined {
  const named = (call.answer?.problem ?? {}) as { opensAt?: string; endedAt?: string; gates?: string[] };
  switch (codeOf(call)) {
    case 'doors-not-open':
      return Date.parse(named.opensAt ?? '') > call.invokedAt - skewMs
        ? undefined
        : `waits for ${named.opensAt}, which has passed`;
    case 'event-over':
      return Date.parse(named.endedAt ?? '') <= call.answeredAt + skewMs
        ? undefined
        : `is over at ${named.endedAt}, which is to come`;
    case 'wrong-gate':
      return gate === undefined || named.gates?.includes(gate) ? 'is refused by a gate that admits it' : undefined;
    default:
      return undefined;
  }
}

/** An owner cancels no ticket that had let a person in before. Others may have cancelled it earlier. */
function checkCancellation(
  history: History,
  scans: Scans,
  { first, caller, success }: KeyedOperation,
  findings: Findings,
) {
  const booking = cancelledBooking(success);
  const claim = history.claims.get(first.params.bookingId?.split('_')[1] ?? '');
  if (!success || !booking || !claim || claim.ownerId !== caller) return;
  const byOthers = claim.cancellations.some(other => other.caller !== caller && other.first.from < success.to);
  const isEnding = history.events
    .get(claim.eventId)
    ?.edits.some(({ endsSales, call }) => endsSales && call.from < success.to);
  if (byOthers || isEnding) return;
  for (const ticketId of voidTicketsOf(booking)) {
    const admitted = (scans.get(ticketId) ?? []).flatMap(scan => toldFirst(scan, ['admitted']) ?? []);
    const before = admitted.find(({ call }) => call.to < first.from);
    if (!before || wasVoidBefore(claim, ticketId, first)) continue;
    const detail = `${nameOf(success)}: the owner cancelled ${ticketId}, which was used before: ${nameOf(before.call)}.`;
    report(findings, RULE, detail, [before.call, success]);
  }
}

const wasVoidBefore = ({ told }: Claim, ticketId: string, { to }: Call): boolean =>
  told.some(({ booking, call }) => call.from < to && voidTicketsOf(booking).has(ticketId) && call.to < to);
