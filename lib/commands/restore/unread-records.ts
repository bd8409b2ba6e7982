/** Whether the stream's reader has told the journal of all that claims went through: their own histories say so. */
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import type { Table } from '../../table/table.ts';
import { republishClaims } from '../republish/republish.ts';
import { PARTS_DEFAULT } from '../republish/walk-claims.ts';
import { createPace, type Pace } from '../shared/pace.ts';

/** Longer than a stream keeps its records: what is missing from before it will never tell. */
const SINCE_MS = 25 * 60 * 60_000;
/** Nobody sells meanwhile. */
const UNITS_PER_SECOND = 4_000;

export function createUnread(
  table: Table,
  pace: Pace = createPace(UNITS_PER_SECOND, SYSTEM_CLOCK),
  clock: () => number = Date.now,
): () => Promise<number> {
  return async () => {
    const options = { dryRun: true, from: 0, parts: PARTS_DEFAULT, since: clock() - SINCE_MS };
    return (await republishClaims(table, pace, options)).missing;
  };
}
