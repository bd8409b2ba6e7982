/** Refuses to write to a table if the clock of this machine is wrong, because journal entries and leases store the writer's time. */
import { UsageError } from '../../cli/usage-error.ts';
import { CLOCK_SKEW_MAX_MS } from '../../domain/limits.ts';
import { wallClock } from '../../lambda/compose/system-clock.ts';
import { watchClock } from '../../lambda/observe/clock-skew.ts';
import { formatKey } from '../../table/keys.ts';
import { readRow } from '../../table/queries.ts';
import type { Table } from '../../table/table.ts';

const silent = (): void => undefined;
const SILENT = { metrics: { count: silent }, log: { info: silent, warn: silent, error: silent } };

/** Compares the clock of this machine with that of DynamoDB, by the response to one read. */
export async function requireClock(table: Table, now: () => number = wallClock): Promise<void> {
  const skew = watchClock(table, now, SILENT);
  await readRow(table, formatKey());
  if (!skew.isOutside()) return;
  throw new UsageError(
    `The clock of this machine differs from that of DynamoDB by more than ${CLOCK_SKEW_MAX_MS} ms. Set it right, and run the command again.`,
  );
}
