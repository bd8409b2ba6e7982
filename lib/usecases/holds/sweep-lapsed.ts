/**
 * Expires the holds that lapsed in past minutes, independently of TTL and stream. No sale waits for it (P4), so it yields to
 * sales: few workers, and each rests after an expiry for as long as the expiry took, at least 20 ms. A slow expiry shows that the
 * database is busy, with throttling, conflicts or sales, so after it the worker rests three times as long.
 *
 * A row stores the time before which all holds are expired, which is within a minute if a sweep ran out of time there. So the
 * next sweep, also after an outage of any length, resumes there. Deleting the lapse markers is left to TTL.
 */
import { LAPSE_SHARDS, SWEEP_FIRST_LOOKBACK_MINUTES, SWEEP_GRACE_SECONDS } from '../../domain/limits.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LapsedClaim } from '../../ports/store.ts';
import { expireAndLog } from './expire-hold.ts';

export interface SweepReport {
  /** The number of minutes that the sweep has finished. */
  minutes: number;
  expired: number;
  /** Holds that could not be expired now. Each gets a new lapse marker, for a later sweep. */
  failed: number;
  /** Failed holds whose new marker could not be written either: later sweeps start at their minute again. */
  unreminded: number;
}

export type SweepDependencies = Pick<Dependencies, 'store' | 'metrics' | 'log' | 'pause' | 'stopwatch' | 'clockSkew'>;

/**
 * The number of workers of a sweep. They rest half of the time, so a sweep has about two requests in flight. If a read and a
 * transaction take 20 ms together, a sweep of 55 s expires 5,500 holds.
 */
const WORKERS = 4;
/**
 * The shortest rest after an expiry. A database that answers within a millisecond would otherwise get so many expiries that
 * sales wait for the processor. With it a sweep makes at most 200 a second.
 */
const REST_MIN_MS = 20;

/** An expiry is a read and a transaction, and takes 15 to 30 ms on AWS. */
const SLOW_FROM_MS = 50;
const REST_AFTER_SLOW = 3;

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
  // A clock that is ahead would expire holds before their deadline. A later run sweeps these minutes.
  if (dependencies.clockSkew.isOutside()) return report;
  let sweptBefore = from;
  for (let reached = from; reached < end && timeLeft() > 0; ) {
    const began = reached;
    reached = await sweepMinuteFrom(sweep, began);
    if (reached === Math.floor(began) + 1) report.minutes += 1;
    // Once a minute has to be swept again, later minutes are swept now, but are not recorded as swept.
    if (report.unreminded > 0) continue;
    sweptBefore = reached;
    if (began < firstOpenMinute(call.now) && reached > began) await store.recordSweptBefore(reached);
  }
  countLag(sweep, sweptBefore);
  return report;
}

/**
 * Counts the lag: the seconds between the position of the sweep and the first open minute. Counts nothing if there is no lag
 * and no hold was due.
 */
function countLag({ dependencies: { metrics }, call, report }: Sweep, sweptBefore: number): void {
  const lagSeconds = Math.max(0, Math.round((firstOpenMinute(call.now) - sweptBefore) * 60));
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

/**
 * Sweeps one minute, beginning at a time within it, in the order of the deadlines. Returns the time (minutes) before which
 * all holds are handled: the next minute, or a fraction if the sweep ran out of time.
 */
async function sweepMinuteFrom(sweep: Sweep, from: number): Promise<number> {
  const { dependencies, call, timeLeft } = sweep;
  const minute = Math.floor(from);
  const shards = Array.from({ length: LAPSE_SHARDS }, (_, shard) =>
    dependencies.store.readLapsed(minute, shard, call.now),
  );
  const fromMs = Math.round(from * MINUTE_MS);
  const waiting = (await Promise.all(shards))
    .flat()
    .filter(({ expiresAt }) => expiresAt >= fromMs)
    .sort((a, b) => b.expiresAt - a.expiresAt);
  const workers = Array.from({ length: WORKERS }, async () => {
    while (waiting.length > 0 && timeLeft() > 0) await expireNext(sweep, waiting);
  });
  await Promise.all(workers);
  const next = waiting.at(-1);
  return next ? next.expiresAt / MINUTE_MS : minute + 1;
}

/** Expires the hold with the earliest deadline, and then rests. If the hold had ended before, it costs one read and no rest. */
async function expireNext(sweep: Sweep, waiting: LapsedClaim[]): Promise<void> {
  const { pause, stopwatch } = sweep.dependencies;
  const claim = waiting.pop();
  if (!claim) return;
  const began = stopwatch();
  if ((await expireOne(sweep, claim)) === 'had ended') return;
  const restMs = Math.min(restAfter(stopwatch() - began), sweep.timeLeft());
  if (restMs > 0) await pause(restMs);
}

const restAfter = (tookMs: number): number =>
  tookMs < SLOW_FROM_MS ? Math.max(tookMs, REST_MIN_MS) : REST_AFTER_SLOW * tookMs;

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
