/**
 * `npm run seed`: adds demonstration data to the table that the environment names, only in a test stage. With `--file` it
 * publishes one event from a file instead, in any table.
 */
import { say, seedProgress } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { placesInAll } from '../domain/event-rules.ts';
import { openTable } from '../local/open-table.ts';
import { findRunning } from '../local/running.ts';
import { importInto, seedDemoData } from '../local/seed/seeding.ts';
import { readVenueFile } from '../local/seed/venue-file.ts';
import type { Connection } from '../table/table.ts';
import { eventDraftOf } from '../usecases/events/event-requests.ts';
import { readTarget, readTargetOrRunning } from './shared/target-table.ts';

interface SeedOptions {
  file: string | undefined;
  organizer: string | undefined;
  'starts-at': string | undefined;
}

export async function seedTable(
  { file, organizer, 'starts-at': startsAt }: SeedOptions,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (file !== undefined) return importFile(file, { organizer, startsAt }, variables);
  if (organizer !== undefined || startsAt !== undefined) {
    throw new UsageError('--organizer and --starts-at are for the event of a file: name it with --file <venue.json>.');
  }
  await seedDemonstration(variables);
}

/** Adds the missing demonstration data, and prints how much it added. */
async function seedDemonstration(variables: NodeJS.ProcessEnv): Promise<void> {
  const connection = await demonstrationTarget(variables);
  await makeLocalTables(connection);
  const progress = seedProgress();
  const report = await seedDemoData(connection, {}, progress.show).finally(progress.end);
  const { eventsAdded, placesAdded } = report;
  say(
    `Added ${eventsAdded} events with ${placesAdded} places to ${connection.tables.sales}. All others existed already.`,
  );
}

/** Publishes the event of a file, unless the same event was imported before, and prints which. */
export async function importFile(
  file: string,
  { organizer, startsAt }: { organizer?: string | undefined; startsAt?: string | undefined },
  variables: NodeJS.ProcessEnv,
): Promise<void> {
  const event = await readVenueFile(file, Date.now(), startsAt);
  const connection = await importTarget(variables, organizer);
  await makeLocalTables(connection);
  const running = findRunning();
  const isOnDisk = running?.isOnDisk === true && running.dynamodbEndpoint === connection.endpoint;
  const gathering = isOnDisk ? 'transactions' : undefined;
  const progress = seedProgress();
  const id = await importInto(connection, { gathering }, { event, organizer }, progress.show).finally(progress.end);
  const { title, sections } = event;
  say(
    id === undefined
      ? `"${title}" of ${event.startsAt} was imported into ${connection.tables.sales} before. Nothing was added.`
      : `Published "${title}" with ${placesInAll(eventDraftOf(event))} places in ${sections.length} sections as ${id}.`,
  );
}

async function makeLocalTables({ tables, endpoint }: Connection): Promise<void> {
  if (endpoint) await openTable({ tables, dynamodbEndpoint: endpoint });
}

/** A local DynamoDB counts as a test stage. On AWS the environment must say that the stage is one. */
async function demonstrationTarget(variables: NodeJS.ProcessEnv): Promise<Connection> {
  const stage = variables[VARIABLES.stage];
  if (stage === 'production') {
    throw new UsageError(`${VARIABLES.stage} is production. Demonstration data are only for test stages.`);
  }
  const whatToSet = (local: string): string =>
    `No table is named. Set ${local} for a local one, or ${VARIABLES.tableName} and ${VARIABLES.stage}=test for one on AWS.`;
  const target = await readTarget(variables, whatToSet);
  if (target.endpoint || stage === 'test') return target;
  throw new UsageError(whatToSet(VARIABLES.dynamodbEndpoint));
}

/** An event needs an organizer. Only test stages have a demonstration account that can be one. */
async function importTarget(variables: NodeJS.ProcessEnv, organizer: string | undefined): Promise<Connection> {
  const target = await readTargetOrRunning(
    variables,
    local =>
      `No table is named. Start the service (npm start), or set ${local} for a local table, or ${VARIABLES.tableName} for one on AWS.`,
  );
  const stage = variables[VARIABLES.stage];
  const isTestStage = stage === 'test' || (target.endpoint !== undefined && stage !== 'production');
  if (organizer !== undefined || isTestStage) return target;
  throw new UsageError(
    `The event needs an organizer. Name an account with that role (--organizer <e-mail>), or set ${VARIABLES.stage}=test.`,
  );
}
