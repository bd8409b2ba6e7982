/** The sentences in which a migration reports what it did. Pure. */
import { Refusal } from '../../domain/refusals.ts';
import { FORMAT, formatName } from '../../table/table-format.ts';
import type { Migrated } from './migrate-table.ts';
import type { NamedStep } from './migration.ts';

export interface MigrationReport {
  lines: string[];
  /** The command ends with exit status 1. */
  isFailure: boolean;
}

/** `call` is the command line that continues the migration. */
export function reportOf(
  migrated: Migrated,
  steps: readonly NamedStep[],
  { tableName, call }: { tableName: string; call: string },
): MigrationReport {
  switch (migrated.is) {
    case 'current':
      return done(`${tableName} is of format ${formatName(FORMAT)} already. There is nothing to migrate.`);
    case 'finished':
      return done(...changesOf(migrated, steps), `${tableName} is now of format ${formatName(FORMAT)}.`);
    case 'stopped': {
      const { done: count, events } = migrated;
      return done(
        `Stopped after ${count} of ${events} events. The service can go on selling. To continue, run: ${call}`,
      );
    }
    case 'unknown':
      return failed(migrated.because);
    case 'incomplete': {
      const { failed: reasons, events } = migrated;
      return failed(
        ...[...reasons].map(([eventId, reason]) => `${eventId}: ${reasonOf(reason)}`),
        `${reasons.size} of ${events} events could not be migrated. The lines above say why. To try again, run: ${call}`,
      );
    }
    case 'endless':
      return failed(
        `Each pass over ${tableName} found rows of an older format, so functions of an older version still run. Deploy this version, then run: ${call}`,
      );
  }
}

const done = (...lines: string[]): MigrationReport => ({ lines, isFailure: false });
const failed = (...lines: string[]): MigrationReport => ({ lines, isFailure: true });

function changesOf({ events, changed }: Extract<Migrated, { is: 'finished' }>, steps: readonly NamedStep[]): string[] {
  const counts = steps.map(({ name, rows }) => `${changed[name] ?? 0} ${rows}`);
  return [`${events} events read. Written: ${counts.join(', ')}.`];
}

const reasonOf = (reason: unknown): string =>
  reason instanceof Refusal ? `the table refused it (${reason.code})` : (reason as Error).message;
