/**
 * Goes over all events, pass after pass, until a pass finds nothing of an older format. Only then the table gets its new format.
 * The row FORMAT has the position, so that another run continues there. Two runs at once do no harm: the steps are idempotent,
 * and the stored position is always one that a run had reached.
 */
import { unreadableFormat } from '../../local/format-notice.ts';
import {
  finishMigration,
  isOlderFormat,
  isOurs,
  newPass,
  readFormat,
  restartMigration,
  saveProgress,
} from '../../table/table-format.ts';
import { repeatWhileBusy } from '../shared/paced-reads.ts';
import { goOverEvents } from './go-over-events.ts';
import type { MigrationContext, MigrationRun } from './migration.ts';

export type Migrated =
  /** The table was of this format already. */
  | { is: 'current' }
  /** The table now has this format, by this run or by another one at the same time. */
  | { is: 'finished'; events: number; changed: Record<string, number> }
  /** This version does not know the format of the table. */
  | { is: 'unknown'; because: string }
  | { is: 'stopped'; events: number; done: number }
  /** These events could not be migrated, with the reasons. All others are. */
  | { is: 'incomplete'; events: number; failed: Map<string, unknown> }
  /** Each pass found something to change: functions of an older version still write rows. */
  | { is: 'endless' };

/** Two passes are enough, unless functions of an older version publish events meanwhile. */
const PASSES_MAX = 10;

export async function migrateTable(context: MigrationContext, run: MigrationRun): Promise<Migrated> {
  const { table } = context;
  const format = await repeatWhileBusy(table, () => readFormat(table));
  const because = unreadableFormat(table.name, format.version);
  if (because !== undefined) return { is: 'unknown', because };
  if (!isOlderFormat(format) && !run.isAgain) return { is: 'current' };
  let progress = newPass({});
  if (run.isAgain) await repeatWhileBusy(table, () => restartMigration(table, progress));
  else if (format.migration && isOurs(format.migration)) progress = format.migration;
  for (let passes = 1; passes <= PASSES_MAX; passes++) {
    const { is, events, done, failed, progress: reached } = await goOverEvents(context, run, progress);
    const { changed, isClean } = reached;
    if (is === 'stopped') return { is, events, done };
    if (is === 'overtaken') return endOf(context, { events, changed });
    if (isClean && failed.size === 0) {
      await repeatWhileBusy(table, () => finishMigration(table));
      return endOf(context, { events, changed });
    }
    progress = newPass(changed);
    // The next run must not continue after the events that failed.
    await repeatWhileBusy(table, () => saveProgress(table, progress));
    if (failed.size > 0) return { is: 'incomplete', events, failed };
  }
  return { is: 'endless' };
}

/** Another run may have finished the migration, perhaps a run of a later version. */
async function endOf(
  { table }: MigrationContext,
  done: { events: number; changed: Record<string, number> },
): Promise<Migrated> {
  const { version } = await repeatWhileBusy(table, () => readFormat(table));
  const because = unreadableFormat(table.name, version);
  return because === undefined ? { is: 'finished', ...done } : { is: 'unknown', because };
}
