/** Seeds a table over a service of its own, so that how DynamoDB Local keeps its data on disk stays a local matter. */
import { BatchWriteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SeedProgress } from '../../cli/progress.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { Refusal } from '../../domain/refusals.ts';
import { composeOver, type Service } from '../../lambda/compose/http-service.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { PREFIX } from '../../table/keys.ts';
import { type Connection, connectTable, type Table } from '../../table/table.ts';
import { newTokenKeys } from '../token-keys.ts';
import { type Import, importEvent } from './import-event.ts';
import { type SeedReport, seed } from './seed.ts';

/** Whether the table is DynamoDB Local's, in a folder. */
export interface Engine {
  isOnDisk: boolean;
}

type OnProgress = (progress: SeedProgress) => void;

/** No customer waits here: a cold or loaded engine is slow, not gone, and asking twice would only make it slower. */
const PATIENT_MS = 30_000;

export const seedOver = (connection: Connection, engine: Engine, onProgress: OnProgress): Promise<SeedReport> =>
  fillTable(connection, engine, onProgress, seed);

/** The id of the event, or undefined where the same one was imported before. */
export const importOver = (
  connection: Connection,
  engine: Engine,
  wanted: Import,
  onProgress: OnProgress,
): Promise<string | undefined> =>
  fillTable(connection, engine, onProgress, (dependencies, now, onEvent) =>
    importEvent(dependencies, now, wanted, onEvent),
  );

async function fillTable<Report>(
  connection: Connection,
  { isOnDisk }: Engine,
  onProgress: OnProgress,
  fill: (
    dependencies: Dependencies,
    now: number,
    onEvent: (title: string, placesTotal: number) => void,
  ) => Promise<Report>,
): Promise<Report> {
  const progress: SeedProgress = { places: 0, placesTotal: 0, title: '' };
  const tell = (change: Partial<SeedProgress>) => onProgress(Object.assign(progress, change));
  const table = connectTable(connection, SYSTEM_CLOCK);
  const handler = table.documents.config.requestHandler as NodeHttpHandler;
  handler.updateHttpClientConfig('requestTimeout', PATIENT_MS);
  const documents = countingBatches(table.documents, isOnDisk, places => tell({ places: progress.places + places }));
  try {
    const { dependencies, clock } = await composeSeeding({ ...table, documents });
    return await fill(dependencies, clock(), (title, placesTotal) => tell({ title, placesTotal }));
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'busy')) throw error;
    throw new UsageError('Seeding did not get through, for DynamoDB is too busy: try again, what is in stays in.');
  } finally {
    table.documents.destroy();
  }
}

async function composeSeeding(table: Table): Promise<Service> {
  // Nobody signs in here; composing only asks for some keys.
  const tokenKeys = { json: await newTokenKeys() };
  const service = await composeOver(table, { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' });
  if (await service.dependencies.store.isReachable()) return service;
  throw new UsageError(`The table ${table.name} cannot be read: check its name, your credentials and the Region.`);
}

/**
 * Tells of each batch of places that is in. On disk DynamoDB Local commits each put of a batch by itself, 60 a second, and
 * those of a transaction together, 700: there, a batch goes as a transaction.
 */
function countingBatches(
  documents: DynamoDBDocumentClient,
  isOnDisk: boolean,
  onPlaces: (places: number) => void,
): DynamoDBDocumentClient {
  const send = async (command: unknown): Promise<unknown> => {
    if (!(command instanceof BatchWriteCommand)) return documents.send(command as never);
    const result = await documents.send(isOnDisk ? asTransaction(command) : (command as never));
    onPlaces(putsIn(command).reduce((sum, { Put }) => sum + placesIn(Put.Item), 0));
    return result;
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

/** Beside seats and buckets, batches bring the layouts of sections. */
function placesIn({ sk, capacity }: Record<string, unknown>): number {
  if (String(sk).startsWith(PREFIX.bucket)) return Number(capacity);
  return String(sk).startsWith(PREFIX.seat) ? 1 : 0;
}

const asTransaction = (command: BatchWriteCommand): never =>
  new TransactWriteCommand({ TransactItems: putsIn(command) }) as never;

function putsIn({ input }: BatchWriteCommand): { Put: { TableName: string; Item: Record<string, unknown> } }[] {
  return Object.entries(input.RequestItems ?? {}).flatMap(([TableName, requests]) =>
    requests.flatMap(({ PutRequest }) => (PutRequest?.Item ? [{ Put: { TableName, Item: PutRequest.Item } }] : [])),
  );
}
