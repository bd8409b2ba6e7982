/**
 * `npm run migrate`: brings all rows of a table to the format of this release while the service sells. It may be interrupted,
 * repeated, and run twice at once.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { callWith } from '../../cli/command.ts';
import { wholeNumber } from '../../cli/read-options.ts';
import { abortOnSignal, statusAfterSignal } from '../../cli/signals.ts';
import { type CountProgress, countProgress, say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { IDS, SYSTEM_CLOCK, wallClock } from '../../lambda/compose/system-clock.ts';
import { createEventEdits } from '../../table/events/event-edits.ts';
import { createStore } from '../../table/store.ts';
import { type Connection, connectTable } from '../../table/table.ts';
import { keyDefects } from '../check-table/shape.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { connectionOf, type NamedTable, optionsOf, requireAllTables } from '../shared/named-table.ts';
import { createPace, UNITS_MAX } from '../shared/pace.ts';
import { requireClock } from '../shared/require-clock.ts';
import { readTargetOrRunning } from '../shared/target-table.ts';
import { migrateTable } from './migrate-table.ts';
import type { MigrationRun } from './migration.ts';
import { reportOf } from './report.ts';
import { STEPS } from './steps.ts';

interface MigrateOptions extends NamedTable {
  again: boolean;
  'units-per-second': string;
}

export async function migrate(given: MigrateOptions, variables: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { again: isAgain } = given;
  const units = wholeNumber('--units-per-second', given['units-per-second'], { min: 1, max: UNITS_MAX });
  // The first signal stops the run between two events, a later one at once; then the next run repeats that event.
  const stopping = abortOnSignal();
  const progress = progressOfPasses();
  try {
    const connection = await targetOf(given, variables);
    await requireHoldfastTable(connection);
    const table = connectTable(connection, SYSTEM_CLOCK);
    await requireAllTables(table);
    await requireClock(table);
    const context = {
      table,
      store: createStore(table),
      edits: createEventEdits(table),
      ids: IDS,
      now: wallClock,
      pace: createPace(units, SYSTEM_CLOCK),
    };
    const run = { steps: STEPS, isAgain, stopping, show: progress.show };
    const migrated = await migrateTable(context, run).finally(progress.end);
    table.documents.destroy();
    const { lines, isFailure } = reportOf(migrated, STEPS, { tableName: table.name, call: callOf(given) });
    if (isFailure) throw new UsageError(lines.join('\n'));
    for (const line of lines) say(line);
    if (migrated.is === 'stopped') process.exitCode = statusAfterSignal();
  } catch (error) {
    throw asUsageError(error);
  }
}

/** The table of a stage, or the table with a name. Without options, the table of the service that runs on this machine. */
async function targetOf(named: NamedTable, variables: NodeJS.ProcessEnv): Promise<Connection> {
  if (named.stage && named.name) throw new UsageError('Give --stage or --name, not both.');
  if (named.stage || named.name) return connectionOf(named, variables);
  return readTargetOrRunning(
    variables,
    local => `No table is named. Give --stage for a deployed one, or set ${local} for a local one.`,
  );
}

/** Refuses a table of another application, whose name was given by mistake. */
async function requireHoldfastTable({ tables: { sales: tableName }, ...client }: Connection): Promise<void> {
  const { Table: found = {} } = await new DynamoDBClient(client).send(
    new DescribeTableCommand({ TableName: tableName }),
  );
  const [defect] = keyDefects(found);
  if (defect) throw new UsageError(`${tableName} is not a Holdfast table: ${defect.message}.`);
}

const callOf = ({ stage, name, accounts, journal }: NamedTable): string =>
  callWith('migrate', optionsOf({ stage, name, accounts, journal }));

/** Each pass over the events has a bar of its own. */
function progressOfPasses(): Pick<MigrationRun, 'show'> & Pick<CountProgress, 'end'> {
  let bar: CountProgress | undefined;
  let shown = Number.POSITIVE_INFINITY;
  return {
    show(done, events) {
      if (done <= shown) {
        bar?.end();
        bar = countProgress('migrating', 'events', events);
      }
      shown = done;
      bar?.show(done);
    },
    end: () => bar?.end(),
  };
}
