/** Recovers the effect of records that a stream no longer has, from claims, holds and the journal in the tables. */
import { NOTICE_AGE_MAX_MS } from '../../domain/limits.ts';
import { HOUR_MS } from '../../domain/time.ts';
import type { Table } from '../../table/table.ts';
import { remindOfLapsed } from '../republish/remind-of-lapsed.ts';
import { republishClaims, summaryOf } from '../republish/republish.ts';
import { PARTS_DEFAULT } from '../republish/walk-claims.ts';
import type { StreamName } from '../shared/deployed-stack.ts';
import type { Pace } from '../shared/pace.ts';
import type { InvokedFunction } from './ports.ts';
import { appendLate, recoverNotices } from './recover-notices.ts';

export interface Recovery {
  /** Whether everything is recovered. */
  isComplete: boolean;
  summary: string;
}

export interface RecoveryOptions {
  /** The time of the oldest lost record (epoch ms). */
  since: number;
  /** Whether claims or entries may be read and published again. */
  republish: boolean;
  now: number;
  /** The function that appends notices to logs. */
  appending: InvokedFunction;
}

export function recoverFromTable(
  name: StreamName,
  table: Table,
  pace: Pace,
  { since, republish, now, appending }: RecoveryOptions,
): Promise<Recovery> {
  if (name === 'publish-history') return fromClaims(table, pace, { since, republish, now, appending });
  if (name === 'project-rows') return fromHolds(table, pace, now);
  return fromJournal(table, pace, { since: since - TOLD_FROM_MS, republish, now, appending });
}

/** The clocks of functions and of the stream differ. Reading too many claims does no harm. */
const MARGIN_MS = HOUR_MS;

/** The journal is read by the times of changes. The stream of claims may lag, so a lost record may be of a change that was made so long before. */
const TOLD_FROM_MS = NOTICE_AGE_MAX_MS + MARGIN_MS;

/**
 * Publishes the missing entries of claims. A claim keeps its whole history, with the changes that lost records
 * reported. The stream does not tell entries that are a day old, so their notices are appended here.
 */
async function fromClaims(
  table: Table,
  pace: Pace,
  { since, republish, now, appending }: RecoveryOptions,
): Promise<Recovery> {
  if (!republish) {
    return {
      isComplete: false,
      summary: 'The claims still have the changes of those records. Add --republish to recover from them.',
    };
  }
  const options = { since: since - MARGIN_MS, dryRun: false, from: 0, parts: PARTS_DEFAULT };
  const report = await republishClaims(table, pace, options);
  const late = report.told.filter(({ at }) => at < now - NOTICE_AGE_MAX_MS + MARGIN_MS);
  const { entries, failed } = await appendLate(table, late, appending);
  const failures = [...[...report.failed].map(([claimId, reason]) => `claim ${claimId}: ${reason}`), ...failed];
  const notices = entries > 0 ? [`${entries} of them are a day old, and were given to append-notices.`] : [];
  return {
    isComplete: failures.length === 0,
    summary: [[summaryOf(report), ...notices].join(' '), ...failures].join('\n'),
  };
}

/** Appends the notices of lost records to the logs of their organizations. The journal still has their entries. */
async function fromJournal(table: Table, pace: Pace, { republish, ...options }: RecoveryOptions): Promise<Recovery> {
  if (!republish) {
    return { isComplete: false, summary: 'The journal still has those entries. Add --republish to read them from it.' };
  }
  const { entries, failed } = await recoverNotices(table, pace, options);
  const summary = `${entries} entries of the journal were given to append-notices; ${failed.length} messages failed.`;
  return { isComplete: failed.length === 0, summary: [summary, ...failed].join('\n') };
}

/** The removal of a lapse marker tells a function to expire the hold. Mostly the sweep has expired it before. */
async function fromHolds(table: Table, pace: Pace, now: number): Promise<Recovery> {
  const { active, reminded } = await remindOfLapsed(table, pace, now);
  const overdue = reminded === 0 ? 'none is overdue' : `${reminded} are overdue, and the next sweep expires them`;
  return { isComplete: true, summary: `${active} active holds read: ${overdue}.` };
}
