/** Fills a table through a service of its own, which adapts the writes to DynamoDB Local. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SeedProgress } from '../../cli/progress.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { Refusal } from '../../domain/refusals.ts';
import { composeOver, type Service } from '../../lambda/compose/http-service.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { PREFIX } from '../../table/keys.ts';
import { type Connection, connectTable, type Table } from '../../table/table.ts';
import { newTokenKeys } from '../token-keys.ts';
import type { SecretPasswords } from './demo-passwords.ts';
import { type Gathering, gatherPuts } from './gathered-puts.ts';
import { type Import, importEvent } from './import-event.ts';
import { type SeedReport, seed } from './seed.ts';

export interface Engine {
  /** How puts of places are gathered, if it is a DynamoDB Local, which is slow with single ones. */
  gathering?: Gathering | undefined;
  /** Opens the table without a network, if the engine is in this process. */
  connect?: typeof connectTable;
}

type OnProgress = (progress: SeedProgress) => void;

/** Long, because a cold or loaded engine is slow, and retries would make it slower. No customer waits. */
const REQUEST_TIMEOUT_MS = 30_000;

/** With `secret` the accounts get secret passwords. */
export const seedDemoData = (
  connection: Connection,
  engine: Engine,
  onProgress: OnProgress,
  secret?: SecretPasswords,
): Promise<SeedReport> =>
  fillTable(connection, engine, onProgress, (dependencies, now, onEvent) => seed(dependencies, now, onEvent, secret));

/** Resolves to the id of the event, or to undefined if the same event was imported before. */
export const importInto = (
  connection: Connection,
  engine: Engine,
  imported: Import,
  onProgress: OnProgress,
): Promise<string | undefined> =>
  fillTable(connection, engine, onProgress, (dependencies, now, onEvent) =>
    importEvent(dependencies, now, imported, onEvent),
  );

async function fillTable<Report>(
  connection: Connection,
  { gathering, connect = connectTable }: Engine,
  onProgress: OnProgress,
  fill: (
    dependencies: Dependencies,
    now: number,
    onEvent: (title: string, placesTotal: number) => void,
  ) => Promise<Report>,
): Promise<Report> {
  const progress: SeedProgress = { places: 0, placesTotal: 0, title: '' };
  const report = (change: Partial<SeedProgress>) => onProgress(Object.assign(progress, change));
  const table = connect({ ...connection, requestTimeoutMs: REQUEST_TIMEOUT_MS }, SYSTEM_CLOCK);
  const documents = countingPlaces(table.documents, gathering, places => report({ places: progress.places + places }));
  try {
    const { dependencies, clock } = await composeSeeding({ ...table, documents });
    return await fill(dependencies, clock(), (title, placesTotal) => report({ title, placesTotal }));
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'busy')) throw error;
    throw new UsageError(
      'Seeding stopped because DynamoDB is too busy or no longer answers. Try again: what is written stays.',
    );
  } finally {
    table.documents.destroy();
  }
}

async function composeSeeding(table: Table): Promise<Service> {
  // No one signs in here, but a service needs token keys.
  const tokenKeys = { json: await newTokenKeys() };
  const service = await composeOver(table, { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' });
  if (await service.dependencies.store.isReachable()) return service;
  throw new UsageError(`The table ${table.name} cannot be read. Check its name, your credentials and the Region.`);
}

/** Counts the written places, and gathers their puts. */
function countingPlaces(
  documents: DynamoDBDocumentClient,
  gathering: Gathering | undefined,
  onPlaces: (places: number) => void,
): DynamoDBDocumentClient {
  const putPlace = gathering ? gatherPuts(documents, gathering) : (command: PutCommand) => documents.send(command);
  const send = async (command: unknown): Promise<unknown> => {
    const places = command instanceof PutCommand ? placesIn(command.input.Item) : 0;
    if (places === 0) return documents.send(command as never);
    const result = await putPlace(command as PutCommand).catch(error => {
      // The row is there: the reply to an earlier attempt was lost.
      if (error instanceof ConditionalCheckFailedException) onPlaces(places);
      throw error;
    });
    onPlaces(places);
    return result;
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

/** The places of a row: of a seat or a bucket. Other rows have none. */
function placesIn({ sk, capacity }: Record<string, unknown> = {}): number {
  if (String(sk).startsWith(PREFIX.bucket)) return Number(capacity);
  return String(sk).startsWith(PREFIX.seat) ? 1 : 0;
}
