/**
 * Expires the holds that lapsed in past minutes, independently of TTL and stream. A row stores the minute before which
 * all holds are expired, so a sweep resumes there after an outage of any length. Deleting the lapse markers is left to
 * TTL.
 */
import { LAPSE_SHARDS, SWEEP_FIRST_LOOKBACK_MINUTES, SWEEP_GRACE_SECONDS } from '../../domain/limits.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { LapsedClaim } from '../../ports/store.ts';
import { type ExpireDependencies, expireAndLog } from './expire-hold.ts';

export interface SweepReport {
  minutes: number;
  expired: number;
  /** Holds that could not be expired now. Each gets a new lapse marker, for a later sweep. */
  failed: number;
  /** Failed holds whose new marker could not be written either: later sweeps start at their minute again. */
  unreminded: number;
}
type Tally = Pick<SweepReport, 'expired' | 'failed' | 'unreminded'>;

const MINUTES_AT_ONCE = 6;
const EXPIRED_AT_ONCE = 8;

/** Sweeps until now, or until `timeLeft` (ms) is used up; the next sweep does the rest. */
export async function sweepLapsed(
  dependencies: ExpireDependencies,
  call: Call,
  timeLeft: () => number,
): Promise<SweepReport> {
  const end = Math.floor(call.now / MINUTE_MS) + 1;
  const from =
    (await dependencies.store.readSweptBefore()) ?? (await startAt(dependencies, end - SWEEP_FIRST_LOOKBACK_MINUTES));
  const report: SweepReport = { minutes: 0, expired: 0, failed: 0, unreminded: 0 };
  let reached = from;
  for (let minute = from; minute < end && timeLeft() > 0; minute += MINUTES_AT_ONCE) {
    const next = Math.min(minute + MINUTES_AT_ONCE, end);
    const minutes = Array.from({ length: next - minute }, (_, i) => sweepMinute(dependencies, call, minute + i));
    for (const { expired, failed, unreminded } of await Promise.all(minutes)) {
      report.minutes += 1;
      report.expired += expired;
      report.failed += failed;
      report.unreminded += unreminded;
    }
    // Once a minute has to be swept again, later minutes are swept now, but are not recorded as swept.
    if (report.unreminded > 0) continue;
    const sweptBefore = Math.min(next, firstOpenMinute(call.now));
    if (sweptBefore > minute) await dependencies.store.recordSweptBefore(sweptBefore);
    reached = next;
  }
  // How far behind the next sweep resumes. A sweep that reached the end without expiring anything reports nothing.
  const lagSeconds = Math.max(0, (firstOpenMinute(call.now) - reached) * 60);
  if (lagSeconds > 0 || report.expired + report.failed > 0) dependencies.metrics.count('SweepLag', lagSeconds);
  if (report.failed > 0) dependencies.metrics.count('SweepFailed', report.failed);
  return report;
}

/**
 * Stores the first minute before anything is swept, so that the next sweep does not skip the minutes this one cannot
 * reach.
 */
async function startAt({ store }: ExpireDependencies, minute: number): Promise<number> {
  await store.startSweepAt(minute);
  return minute;
}

/**
 * The first minute that may still get markers: a function that began in a minute may commit its marker shortly after
 * it.
 */
const firstOpenMinute = (now: number): number => Math.floor((now - SWEEP_GRACE_SECONDS * SECOND_MS) / MINUTE_MS);

async function sweepMinute(dependencies: ExpireDependencies, call: Call, minute: number): Promise<Tally> {
  const shards = Array.from({ length: LAPSE_SHARDS }, (_, shard) =>
    dependencies.store.readLapsed(minute, shard, call.now),
  );
  const lapsed = (await Promise.all(shards)).flat();
  const report: Tally = { expired: 0, failed: 0, unreminded: 0 };
  const workers = Array.from({ length: EXPIRED_AT_ONCE }, async () => {
    for (let claim = lapsed.pop(); claim; claim = lapsed.pop()) await expireOne(dependencies, call, claim, report);
  });
  await Promise.all(workers);
  return report;
}

/** Expires one hold. A failure is counted, logged and left to a later sweep, so that it does not stop the others. */
async function expireOne(
  dependencies: ExpireDependencies,
  call: Call,
  { claimId }: LapsedClaim,
  report: Tally,
): Promise<void> {
  try {
    if (await expireAndLog(dependencies, call, claimId, 'sweep')) report.expired += 1;
  } catch (error) {
    report.failed += 1;
    dependencies.log.error('a lapsed hold could not be expired', { claimId, error });
    await putReminder(dependencies, call, claimId, report);
  }
}

async function putReminder(
  { store, log }: ExpireDependencies,
  call: Call,
  claimId: string,
  report: Tally,
): Promise<void> {
  try {
    await store.remindOfLapse(claimId, call.now + MINUTE_MS);
  } catch (error) {
    report.unreminded += 1;
    log.error('no new lapse marker could be put for a lapsed hold', { claimId, error });
  }
}
