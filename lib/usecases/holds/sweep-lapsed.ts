/**
 * Expires what lapsed in past minutes, whatever TTL and stream have done. A row remembers the minute before which all
 * is done, so a sweep resumes where the last one got to, however long the outage; deleting markers is left to TTL.
 */
import { LAPSE_SHARDS, SWEEP_FIRST_LOOKBACK_MINUTES, SWEEP_GRACE_SECONDS } from '../../domain/limits.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LapsedClaim } from '../../ports/store.ts';
import { expireAndTell } from './expire-hold.ts';

export interface SweepReport {
  minutes: number;
  expired: number;
  /** Holds that could not be expired now; a new marker reminds a later sweep of each. */
  failed: number;
  /** Of those, the ones that got no marker either: later sweeps begin at their minute again. */
  unreminded: number;
}
type Tally = Pick<SweepReport, 'expired' | 'failed' | 'unreminded'>;

type SweepDependencies = Pick<Dependencies, 'store' | 'metrics' | 'log'>;

const MINUTE_MS = 60_000;
const MINUTES_AT_ONCE = 6;
const EXPIRED_AT_ONCE = 8;

/** `timeLeft` (ms) bounds one run; what it leaves, the next one takes up. */
export async function sweepLapsed(
  dependencies: SweepDependencies,
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
    // Minutes after one that has to be swept again are swept all the same, and again with it.
    if (report.unreminded > 0) continue;
    const sweptBefore = Math.min(next, firstOpenMinute(call.now));
    if (sweptBefore > minute) await dependencies.store.recordSweptBefore(sweptBefore);
    reached = next;
  }
  // How far behind the next sweep resumes. Of one that had nothing to do and got to the end there is nothing to tell.
  const lagSeconds = Math.max(0, (firstOpenMinute(call.now) - reached) * 60);
  if (lagSeconds > 0 || report.expired + report.failed > 0) dependencies.metrics.count('SweepLag', lagSeconds);
  if (report.failed > 0) dependencies.metrics.count('SweepFailed', report.failed);
  return report;
}

/** Remembered before anything is swept, so that what is not reached today is not forgotten. */
async function startAt({ store }: Pick<Dependencies, 'store'>, minute: number): Promise<number> {
  await store.startSweepAt(minute);
  return minute;
}

/** A function that began within a minute may commit its marker a little after it; only then can no more come. */
const firstOpenMinute = (now: number): number => Math.floor((now - SWEEP_GRACE_SECONDS * 1000) / MINUTE_MS);

async function sweepMinute(dependencies: SweepDependencies, call: Call, minute: number): Promise<Tally> {
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

/** One hold that cannot be expired must not keep the others, nor one of which nobody could be reminded. */
async function expireOne(
  dependencies: SweepDependencies,
  call: Call,
  { claimId }: LapsedClaim,
  report: Tally,
): Promise<void> {
  try {
    if (await expireAndTell(dependencies, call, claimId, 'sweep')) report.expired += 1;
  } catch (error) {
    report.failed += 1;
    dependencies.log.error('a lapsed hold could not be expired', { claimId, error });
    await remindOrSay(dependencies, call, claimId, report);
  }
}

async function remindOrSay({ store, log }: SweepDependencies, call: Call, claimId: string, report: Tally) {
  try {
    await store.remindOfLapse(claimId, call.now + MINUTE_MS);
  } catch (error) {
    report.unreminded += 1;
    log.error('no reminder of a lapsed hold could be put', { claimId, error });
  }
}
