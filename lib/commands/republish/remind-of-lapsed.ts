/**
 * Finds holds that should have expired long ago: their lapse markers are removed, and the stream no longer has the record
 * of it. Each gets a new marker, so that the next sweep expires it. Their places have been on sale all the time.
 */

import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { claimOf } from '../../table/claims/claim-rows.ts';
import { remindOfLapse } from '../../table/claims/record-sweep.ts';
import type { Table } from '../../table/table.ts';
import type { Pace } from '../shared/pace.ts';
import { PARTS_DEFAULT, walkClaims } from './walk-claims.ts';

/** Sweep or stream expire a hold well within this time after its deadline. */
const OVERDUE_MS = 10 * MINUTE_MS;
const REMIND_AFTER_MS = MINUTE_MS;

export interface Reminded {
  /** Holds that are still active. */
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
