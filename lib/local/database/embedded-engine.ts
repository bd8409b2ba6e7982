/**
 * The embedded engine as the database of the local service. This process calls it directly, without a network; other
 * processes reach it over HTTP.
 */
import { createDocumentClient, createRawClient, createStreamsClient } from '../../engine/client/document-client.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { startEngineServer } from '../../engine/server/http-server.ts';
import { JSON_CODEC } from '../../engine/values/attribute-codec.ts';
import type { Codec } from '../../engine/values/codec.ts';
import type { connectTable } from '../../table/table.ts';
import { clientsOver, type LocalDatabase } from './database.ts';
import { withFaults } from './engine-faults.ts';

/** Starts an empty engine that keeps its data in memory. A seed of faults makes requests conflict, fail and get lost. */
export async function startEmbeddedEngine({ faultSeed }: { faultSeed?: number } = {}): Promise<LocalDatabase> {
  const engine = createEngine({ now: Date.now });
  const execute: Execute = faultSeed === undefined ? engine.execute : withFaults(engine, faultSeed);
  const { endpoint, close } = await startEngineServer({
    engineOf: () => (operation, input) => execute(operation, input, JSON_CODEC),
  });
  return {
    engine: 'embedded',
    endpoint,
    ended: new Promise(() => undefined),
    stop: close,
    // Faults need the SDK's own retries and request tokens, so with faults this process uses the network as well.
    ...(faultSeed === undefined ? clientsOf(engine) : clientsOver(endpoint)),
    removeExpired: engine.removeExpired,
  };
}

type Execute = (
  operation: string,
  input: Record<string, unknown>,
  codec: Codec,
) => ReturnType<ReturnType<typeof withFaults>>;

function clientsOf({ execute }: Engine): Pick<LocalDatabase, 'client' | 'streams' | 'connect'> {
  const connect: typeof connectTable = ({ tableName }, clock) => ({
    name: tableName,
    documents: createDocumentClient(execute),
    clock,
  });
  return { client: createRawClient(execute), streams: createStreamsClient(execute), connect };
}
