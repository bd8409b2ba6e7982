/**
 * The scans of a history: each is one nonce of one ticket, with all calls that sent it, online or in the report of a device. A scan has
 * its effect once, between its first call and the first answer that tells its result.
 */

import type { CheckIn } from '../contract/tickets/check-in-responses.ts';
import type { ScanResult, ScanResults } from '../contract/tickets/door-responses.ts';
import { type Call, codeOf } from './calls.ts';
import { readCode } from './ticket-texts.ts';

/** One sending of a scan. */
export interface ScanAttempt {
  call: Call;
  /** The result of the scan, or the code of a refusal that is not kept. Undefined if the scan may be kept or not. */
  result: string | undefined;
  /** With a duplicate: the scan that let the person in. */
  admission?: ScanResult['admission'] | Omit<NonNullable<ScanResult['admission']>, 'nonce'>;
  /** With a void ticket, online. */
  reason?: string;
  /** The answer to a person who passed, online. */
  passed?: CheckIn;
}

export interface Scan {
  nonce: string;
  eventId: string;
  ticketId: string;
  claimId: string;
  /** Of the code; undefined if a supervisor named the ticket. */
  version: number | undefined;
  direction: 'in' | 'out';
  isReadmission: boolean;
  isOffline: boolean;
  gate: string | undefined;
  device: string | undefined;
  attempts: ScanAttempt[];
}

/** These results are kept in the history of the booking: the same scan has the same one again. */
const KEPT = new Set(['admitted', 'left', 'duplicate', 'void', 'void-later']);

/** The scans of tickets whose codes, or whose ids, the calls show, by their tickets. */
export function readScans(calls: Call[]): Map<string, Scan[]> {
  const scans = new Map<string, Scan>();
  for (const call of calls) {
    if (call.operation === 'check-in') addOnline(scans, call);
    if (call.operation === 'report-scans') addReport(scans, call);
  }
  return Map.groupBy(scans.values(), ({ ticketId }) => ticketId);
}

interface SentScan {
  code?: string;
  ticketId?: string;
  nonce?: string;
  direction?: 'in' | 'out';
  readmit?: true;
  gate?: string;
  device?: string;
}

function addOnline(scans: Map<string, Scan>, call: Call): void {
  scanOf(scans, call, (call.body ?? {}) as SentScan, false)?.attempts.push(onlineAttempt(call));
}

function onlineAttempt(call: Call): ScanAttempt {
  const { answer } = call;
  const code = codeOf(call);
  const details = (answer?.problem ?? {}) as { admission?: ScanAttempt['admission']; reason?: string };
  if (answer?.status === 200 && answer.document) {
    const passed = answer.document as CheckIn;
    return { call, result: passed.outcome, passed };
  }
  if (answer === undefined || answer.status >= 500) return { call, result: undefined };
  if (code === 'already-admitted') return { call, result: 'duplicate', admission: details.admission };
  if (code === 'ticket-void') {
    const isKept = details.reason === 'cancelled' || details.reason === 'replaced';
    return { call, result: isKept ? 'void' : code, ...(details.reason !== undefined && { reason: details.reason }) };
  }
  return { call, result: code ?? 'refused' };
}

function addReport(scans: Map<string, Scan>, call: Call): void {
  const { lines = [], device } = (call.body ?? {}) as { lines?: unknown[]; device?: string };
  const { results = [] } = (call.answer?.document ?? {}) as Partial<ScanResults>;
  for (const [i, line] of lines.entries()) {
    if (typeof line !== 'object' || line === null) continue;
    const sent = { ...(line as SentScan), ...(device !== undefined && { device }) };
    const result = results[i];
    const told = result === undefined || result.result === 'busy' ? undefined : result.result;
    const isDecided = call.answer !== undefined && call.answer.status < 500;
    scanOf(scans, call, sent, true)?.attempts.push({
      call,
      result: told ?? (isDecided && result === undefined ? 'refused' : undefined),
      ...(result?.admission && { admission: result.admission }),
    });
  }
}

function scanOf(scans: Map<string, Scan>, call: Call, sent: SentScan, isOffline: boolean): Scan | undefined {
  const eventId = call.params.eventId ?? '';
  const read = sent.code === undefined ? undefined : readCode(sent.code);
  const ticketId = read?.ticketId ?? sent.ticketId;
  // A code of another event is refused whatever its ticket is.
  if (ticketId === undefined || sent.nonce === undefined || (read && read.eventId !== eventId)) return undefined;
  const { nonce, direction = 'in', gate, device } = sent;
  const name = JSON.stringify([eventId, ticketId, read?.version, nonce, direction, isOffline]);
  let scan = scans.get(name);
  if (!scan) {
    const [, claimId = ''] = ticketId.split('_');
    const facts = { nonce, eventId, ticketId, claimId, version: read?.version, direction, isOffline, gate, device };
    scan = { ...facts, isReadmission: sent.readmit === true, attempts: [] };
    scans.set(name, scan);
  }
  return scan;
}

/** The position at which its first call begins. */
export const beginOf = ({ attempts }: Scan): number => Math.min(...attempts.map(({ call }) => call.from));

/** The attempt that told a result first. */
export function toldFirst({ attempts }: Scan, results: readonly string[]): ScanAttempt | undefined {
  const told = attempts.filter(({ result }) => result !== undefined && results.includes(result));
  return told.toSorted((one, other) => one.call.to - other.call.to)[0];
}

/** Whether the scan may have had one of these results. */
export const mayHaveBeen = ({ attempts }: Scan, results: readonly string[]): boolean =>
  attempts.some(({ result }) => result === undefined || results.includes(result));

export const isKept = ({ result }: ScanAttempt): boolean => result !== undefined && KEPT.has(result);
