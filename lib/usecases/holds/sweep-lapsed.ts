/**
 * Expires the holds that lapsed in past minutes, independently of TTL and stream. No sale waits for it (P4), so it yields to
 * sales: few workers, and each rests after an expiry for as long as the expiry took. An expiry that waits for throttling or
 * for a conflict takes longer, so its worker also rests longer.
 *
 * A row stores the minute before which all holds are expired, so a sweep that runs out of time, and one after an outage of
 * any length, resumes there. Deleting the lapse markers is left to TTL.
 */
import { LAPSE_SHARDS, SWEEP_FIRST_LOOKBACK_MINUTES, SWEEP_GRACE_SECONDS } from '../../domain/limits.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LapsedClaim } from '../../ports/store.ts';
import { expireAndLog } from './expire-hold.ts';

export interface SweepReport {
  /** Minutes that are swept to the end. */
  minutes: number;
  expired: number;
  /** Holds that could not be expired now. Each gets a new lapse marker, for a later sweep. */
  failed: number;
  /** Failed holds whose new marker could not be written either: later sweeps start at their minute again. */
  unreminded: number;
}

export type SweepDependencies = Pick<Dependencies, 'store' | 'metrics' | 'log' | 'pause' | 'stopwatch'>;

/**
 * Workers of a sweep. Half of the time they rest, so a sweep has about two requests in flight. If a read and a transaction
 * take 20 ms together, a sweep of 55 s expires 5,500 holds.
 */
const WORKERS = 4;

/** One sweep: its ports, its call, the time that is left to it, and its counts so far. */
interface Sweep {
  dependencies: SweepDependencies;
  call: Call;
  timeLeft: () => number;
  report: SweepReport;
}

/** Sweeps until now, or until `timeLeft` (ms) is used up; the next sweep does the rest. */
export async function sweepLapsed(
  dependencies: SweepDependencies,
  call: Call,
  timeLeft: () => number,
): Promise<SweepReport> {
  const { store } = dependencies;
  const report: SweepReport = { minutes: 0, expired: 0, failed: 0, unreminded: 0 };
  const sweep: Sweep = { dependencies, call, timeLeft, report };
  const end = Math.floor(call.now / MINUTE_MS) + 1;
  const from = (await store.readSweptBefore()) ?? (await startAt(sweep, end - SWEEP_FIRST_LOOKBACK_MINUTES));
  let sweptBefore = from;
  for (let minute = from; minute < end && timeLeft() > 0; minute += 1) {
    if (!(await sweepMinute(sweep, minute))) break;
    report.minutes += 1;
    // Once a minute has to be swept again, later minutes are swept now, but are not recorded as swept.
    if (report.unreminded > 0) continue;
    if (minute < firstOpenMinute(call.now)) await store.recordSweptBefore(minute + 1);
    sweptBefore = minute + 1;
  }
  countLag(sweep, sweptBefore);
  return report;
}

/** How far behind the next sweep resumes. A sweep that reached the end without expiring anything counts nothing. */
function countLag({ dependencies: { metrics }, call, report }: Sweep, sweptBefore: number): void {
  const lagSeconds = Math.max(0, (firstOpenMinute(call.now) - sweptBefore) * 60);
  if (lagSeconds > 0 || report.expired + report.failed > 0) metrics.count('SweepLag', lagSeconds);
  if (report.failed > 0) metrics.count('SweepFailed', report.failed);
}

/**
 * Stores the first minute before anything is swept, so that the next sweep does not skip the minutes this one cannot
 * reach.
 */
async function startAt({ dependencies: { store } }: Sweep, minute: number): Promise<number> {
  await store.startSweepAt(minute);
  return minute;
}

/**
 * The first minute that may still get markers: a function that began in a minute may commit its marker shortly after
 * it.
 */
const firstOpenMinute = (now: number): number => Math.floor((now - SWEEP_GRACE_SECONDS * SECOND_MS) / MINUTE_MS);

/** Returns false if the time ran out before every hold of the minute was handled. */
async function sweepMinute(sweep: Sweep, minute: number): Promise<boolean> {
  const { dependencies, call, timeLeft } = sweep;
  const shards = Array.from({ length: LAPSE_SHARDS }, (_, shard) =>
    dependencies.store.readLapsed(minute, shard, call.now),
  );
  const waiting = (await Promise.all(shards)).flat();
  const workers = Array.from({ length: WORKERS }, async () => {
    while (waiting.length > 0 && timeLeft() > 0) await expireNext(sweep, waiting);
  });
  await Promise.all(workers);
  return waiting.length === 0;
}

/** A hold that had ended before costs one read. Only after an attempt to write does the worker rest. */
async function expireNext(sweep: Sweep, waiting: LapsedClaim[]): Promise<void> {
  const { pause, stopwatch } = sweep.dependencies;
  const claim = waiting.pop();
  if (!claim) return;
  const began = stopwatch();
  if ((await expireOne(sweep, claim)) === 'had ended') return;
  const restMs = Math.min(stopwatch() - began, sweep.timeLeft());
  if (restMs > 0) await pause(restMs);
}

/** Expires one hold. A failure is counted, logged and left to a later sweep, so that it does not stop the others. */
async function expireOne(sweep: Sweep, { claimId }: LapsedClaim): Promise<'expired' | 'had ended' | 'failed'> {
  const { dependencies, call, report } = sweep;
  try {
    if (!(await expireAndLog(dependencies, call, claimId, 'sweep'))) return 'had ended';
    report.expired += 1;
    return 'expired';
  } catch (error) {
    report.failed += 1;
    dependencies.log.error('a lapsed hold could not be expired', { claimId, error });
    await putReminder(sweep, claimId);
    return 'failed';
  }
}

async function putReminder(
  { dependencies: { store, log }, call, report }: Sweep,
  claimId: LapsedClaim['claimId'],
): Promise<void> {
  try {
    await store.remindOfLapse(claimId, call.now + MINUTE_MS);
  } catch (error) {
    report.unreminded += 1;
    log.error('no new lapse marker could be put for a lapsed hold', { claimId, error });
  }
}
