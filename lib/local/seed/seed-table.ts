/** `npm run seed`: the demonstration data in the table that the environment names, of a test stage only. */
import { VARIABLES } from '../../lambda/environment.ts';
import { CannotStart } from '../cannot-start.ts';
import { openTable } from '../table.ts';
import { readTarget } from '../target.ts';
import { say, seatProgress } from '../terminal.ts';
import { seedOver } from './seeding.ts';

/** Adds what is missing, and says how much that was. */
export async function seedTable(variables: NodeJS.ProcessEnv = process.env): Promise<void> {
  const connection = targetOf(variables);
  const { tableName, endpoint } = connection;
  if (endpoint) await openTable({ tableName, dynamodbEndpoint: endpoint });
  const progress = seatProgress();
  const report = await seedOver(connection, { isOnDisk: false }, progress.show).finally(progress.end);
  say(`Added ${report.eventsAdded} events with ${report.seatsAdded} seats to ${tableName}; the rest was there.`);
}

/** On a local DynamoDB the stage is a test one; on AWS it must say that it is. */
function targetOf(variables: NodeJS.ProcessEnv): ReturnType<typeof readTarget> {
  const stage = variables[VARIABLES.stage];
  if (stage === 'production') {
    throw new CannotStart(`${VARIABLES.stage} is production: demonstration data are for test stages only.`);
  }
  const whatToSet = (local: string): string =>
    `Set ${local} for a local table, or ${VARIABLES.tableName} and ${VARIABLES.stage}=test for one on AWS.`;
  const target = readTarget(variables, whatToSet);
  if (target.endpoint || stage === 'test') return target;
  throw new CannotStart(whatToSet(VARIABLES.dynamodbEndpoint));
}
