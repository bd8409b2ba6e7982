/** `npm run seed`: the demonstration data in the table that the environment names, of a test stage only. */
import { VARIABLES } from '../../lambda/environment.ts';
import { CannotStart } from '../cannot-start.ts';
import { findRunning } from '../running.ts';
import { LOCAL_IDENTITY, readEndpoint, TABLE_DEFAULT } from '../settings.ts';
import { openTable } from '../table.ts';
import { say, seatProgress } from '../terminal.ts';
import { seedOver } from './seeding.ts';

/** Adds what is missing, and says how much that was. */
export async function seedTable(variables: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { tableName, endpoint } = targetOf(variables);
  if (endpoint) await openTable({ tableName, dynamodbEndpoint: endpoint });
  const connection = { tableName, ...(endpoint && { endpoint, ...LOCAL_IDENTITY }) };
  const progress = seatProgress();
  const report = await seedOver(connection, { isOnDisk: false }, progress.show).finally(progress.end);
  say(`Added ${report.eventsAdded} events with ${report.seatsAdded} seats to ${tableName}; the rest was there.`);
}

/** On a local DynamoDB the stage is a test one; on AWS it must say that it is. */
function targetOf(variables: NodeJS.ProcessEnv): { tableName: string; endpoint?: string } {
  const stage = variables[VARIABLES.stage];
  if (stage === 'production') {
    throw new CannotStart(`${VARIABLES.stage} is production: demonstration data are for test stages only.`);
  }
  const tableName = variables[VARIABLES.tableName];
  const endpoint = readEndpoint(variables);
  if (endpoint) return { tableName: tableName ?? TABLE_DEFAULT, endpoint };
  if (tableName && stage === 'test') return { tableName };
  const running = findRunning();
  const local = `${VARIABLES.dynamodbEndpoint}${running ? ` (${running.dynamodbEndpoint} is running)` : ''}`;
  throw new CannotStart(
    `Set ${local} for a local table, or ${VARIABLES.tableName} and ${VARIABLES.stage}=test for one on AWS.`,
  );
}
