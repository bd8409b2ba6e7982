/** `npm run check-table`: whether a table is what Holdfast needs, and whether what stands in it keeps the promises. */
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { type Connection, connectTable } from '../../table/table.ts';
import { sayable } from '../shared/aws-errors.ts';
import { connectionOf } from '../shared/named-table.ts';
import { createPace } from '../shared/pace.ts';
import { checkEvents, sentenceOf } from './check-events.ts';
import { describe, mend } from './describe.ts';
import { type Lack, lacksOf } from './shape.ts';

const UNITS_PER_SECOND = 500;

interface CheckTableOptions {
  stage: string | undefined;
  name: string | undefined;
  mend: boolean;
  events: boolean;
}

export async function checkTable({ stage, name, ...options }: CheckTableOptions): Promise<void> {
  // What belongs to a stack is changed by deploying it, or the two would differ from then on.
  if (options.mend && name === undefined) throw new UsageError('--mend is for a table of no stack: deploy the stage.');
  try {
    const connection = await connectionOf({ stage, name });
    const { tableName, ...client } = connection;
    const isKept = stage !== 'dev' && client.endpoint === undefined;
    const lacks = await checkShape(new DynamoDBClient(client), tableName, { isKept, isMended: options.mend });
    const wrong = options.events ? await checkRows(connection) : [];
    if (lacks.length + wrong.length > 0) throw new UsageError(`${tableName} is not as it should be: see above.`);
  } catch (error) {
    throw sayable(error);
  }
}

/** Says what lacks, mends it where that is wanted and can be, and answers with what lacks then. */
export async function checkShape(
  client: DynamoDBClient,
  tableName: string,
  { isKept, isMended }: { isKept: boolean; isMended: boolean },
  pause: (ms: number) => Promise<unknown> = SYSTEM_CLOCK.pause,
): Promise<Lack[]> {
  const look = async (): Promise<Lack[]> => lacksOf(await found(client, tableName), { isKept });
  let lacks = await look();
  for (const { said } of lacks) say(`${tableName}: ${said}`);
  for (const { said, mend: how } of isMended ? lacks : []) {
    if (!how) continue;
    say(`mending: ${said} …`);
    await mend(client, tableName, how, pause);
  }
  if (isMended && lacks.length > 0) lacks = await look();
  if (lacks.length === 0) say(`${tableName} has the keys, indexes, TTL, stream and protection that it should have.`);
  return lacks;
}

async function found(client: DynamoDBClient, tableName: string) {
  try {
    return await describe(client, tableName);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new UsageError(`There is no table ${tableName} in this Region and account.`);
  }
}

async function checkRows(connection: Connection): Promise<string[]> {
  const table = connectTable(connection, SYSTEM_CLOCK);
  const checked = await checkEvents(table, createPace(UNITS_PER_SECOND, SYSTEM_CLOCK), Date.now());
  for (const sentence of checked.wrong) say(sentence);
  say(sentenceOf(checked));
  return checked.wrong;
}
