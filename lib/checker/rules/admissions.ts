/**
 * A ticket admits one person at a time: after an admission, a further one follows a way out, unless a supervisor decides (P12). A scan
 * that is repeated with its nonce has one effect and one answer (P3, P8).
 */
import type { Call } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import { beginOf, isKept, mayHaveBeen, type Scan, type ScanAttempt, toldFirst } from '../scans.ts';

const RULE = 'admissions';

export function checkAdmissions(scans: Map<string, Scan[]>, findings: Findings): void {
  for (const [ticketId, own] of scans) {
    checkOnePerson(ticketId, own, findings);
    for (const scan of own) checkNonce(scan, findings);
  }
}

/** The n-th admission needs n - 1 scans on the way out that may have been made before it was decided. */
function checkOnePerson(ticketId: string, scans: Scan[], findings: Findings): void {
  const admitted = scans
    .filter(({ isReadmission }) => !isReadmission)
    .flatMap(scan => toldFirst(scan, ['admitted']) ?? [])
    .toSorted((one, other) => one.call.to - other.call.to);
  const exits = scans.filter(scan => scan.direction === 'out' && mayHaveBeen(scan, ['left']));
  for (const [i, { call }] of admitted.entries()) {
    findings.applied[RULE] += 1;
    const before = exits.filter(exit => beginOf(exit) < call.to).length;
    if (i <= before) continue;
    const detail = `The ticket ${ticketId} admitted ${i + 1} persons, and at most ${before} left before: ${nameOf(call)}.`;
    const calls = admitted.slice(0, i + 1).map(one => one.call);
    report(findings, RULE, detail, calls);
    return;
  }
}

/** Once the result of a scan was told, the same scan has no other one. */
function checkNonce({ attempts, ticketId, nonce }: Scan, findings: Findings): void {
  const kept = attempts.filter(isKept).toSorted((one, other) => one.call.to - other.call.to);
  const [first] = kept;
  if (!first || attempts.length < 2) return;
  findings.applied[RULE] += 1;
  const other =
    kept.find(attempt => textOf(attempt) !== textOf(first)) ?? attempts.find(attempt => contradicts(attempt, first));
  if (!other) return;
  const calls: Call[] = [first.call, other.call];
  const detail = `The scan ${nonce} of the ticket ${ticketId} has two results: ${nameOf(first.call)}, and ${nameOf(other.call)}.`;
  report(findings, RULE, detail, calls);
}

/** The names of the place may change, because an edit may rename it. */
function textOf({ result, passed, admission }: ScanAttempt): string {
  const { place: _names, ...facts } = passed ?? { place: undefined };
  return JSON.stringify([result, facts, admission]);
}

/** Refusals that a scan whose result was kept cannot get any more. */
const OF_NEW_SCANS = [
  'doors-not-open',
  'event-over',
  'wrong-gate',
  'not-inside',
  'too-many-scans',
  'ticket-void',
  'nonce-reused',
];

const contradicts = ({ call, result }: ScanAttempt, first: ScanAttempt): boolean =>
  call.from > first.call.to && result !== undefined && OF_NEW_SCANS.includes(result);
