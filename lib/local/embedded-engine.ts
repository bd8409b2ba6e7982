/** The embedded engine as the database of the local service: in this process, and over HTTP for other processes. */
import { createEngine } from '../engine/engine.ts';
import { startEngineServer } from '../engine/server/http-server.ts';
import { JSON_CODEC } from '../engine/values/attribute-codec.ts';
import type { LocalDynamoDb } from './dynamodb.ts';

/** Starts an empty engine that keeps its data in memory. */
export async function startEmbeddedEngine(): Promise<LocalDynamoDb> {
  const engine = createEngine({ now: Date.now });
  const { endpoint, close } = await startEngineServer({
    engineOf: () => (operation, input) => engine.execute(operation, input, JSON_CODEC),
  });
  return { endpoint, ended: new Promise(() => undefined), stop: close };
}
