/**
 * Keeps the scans that a device decided without a network. A report is never refused as a whole: each line gets a result of its own,
 * and a line that could not be decided says `busy`, so that the device sends it again. The lines of one booking are decided in
 * their order and kept in one write.
 *
 * A report may arrive twice, or in part: the nonce of a line that was kept is known, and has the same result. The write of a booking
 * decides every race: against another device, a scan online, or a cancellation.
 */
import { scanResult } from '../../contract/tickets/door-presenter.ts';
import { ReportedScan, type ScanReport } from '../../contract/tickets/door-requests.ts';
import type { ScanResult, ScanResults } from '../../contract/tickets/door-responses.ts';
import type { RandomPart } from '../../domain/ids.ts';
import { REPORT_MS_MAX, REPORTED_AT_ONCE, SCAN_DECISIONS_MAX } from '../../domain/limits.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { decideLines, type LinesDecided, type OfflineScan } from '../../domain/offline-scan.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { byCaller } from '../origin.ts';
import { requireClock } from '../require-clock.ts';
import { requireDoor } from './require-door.ts';

type ReportDependencies = Pick<
  Dependencies,
  'store' | 'events' | 'organizations' | 'noticeSources' | 'ticketCodes' | 'stopwatch' | 'clockSkew'
>;

/** A line with a code of this event, and its position in the report. */
interface ScanLine {
  position: number;
  claimId: RandomPart;
  scan: OfflineScan;
}

export async function reportScans(
  dependencies: ReportDependencies,
  call: CallerCall,
  eventId: string,
  report: ScanReport,
): Promise<ScanResults> {
  const began = dependencies.stopwatch();
  const facts = await requireDoor(dependencies, call, eventId);
  const read = await Promise.all(
    report.lines.map((line, position) => readLine(dependencies, line, { position, eventId, report, now: call.now })),
  );
  const results = new Map<number, ScanResult>();
  for (const [position, line] of read.entries()) if (!isScan(line)) results.set(position, line);
  const bookings = [...Map.groupBy(read.filter(isScan), ({ claimId }) => claimId)];
  for (let from = 0; from < bookings.length; from += REPORTED_AT_ONCE) {
    const isOver = dependencies.stopwatch() - began > REPORT_MS_MAX;
    const some = bookings.slice(from, from + REPORTED_AT_ONCE);
    const kept = await (isOver
      ? some.map(([, lines]) => busyResults(lines))
      : keepSome(dependencies, call, some, facts));
    for (const [position, result] of kept.flat()) results.set(position, result);
  }
  return { results: report.lines.map((_, position) => results.get(position) ?? { result: 'busy' }) };
}

const isScan = (line: ScanLine | ScanResult): line is ScanLine => 'scan' in line;

/** Reads a line: a scan of a ticket of this event, or the result of a line that is none. */
async function readLine(
  { ticketCodes }: Pick<Dependencies, 'ticketCodes'>,
  line: unknown,
  { position, eventId, report, now }: { position: number; eventId: string; report: ScanReport; now: number },
): Promise<ScanLine | ScanResult> {
  const parsed = ReportedScan.safeParse(line);
  if (!parsed.success) return malformed(line, parsed.error.issues);
  const { code, scannedAt, gate, ...scan } = parsed.data;
  const { nonce } = scan;
  const verified = await orBusy(ticketCodes.verify(code));
  // An invented key name makes the keys be read again. While that fails, it must not refuse the lines with known keys.
  if (!verified) return { nonce, result: 'busy' };
  if ('fault' in verified) return { nonce, result: 'invalid', reason: verified.fault };
  const { facts } = verified;
  if (facts.eventId !== eventId) return { nonce, result: 'invalid', reason: 'other-event', eventId: facts.eventId };
  const { device } = report;
  return {
    position,
    claimId: facts.claimId,
    scan: {
      ...scan,
      ticket: facts.number,
      version: facts.version,
      ...(gate !== undefined && { gate }),
      ...(device !== undefined && { device }),
      scannedAt: Date.parse(scannedAt) + now - Date.parse(report.sentAt),
    },
  };
}

/** The nonce is repeated if there is one, so that the device finds the line. */
function malformed(line: unknown, issues: { path: PropertyKey[]; message: string }[]): ScanResult {
  const nonce = typeof line === 'object' && line !== null && 'nonce' in line ? line.nonce : undefined;
  return {
    ...(typeof nonce === 'string' && { nonce: nonce.slice(0, 100) }),
    result: 'invalid',
    reason: 'malformed-line',
    errors: issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  };
}

type BookingLines = [claimId: RandomPart, lines: ScanLine[]];
type Results = [position: number, result: ScanResult][];

async function keepSome(
  dependencies: ReportDependencies,
  call: CallerCall,
  bookings: BookingLines[],
  facts: EventFacts | undefined,
): Promise<Results[]> {
  const claims = await orBusy(dependencies.store.readClaims(bookings.map(([claimId]) => claimId)));
  return Promise.all(
    bookings.map(async ([, lines], i): Promise<Results> => {
      const decided = claims && (await orBusy(keepLines(dependencies, call, claims[i], lines)));
      if (!decided) return busyResults(lines);
      return lines.map(({ position, scan }, n) => {
        const decision = decided.decisions[n] ?? { is: 'unknown' };
        return [position, scanResult(decision, scan, decided.claim, facts)];
      });
    }),
  );
}

const busyResults = (lines: ScanLine[]): Results =>
  lines.map(({ position, scan: { nonce } }) => [position, { nonce, result: 'busy' }]);

/** Undefined if the store, or the parameter with the keys, was busy. */
async function orBusy<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'busy') return undefined;
    throw error;
  }
}

/** Decides the lines of one booking and keeps them. Undefined if the store was busy: they are kept or not, and are to be sent again. */
async function keepLines(
  { store, clockSkew }: Pick<Dependencies, 'store' | 'clockSkew'>,
  call: CallerCall,
  read: Claim | undefined,
  lines: ScanLine[],
): Promise<LinesDecided | undefined> {
  let claim = read;
  const scans = lines.map(({ scan }) => scan);
  for (let decision = 0; decision < SCAN_DECISIONS_MAX; decision++) {
    const decided = decideLines(claim, scans, byCaller(call));
    if (!claim || decided.changes.length === 0) return decided;
    // The clock of this process corrects the times of the device, and so decides which scans came before a cancellation.
    requireClock({ clockSkew });
    const outcome = await store.recordScans(claim, decided.changes);
    if (outcome.is === 'done') return decided;
    if (outcome.is === 'busy') return undefined;
    claim = outcome.claim;
  }
  return undefined;
}
