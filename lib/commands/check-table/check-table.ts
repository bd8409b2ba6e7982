/** `npm run check-table`: checks whether a table has what Holdfast needs, and on request the data of all events. */
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { callWith } from '../../cli/command.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { oldFormatNotice } from '../../local/format-notice.ts';
import { type Connection, connectTable, kindsByName } from '../../table/table.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { connectionOf, type NamedTable, optionsOf, requireAllTables } from '../shared/named-table.ts';
import { createPace } from '../shared/pace.ts';
import { checkEvents, summaryOf } from './check-events.ts';
import { describe, repair } from './describe.ts';
import { type Defect, defectsOf, type Needs } from './shape.ts';

const UNITS_PER_SECOND = 500;

interface CheckTableOptions extends NamedTable {
  mend: boolean;
  events: boolean;
}

export async function checkTable({ mend: mayRepair, events, ...named }: CheckTableOptions): Promise<void> {
  // A change that the stack does not know would make the two differ.
  if (mayRepair && named.name === undefined) {
    throw new UsageError('--mend is only for tables without a stack. Deploy the stage to repair its table.');
  }
  try {
    const connection = await connectionOf(named);
    const { tables, ...client } = connection;
    const isKept = named.stage !== 'dev' && client.endpoint === undefined;
    const defects: Defect[] = [];
    for (const [name, kinds] of kindsByName(tables)) {
      defects.push(...(await checkShape(new DynamoDBClient(client), name, { kinds, isKept, mayRepair })));
    }
    const table = connectTable(connection, SYSTEM_CLOCK);
    await requireAllTables(table);
    const notice = await oldFormatNotice(table, migrateCall(named));
    if (notice) say(notice);
    const violations = events ? await checkRows(connection) : [];
    if (defects.length + violations.length > 0) {
      throw new UsageError('There are defects. The lines above name them.');
    }
  } catch (error) {
    throw asUsageError(error);
  }
}

const migrateCall = (named: NamedTable): string => callWith('migrate', optionsOf(named));

/** Prints the defects of a table, repairs those that it can if it may, and returns those that are left. */
export async function checkShape(
  client: DynamoDBClient,
  tableName: string,
  { mayRepair, ...needs }: Needs & { mayRepair: boolean },
  pause: (ms: number) => Promise<unknown> = SYSTEM_CLOCK.pause,
): Promise<Defect[]> {
  const check = async (): Promise<Defect[]> => defectsOf(await found(client, tableName, needs), needs);
  let defects = await check();
  for (const { message } of defects) say(`${tableName}: ${message}`);
  for (const { message, repair: change } of mayRepair ? defects : []) {
    if (!change) continue;
    say(`repairing: ${message} …`);
    await repair(client, { tableName, kinds: needs.kinds }, change, pause);
  }
  if (mayRepair && defects.length > 0) defects = await check();
  if (defects.length === 0) say(`${tableName} has the keys, indexes and protection that it needs.`);
  return defects;
}

async function found(client: DynamoDBClient, tableName: string, { kinds }: Needs) {
  try {
    return await describe(client, tableName, kinds);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new UsageError(
      `There is no table ${tableName} in this Region and account. Check its name, AWS_REGION and the credentials.`,
    );
  }
}

async function checkRows(connection: Connection): Promise<string[]> {
  const table = connectTable(connection, SYSTEM_CLOCK);
  const checked = await checkEvents(table, createPace(UNITS_PER_SECOND, SYSTEM_CLOCK), Date.now());
  for (const violation of checked.violations) say(violation);
  say(summaryOf(checked));
  return checked.violations;
}
