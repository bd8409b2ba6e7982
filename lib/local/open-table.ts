/** Opens the tables of the local service, in a database that it starts, or in one that is already running. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import type { TableKind } from '../table/keys.ts';
import type { TableNames } from '../table/table.ts';
import { createTables } from './create-table.ts';
import { chooseEngine } from './database/choose-engine.ts';
import { refuseOtherData } from './database/data-files.ts';
import { type LocalDatabase, runningAt } from './database/database.ts';
import { startDynamoDbLocal } from './database/dynamodb-local.ts';
import { startEmbeddedEngine } from './database/embedded-engine.ts';
import { requireDynamoDb } from './database/require-dynamodb.ts';
import { takeNote } from './running.ts';
import type { Settings } from './settings.ts';
import { openStreams } from './stream/open-streams.ts';

export interface LocalTable extends LocalDatabase {
  /** The names of the tables, which are one if another version created it. */
  tables: TableNames;
  /** Whether this run created the tables. */
  isNew: boolean;
  /** The streams of the tables. Tables that are one share it. */
  streamArns: Readonly<Record<TableKind, string>>;
}

type TableSettings = Pick<Settings, 'engine' | 'engineFaults' | 'dynamodbEndpoint' | 'dataFolder' | 'tables'>;

/** Starts a database unless one is configured, and creates the tables unless they exist. */
export async function openTable(settings: TableSettings): Promise<LocalTable> {
  if (settings.dynamodbEndpoint) await requireDynamoDb(settings.dynamodbEndpoint);
  const database = settings.dynamodbEndpoint ? runningAt(settings.dynamodbEndpoint) : await startDatabase(settings);
  try {
    const { tables, isNew } = await createTables(database.client, settings.tables);
    return { ...database, tables, isNew, streamArns: await openStreams(database.client, tables) };
  } catch (error) {
    await database.stop();
    throw explained(error, settings);
  }
}

async function startDatabase(settings: TableSettings): Promise<LocalDatabase> {
  const { engineFaults, dataFolder } = settings;
  const { engine } = await chooseEngine(settings);
  const kept = dataFolder === undefined ? {} : { dataFolder };
  if (dataFolder !== undefined) refuseOtherData(dataFolder, engine);
  if (engine === 'dynamodb-local') return startDynamoDbLocal({ shared: true, ...kept });
  return startEmbeddedEngine({ ...kept, ...(engineFaults !== undefined && { faultSeed: engineFaults }) });
}

/** Creates the folder of the data and the token keys. Refuses if another service uses it, because two would damage the data. */
export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `HOLDFAST_DATA names ${folder}, which cannot be created (${error.code}). Name another folder.`,
    );
  });
  const user = userOf(folder);
  if (user === undefined) return;
  throw new UsageError(`HOLDFAST_DATA ${folder} is used by process ${user}. Stop it, or name another folder.`);
}

/** The process that uses the folder; undefined if it is this one from now on. */
function userOf(folder: string): number | undefined {
  try {
    return takeNote(noteIn(folder));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`HOLDFAST_DATA names ${folder}, which cannot be written (${code}). Name another folder.`);
  }
}

/** The file that names the process that uses a data folder. */
export const noteIn = (folder: string): string => join(folder, 'running.json');

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ECONNRESET', 'TimeoutError']);

/** A sentence for an endpoint at which no DynamoDB answers; any other error as it is. */
export function explained(error: unknown, { dynamodbEndpoint }: Pick<Settings, 'dynamodbEndpoint'>): unknown {
  const { code = '', name = '' } = error as { code?: string; name?: string };
  if (!dynamodbEndpoint || !(UNREACHABLE.has(code) || UNREACHABLE.has(name))) return error;
  return new UsageError(
    `No DynamoDB answers at DYNAMODB_ENDPOINT ${dynamodbEndpoint}. Start one there, or unset the variable: npm start then starts one.`,
  );
}
