/** Seeds a table over a service of its own, so that how DynamoDB Local keeps its data on disk stays a local matter. */
import { BatchWriteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { Refusal } from '../../domain/refusals.ts';
import { composeOver, type Service } from '../../lambda/compose.ts';
import { WEATHER } from '../../lambda/compose-background.ts';
import { PREFIX } from '../../table/keys.ts';
import { type Connection, connectTable, type Table } from '../../table/table.ts';
import { CannotStart } from '../cannot-start.ts';
import { newTokenKeys } from '../token-keys.ts';
import { type SeedReport, seed } from './seed.ts';

export interface SeedProgress {
  /** Seats that are in by now, and those there will be. */
  seats: number;
  seatsTotal: number;
  /** What is coming in. */
  title: string;
}

/** No customer waits here: a cold or loaded engine is slow, not gone, and asking twice would only make it slower. */
const PATIENT_MS = 30_000;

/** `isOnDisk`: the table is DynamoDB Local's, in a folder. */
export async function seedOver(
  connection: Connection,
  { isOnDisk }: { isOnDisk: boolean },
  onProgress: (progress: SeedProgress) => void,
): Promise<SeedReport> {
  const progress: SeedProgress = { seats: 0, seatsTotal: 0, title: '' };
  const tell = (change: Partial<SeedProgress>) => onProgress(Object.assign(progress, change));
  const table = connectTable(connection, WEATHER);
  const handler = table.documents.config.requestHandler as NodeHttpHandler;
  handler.updateHttpClientConfig('requestTimeout', PATIENT_MS);
  const documents = countingBatches(table.documents, isOnDisk, seats => tell({ seats: progress.seats + seats }));
  const { dependencies, clock } = await composeSeeding({ ...table, documents });
  try {
    return await seed(dependencies, clock(), (title, seatsTotal) => tell({ title, seatsTotal }));
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'busy')) throw error;
    throw new CannotStart('Seeding did not get through, for DynamoDB is too busy: try again, what is in stays in.');
  } finally {
    table.documents.destroy();
  }
}

async function composeSeeding(table: Table): Promise<Service> {
  // Nobody signs in here; composing only asks for some keys.
  const tokenKeys = { json: await newTokenKeys() };
  const service = await composeOver(table, { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' });
  if (await service.dependencies.store.isReachable()) return service;
  throw new CannotStart(`The table ${table.name} cannot be read: check its name, your credentials and the Region.`);
}

/**
 * Tells of each batch of seats that is in. On disk DynamoDB Local commits each put of a batch by itself, 60 a second, and
 * those of a transaction together, 700: there, a batch goes as a transaction.
 */
function countingBatches(
  documents: DynamoDBDocumentClient,
  isOnDisk: boolean,
  onSeats: (seats: number) => void,
): DynamoDBDocumentClient {
  const send = async (command: unknown): Promise<unknown> => {
    if (!(command instanceof BatchWriteCommand)) return documents.send(command as never);
    const result = await documents.send(isOnDisk ? asTransaction(command) : (command as never));
    onSeats(putsIn(command).filter(({ Put }) => isSeat(Put.Item)).length);
    return result;
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

/** Beside the seats, batches bring the layouts of their sections. */
const isSeat = ({ sk }: Record<string, unknown>): boolean => String(sk).startsWith(PREFIX.seat);

const asTransaction = (command: BatchWriteCommand): never =>
  new TransactWriteCommand({ TransactItems: putsIn(command) }) as never;

function putsIn({ input }: BatchWriteCommand): { Put: { TableName: string; Item: Record<string, unknown> } }[] {
  return Object.entries(input.RequestItems ?? {}).flatMap(([TableName, requests]) =>
    requests.flatMap(({ PutRequest }) => (PutRequest?.Item ? [{ Put: { TableName, Item: PutRequest.Item } }] : [])),
  );
}
