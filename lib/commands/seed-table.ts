/**
 * `npm run seed`: adds demonstration data to a local table, or to a stage whose stack says that it is a test stage. With
 * `--file` it publishes one event from a file instead, in any table.
 */
import { say, seedProgress } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { placesInAll } from '../domain/event-rules.ts';
import { secureBytes } from '../lambda/compose/system-clock.ts';
import { openTable } from '../local/open-table.ts';
import { findRunning } from '../local/running.ts';
import { newPassword, PASSWORDS_VARIABLE, passwordsText } from '../local/seed/demo-passwords.ts';
import { importInto, seedDemoData } from '../local/seed/seeding.ts';
import { readVenueFile } from '../local/seed/venue-file.ts';
import type { Connection } from '../table/table.ts';
import { eventDraftOf } from '../usecases/events/event-requests.ts';
import { asUsageError } from './shared/aws-errors.ts';
import { connectionOf } from './shared/named-table.ts';
import { isTestStage } from './shared/stage-kind.ts';
import { readTarget, readTargetOrRunning } from './shared/target-table.ts';

interface SeedOptions {
  stage: string | undefined;
  file: string | undefined;
  organizer: string | undefined;
  'starts-at': string | undefined;
}

export async function seedTable(
  { stage, file, organizer, 'starts-at': startsAt }: SeedOptions,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  try {
    if (file !== undefined) return await importFile(file, { stage, organizer, startsAt }, variables);
    if (organizer !== undefined || startsAt !== undefined) {
      throw new UsageError(
        '--organizer and --starts-at are for the event of a file: name it with --file <venue.json>.',
      );
    }
    await seedDemonstration(stage, variables);
  } catch (error) {
    throw asUsageError(error);
  }
}

/** Adds the missing demonstration data, and prints how much it added. */
async function seedDemonstration(stage: string | undefined, variables: NodeJS.ProcessEnv): Promise<void> {
  const connection = await demonstrationTarget(stage, variables);
  await makeLocalTables(connection);
  const passwords = secretPasswords();
  const progress = seedProgress();
  const report = await seedDemoData(
    connection,
    {},
    progress.show,
    connection.endpoint === undefined ? passwords : undefined,
  ).finally(progress.end);
  const { eventsAdded, placesAdded } = report;
  say(
    `Added ${eventsAdded} events with ${placesAdded} places to ${connection.tables.sales}. All others existed already.`,
  );
  for (const line of passwords.lines()) say(line);
}

/** Makes a password for each account that needs one, and tells it as soon as it is set, so that no failure loses it. */
function secretPasswords() {
  const told = new Map<string, string>();
  return {
    next: () => newPassword(secureBytes),
    tell(email: string, password: string) {
      told.set(email, password);
      say(`The password of ${email} is ${password}`);
    },
    lines: () =>
      told.size === 0
        ? []
        : [
            'Keep the passwords: they are not shown again. Commands that sign in there read them from this variable:',
            `${PASSWORDS_VARIABLE}=${passwordsText(told)}`,
          ],
  };
}

interface ImportOptions {
  stage?: string | undefined;
  organizer?: string | undefined;
  startsAt?: string | undefined;
}

/** Publishes the event of a file, unless the same event was imported before, and prints which. */
export async function importFile(
  file: string,
  { stage, organizer, startsAt }: ImportOptions,
  variables: NodeJS.ProcessEnv,
): Promise<void> {
  const event = await readVenueFile(file, Date.now(), startsAt);
  const connection = await importTarget({ stage, organizer }, variables);
  await makeLocalTables(connection);
  const running = findRunning();
  const isOnDisk = running?.isOnDisk === true && running.dynamodbEndpoint === connection.endpoint;
  const gathering = isOnDisk ? 'transactions' : undefined;
  const passwords = secretPasswords();
  const secret = connection.endpoint === undefined ? passwords : undefined;
  const progress = seedProgress();
  const id = await importInto(connection, { gathering }, { event, organizer, secret }, progress.show).finally(
    progress.end,
  );
  const { title, sections } = event;
  say(
    id === undefined
      ? `"${title}" of ${event.startsAt} was imported into ${connection.tables.sales} before. Nothing was added.`
      : `Published "${title}" with ${placesInAll(eventDraftOf(event))} places in ${sections.length} sections as ${id}.`,
  );
  for (const line of passwords.lines()) say(line);
}

async function makeLocalTables({ tables, endpoint }: Connection): Promise<void> {
  if (endpoint) await openTable({ tables, dynamodbEndpoint: endpoint });
}

/** A local DynamoDB counts as a test stage. On AWS the stack says whether the stage is one. */
async function demonstrationTarget(stage: string | undefined, variables: NodeJS.ProcessEnv): Promise<Connection> {
  if (stage !== undefined) {
    const connection = await connectionOf({ stage }, variables);
    if (await isTestStage(stage)) return connection;
    throw new UsageError(`The stage ${stage} is for production. Demonstration data are only for test stages.`);
  }
  const whatToSet = (local: string): string =>
    `No table is named. Set ${local} for a local one, or name a test stage with --stage <stage>.`;
  if (variables[VARIABLES.dynamodbEndpoint] || !variables[VARIABLES.tableName]) return readTarget(variables, whatToSet);
  throw new UsageError(
    `${VARIABLES.tableName} names a table on AWS. Name its stage instead, so that its stack can be asked: npm run seed -- --stage dev`,
  );
}

/** An event needs an organizer. Only test stages have a demonstration account that can be one. */
async function importTarget(
  { stage, organizer }: Pick<ImportOptions, 'stage' | 'organizer'>,
  variables: NodeJS.ProcessEnv,
): Promise<Connection> {
  const target =
    stage === undefined
      ? await readTargetOrRunning(
          variables,
          local =>
            `No table is named. Start the service (npm start), or set ${local} for a local table, or name a stage with --stage.`,
        )
      : await connectionOf({ stage }, variables);
  const mayUseDemoAccount = target.endpoint !== undefined || (stage !== undefined && (await isTestStage(stage)));
  if (organizer !== undefined || mayUseDemoAccount) return target;
  throw new UsageError(
    'The event needs an organizer. Name an account with that role (--organizer <e-mail>), or a test stage (--stage).',
  );
}
