/** `npm run check-table`: whether a table is what Holdfast needs, and whether what stands in it keeps the promises. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { WEATHER } from '../../lambda/compose-background.ts';
import { CannotStart } from '../../local/cannot-start.ts';
import { readArguments } from '../../local/command.ts';
import { say } from '../../local/terminal.ts';
import { connectTable } from '../../table/table.ts';
import { sayable } from '../aws-trouble.ts';
import { readDeployedStack } from '../deployed-stack.ts';
import { createPace } from '../pace.ts';
import { UNITS_DEFAULT } from '../republish/republish.ts';
import { checkEvents } from './check-events.ts';
import { describe, mend } from './describe.ts';
import { type Lack, lacksOf } from './shape.ts';

const USAGE = 'npm run check-table -- --stage dev | --name <table> [--mend] [--events]';

export async function checkTable(): Promise<void> {
  const { stage, name, ...options } = readArguments(USAGE, {
    stage: { type: 'string' },
    name: { type: 'string' },
    mend: { type: 'boolean', default: false },
    events: { type: 'boolean', default: false },
  });
  if ((stage === undefined) === (name === undefined)) throw new CannotStart(`Which table? Call it as ${USAGE}`);
  // What belongs to a stack is changed by deploying it, or the two would differ from then on.
  if (options.mend && name === undefined) throw new CannotStart('--mend is for a table of no stack: deploy the stage.');
  try {
    const tableName = name ?? (await readDeployedStack(new CloudFormationClient(), String(stage))).tableName;
    const isKept = stage !== 'dev';
    const lacks = await checkShape(new DynamoDBClient(), tableName, { isKept, isMended: options.mend });
    const wrong = options.events ? await checkRows(tableName) : [];
    if (lacks.length + wrong.length > 0) throw new CannotStart(`${tableName} is not as it should be: see above.`);
  } catch (error) {
    throw sayable(error);
  }
}

/** Says what lacks, mends it where that is wanted and can be, and answers with what lacks then. */
export async function checkShape(
  client: DynamoDBClient,
  tableName: string,
  { isKept, isMended }: { isKept: boolean; isMended: boolean },
  pause: (ms: number) => Promise<unknown> = WEATHER.pause,
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
    throw new CannotStart(`There is no table ${tableName} in this Region and account.`);
  }
}

async function checkRows(tableName: string): Promise<string[]> {
  const table = connectTable({ tableName }, WEATHER);
  const { events, wrong } = await checkEvents(table, createPace(Number(UNITS_DEFAULT), WEATHER), Date.now());
  for (const sentence of wrong) say(sentence);
  say(
    `${events} events checked: ${wrong.length === 0 ? 'all keep their promises' : `${wrong.length} things are wrong`}.`,
  );
  return wrong;
}
