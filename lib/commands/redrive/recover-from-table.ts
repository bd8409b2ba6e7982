/** Recovers the effect of records that the stream no longer has, from claims and holds in the table. */
import { HOUR_MS } from '../../domain/time.ts';
import type { Table } from '../../table/table.ts';
import { remindOfLapsed } from '../republish/remind-of-lapsed.ts';
import { republishClaims, summaryOf } from '../republish/republish.ts';
import { PARTS_DEFAULT } from '../republish/walk-claims.ts';
import type { StreamName } from '../shared/deployed-stack.ts';
import type { Pace } from '../shared/pace.ts';

export interface Recovery {
  /** Whether everything is recovered. */
  isComplete: boolean;
  summary: string;
}

export function recoverFromTable(
  name: StreamName,
  table: Table,
  pace: Pace,
  { since, republish, now }: { since: number; republish: boolean; now: number },
): Promise<Recovery> {
  return name === 'publish-history' ? fromClaims(table, pace, since, republish) : fromHolds(table, pace, now);
}

/** The clocks of functions and of the stream differ. Reading too many claims does no harm. */
const MARGIN_MS = HOUR_MS;

/**
 * Publishes the missing entries of claims. A claim keeps its whole history, with the changes that lost records
 * reported.
 */
async function fromClaims(table: Table, pace: Pace, since: number, mayRepublish: boolean): Promise<Recovery> {
  if (!mayRepublish) {
    return {
      isComplete: false,
      summary: 'The claims still have the changes of those records. Add --republish to recover from them.',
    };
  }
  const options = { since: since - MARGIN_MS, dryRun: false, from: 0, parts: PARTS_DEFAULT };
  const report = await republishClaims(table, pace, options);
  const failures = [...report.failed].map(([claimId, reason]) => `\nclaim ${claimId}: ${reason}`);
  return { isComplete: report.failed.size === 0, summary: summaryOf(report) + failures.join('') };
}

/** The removal of a lapse marker tells a function to expire the hold. Mostly the sweep has expired it before. */
async function fromHolds(table: Table, pace: Pace, now: number): Promise<Recovery> {
  const { active, reminded } = await remindOfLapsed(table, pace, now);
  const overdue = reminded === 0 ? 'none is overdue' : `${reminded} are overdue, and the next sweep expires them`;
  return { isComplete: true, summary: `${active} active holds read: ${overdue}.` };
}
