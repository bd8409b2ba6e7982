/** Opens the table of the local service, on a DynamoDB Local that it starts, or on one that is already running. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UsageError } from '../cli/usage-error.ts';
import { createTable } from './create-table.ts';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb.ts';
import { startEmbeddedEngine } from './embedded-engine.ts';
import { findRunning } from './running.ts';
import { LOCAL_IDENTITY, type Settings } from './settings.ts';

export interface LocalTable extends LocalDynamoDb {
  /** Whether this run created the table. */
  isNew: boolean;
  streamArn: string;
}

/** Starts DynamoDB Local unless one is configured, and creates the table unless it exists. */
export async function openTable(
  settings: Pick<Settings, 'dynamodbEndpoint' | 'dataFolder' | 'tableName'>,
): Promise<LocalTable> {
  const dynamodb = settings.dynamodbEndpoint ? runningAt(settings.dynamodbEndpoint) : await startOwn(settings);
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, ...LOCAL_IDENTITY });
  try {
    const isNew = await createTable(client, settings.tableName);
    return { ...dynamodb, isNew, streamArn: await streamOf(client, settings.tableName) };
  } catch (error) {
    await dynamodb.stop();
    throw explained(error, settings);
  } finally {
    client.destroy();
  }
}

async function startOwn({ dataFolder }: Pick<Settings, 'dataFolder'>): Promise<LocalDynamoDb> {
  if (process.env.HOLDFAST_ENGINE === 'embedded') return startEmbeddedEngine();
  if (!dataFolder) return startDynamoDb({ shared: true });
  return startDynamoDb({ shared: true, dataFolder });
}

/** The DynamoDB of another process. This process does not stop it, and does not notice its end. */
const runningAt = (endpoint: string): LocalDynamoDb => ({
  endpoint,
  ended: new Promise(() => undefined),
  stop: async () => undefined,
});

/** Creates the folder of the data and the token keys. Refuses if another service uses it, because two would damage the data. */
export async function makeDataFolder(folder: string): Promise<void> {
  const user = findRunning(noteIn(folder));
  if (user) {
    throw new UsageError(`HOLDFAST_DATA ${folder} is used by process ${user.pid}. Stop it, or name another folder.`);
  }
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `HOLDFAST_DATA names ${folder}, which cannot be created (${error.code}). Name another folder.`,
    );
  });
}

/** The file that names the process that uses a data folder. */
export const noteIn = (folder: string): string => join(folder, 'running.json');

async function streamOf(client: DynamoDBClient, tableName: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  if (Table?.LatestStreamArn) return Table.LatestStreamArn;
  throw new UsageError(
    `The table ${tableName} has no stream, so it is not a Holdfast table. Name another one with HOLDFAST_TABLE.`,
  );
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ECONNRESET', 'TimeoutError']);

function explained(error: unknown, { dynamodbEndpoint }: Pick<Settings, 'dynamodbEndpoint'>): unknown {
  const { code = '', name = '' } = error as { code?: string; name?: string };
  if (!dynamodbEndpoint || !(UNREACHABLE.has(code) || UNREACHABLE.has(name))) return error;
  return new UsageError(
    `No DynamoDB answers at DYNAMODB_ENDPOINT ${dynamodbEndpoint}. Start one there, or unset the variable: npm start then starts one.`,
  );
}
