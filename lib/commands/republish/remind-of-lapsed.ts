/**
 * Holds that should have expired long ago and have not: their lapse markers are gone, and the stream has forgotten that
 * it told of it. Each gets a new marker, by which the next sweep expires it. Their places were on sale all the time.
 */
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import { claimOf } from '../../table/claims/claim-rows.ts';
import { remindOfLapse } from '../../table/claims/record-sweep.ts';
import type { Table } from '../../table/table.ts';
import type { Pace } from '../shared/pace.ts';
import { PARTS_DEFAULT, walkClaims } from './walk-claims.ts';

/** So long after its deadline any hold has been seen to, by sweep or stream. */
const OVERDUE_MS = 10 * 60_000;
const REMIND_AFTER_MS = 60_000;

export interface Reminded {
  /** Holds that are active yet. */
  active: number;
  reminded: number;
}

export async function remindOfLapsed(table: Table, pace: Pace, now: number): Promise<Reminded> {
  const report: Reminded = { active: 0, reminded: 0 };
  await walkClaims(
    table,
    pace,
    { from: 0, parts: PARTS_DEFAULT, status: 'active' },
    async rows => {
      for (const { id, status, expiresAt } of rows.map(claimOf)) {
        if (status !== 'active') continue;
        report.active += 1;
        if (!hasLapsed(expiresAt + OVERDUE_MS, now)) continue;
        await remindOfLapse(table, id, now + REMIND_AFTER_MS);
        report.reminded += 1;
      }
    },
    () => undefined,
  );
  return report;
}
