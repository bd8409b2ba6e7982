/** Counts the entries of claims' histories that the stream's function has not yet published to the journal. */
import { HOUR_MS } from '../../domain/time.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import type { Table } from '../../table/table.ts';
import { republishClaims } from '../republish/republish.ts';
import { PARTS_DEFAULT } from '../republish/walk-claims.ts';
import { createPace, type Pace } from '../shared/pace.ts';

/** Longer than the stream keeps its records: older entries are no longer in the stream. */
const SINCE_MS = 25 * HOUR_MS;
/** There are no sales during maintenance, so the pace may be high. */
const UNITS_PER_SECOND = 4_000;

export function countMissingEntries(
  table: Table,
  pace: Pace = createPace(UNITS_PER_SECOND, SYSTEM_CLOCK),
  clock: () => number = Date.now,
): () => Promise<number> {
  return async () => {
    const options = { dryRun: true, from: 0, parts: PARTS_DEFAULT, since: clock() - SINCE_MS };
    return (await republishClaims(table, pace, options)).missing;
  };
}
