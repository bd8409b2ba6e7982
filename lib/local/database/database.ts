/** The DynamoDB of the local service: its address for other processes, and the clients of this process. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { connectTable } from '../../table/table.ts';
import { LOCAL_IDENTITY } from '../settings.ts';
import type { EngineName } from './engine-names.ts';

export interface LocalDatabase {
  /** Undefined if the database belongs to another process. */
  engine?: EngineName;
  /** The address for other processes. */
  endpoint: string;
  /** True if other machines can reach the database. */
  listensEverywhere?: boolean;
  /** Resolves when the database has ended, for any reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  /** Opens a table, as connectTable does. If the engine runs in this process, no network is used. */
  connect: typeof connectTable;
  /** Removes the rows that have expired at `now` (epoch ms), if the engine has a TTL that can be called. */
  removeExpired?(now: number, rowsMax: number): number;
}

const CONNECTION_TIMEOUT_MS = 1_000;
/** Longer than a normal request to a busy engine takes. A request without a response must not stop the stream or the start. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Creates the clients of a database at an address. A request without a response fails. The streams client never retries: its
 * reader does.
 */
export function clientsOver(
  endpoint: string,
  requestTimeout = REQUEST_TIMEOUT_MS,
): Pick<LocalDatabase, 'client' | 'streams' | 'connect'> {
  const handler = () =>
    new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout,
      // Without this option the SDK only warns, and goes on waiting.
      throwOnRequestTimeout: true,
    });
  const shared = { endpoint, ...LOCAL_IDENTITY };
  return {
    client: new DynamoDBClient({ ...shared, maxAttempts: 2, requestHandler: handler() }),
    streams: new DynamoDBStreamsClient({ ...shared, maxAttempts: 1, requestHandler: handler() }),
    connect: connectTable,
  };
}

/** Connects to the database of another process. This process does not stop it, and does not notice its end. */
export function runningAt(endpoint: string): LocalDatabase {
  const clients = clientsOver(endpoint);
  return { endpoint, ended: new Promise(() => undefined), stop: async () => disconnect(clients), ...clients };
}

/** Closes the connections of clients, so that they do not keep the process alive. */
export function disconnect({ client, streams }: Pick<LocalDatabase, 'client' | 'streams'>): void {
  client.destroy();
  streams.destroy();
}
