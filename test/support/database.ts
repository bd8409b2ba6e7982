/**
 * The databases of test worlds, one for each world. In the project `dynamodb-local` they are on DynamoDB Local, in every other
 * project on the embedded engine. Both also serve HTTP, for tests that create clients of their own.
 */
import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { createDocumentClient } from '../../lib/engine/client/document-client.ts';
import { createEngine, type Engine } from '../../lib/engine/engine.ts';
import { type EngineServer, startEngineServer } from '../../lib/engine/server/http-server.ts';
import { JSON_CODEC } from '../../lib/engine/values/attribute-codec.ts';
import { IDS, SYSTEM_CLOCK } from '../../lib/lambda/compose/system-clock.ts';
import { createTables } from '../../lib/local/create-table.ts';
import { type Connection, connectTable, kindsByName, type TableNames } from '../../lib/table/table.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    engine: 'embedded' | 'dynamodb-local';
    /** The address of DynamoDB Local, in the project `dynamodb-local` only. */
    dynamodbEndpoint: string;
  }
}

/** A database with empty tables. */
export interface TestDatabase {
  documents: DynamoDBDocumentClient;
  /** The connection with which another client reaches the same tables. */
  connection: Connection & { endpoint: string };
}

const TABLES: TableNames = { sales: 'holdfast', accounts: 'holdfast-accounts', journal: 'holdfast-journal' };
const engines = new Map<string, Engine>();
let server: Promise<EngineServer> | undefined;
const opened: TestDatabase[] = [];

/** Opens a database with three tables; with shared tables, as a stage has that is not migrated, with one for all rows. */
export async function openDatabase(tables: TableNames = TABLES): Promise<TestDatabase> {
  const connection = {
    tables,
    endpoint: await testEndpoint(),
    region: 'us-east-1',
    // Both engines keep a database for each access key, and DynamoDB Local is fastest while that is small.
    credentials: { accessKeyId: `test${IDS.next()}`, secretAccessKey: 'none' },
  };
  const documents = isEmbedded()
    ? createDocumentClient(engineOf(connection.credentials.accessKeyId).execute)
    : connectTable(connection, SYSTEM_CLOCK).documents;
  await createTables(documents as unknown as DynamoDBClient, tables);
  const database = { documents, connection };
  opened.push(database);
  return database;
}

/** Returns the address of the engine of this project. Starts a server for the embedded engine at the first call. */
export async function testEndpoint(): Promise<string> {
  if (!isEmbedded()) return inject('dynamodbEndpoint');
  server ??= startEngineServer({
    engineOf: accessKeyId => {
      const engine = engineOf(accessKeyId);
      return (operation, input) => engine.execute(operation, input, JSON_CODEC);
    },
  });
  return (await server).endpoint;
}

/** Removes the databases of this file, because each existing table makes DynamoDB Local slower. */
export async function closeDatabases(): Promise<void> {
  const databases = opened.splice(0);
  if (!isEmbedded()) {
    for (const { documents, connection } of databases) {
      for (const TableName of kindsByName(connection.tables).keys()) {
        await documents.send(new DeleteTableCommand({ TableName }) as never);
      }
    }
  }
  engines.clear();
  const closing = server;
  server = undefined;
  await (await closing)?.close();
}

const isEmbedded = (): boolean => inject('engine') !== 'dynamodb-local';

/** Returns the engine of an access key. Its clock is that of the machine, as in DynamoDB Local. */
function engineOf(accessKeyId: string): Engine {
  const engine = engines.get(accessKeyId) ?? createEngine({ now: Date.now });
  engines.set(accessKeyId, engine);
  return engine;
}
