/**
 * The embedded engine as the database of the local service. This process calls it directly, without a network; other
 * processes reach it over HTTP.
 */
import { createDocumentClient, createRawClient, createStreamsClient } from '../../engine/client/document-client.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { startEngineServer } from '../../engine/server/http-server.ts';
import { JSON_CODEC } from '../../engine/values/attribute-codec.ts';
import { type connectTable, namesOf } from '../../table/table.ts';
import { fileIn } from './data-files.ts';
import { clientsOver, type LocalDatabase } from './database.ts';
import { withFaults } from './engine-faults.ts';
import { openKeptEngine } from './engine-file.ts';

export interface EmbeddedOptions {
  /** The folder that keeps the data between runs; without it they are in memory. */
  dataFolder?: string;
  /** The seed of injected faults, such as conflicts and lost requests. Without it there are none. */
  faultSeed?: number;
}

export async function startEmbeddedEngine({ dataFolder, faultSeed }: EmbeddedOptions = {}): Promise<LocalDatabase> {
  const kept = dataFolder === undefined ? undefined : openKeptEngine(fileIn(dataFolder, 'embedded'), Date.now);
  const engine: Engine = kept ?? createEngine({ now: Date.now });
  const execute = faultSeed === undefined ? engine.execute : withFaults(engine, faultSeed);
  const { endpoint, close } = await startEngineServer({
    engineOf: () => (operation, input) => execute(operation, input, JSON_CODEC),
    onFault: reportFault,
  });
  return {
    engine: 'embedded',
    endpoint,
    ended: kept?.ended ?? new Promise(() => undefined),
    async stop() {
      await close();
      kept?.close();
    },
    // Faults need the SDK's own retries and request tokens. So with faults this process also calls the engine over HTTP.
    ...(faultSeed === undefined ? clientsOf(engine) : clientsOver(endpoint)),
    removeExpired: engine.removeExpired,
  };
}

/** Prints a bug of the engine. The caller in the other process learns only that the engine failed. */
export const reportFault = (error: unknown): void => {
  process.stderr.write(`The embedded engine failed: ${error instanceof Error ? error.stack : error}\n`);
};

function clientsOf({ execute }: Engine): Pick<LocalDatabase, 'client' | 'streams' | 'connect'> {
  const connect: typeof connectTable = ({ tables }, clock) => ({
    ...namesOf(tables),
    documents: createDocumentClient(execute),
    clock,
  });
  return { client: createRawClient(execute), streams: createStreamsClient(execute), connect };
}
