/** `npm run engine`: serves an empty embedded engine over HTTP on this machine, for any AWS SDK. */
import { say } from '../../cli/terminal.ts';
import { createEngine } from '../../engine/engine.ts';
import { type EngineServer, startEngineServer } from '../../engine/server/http-server.ts';
import { JSON_CODEC } from '../../engine/values/attribute-codec.ts';
import { reportFault } from '../../local/database/embedded-engine.ts';
import { readPort, refusePort } from '../shared/ports.ts';

export async function serveEngine({ port }: { port: string }): Promise<void> {
  const { endpoint } = await startServer(readPort(port));
  say(`The embedded engine is at ${endpoint}. Its tables are in memory, and it accepts any credentials.`);
  say('Ctrl-C stops it.');
}

const EXPIRE_EVERY_MS = 1_000;

/** Starts a server of one engine, which all access keys share. Port 0 takes a free port. */
export async function startServer(port: number): Promise<EngineServer> {
  const engine = createEngine({ now: Date.now });
  const server = await startEngineServer({
    port,
    engineOf: () => (operation, input) => engine.execute(operation, input, JSON_CODEC),
    onFault: reportFault,
  }).catch(refusePort(port));
  setInterval(() => engine.removeExpired(Date.now()), EXPIRE_EVERY_MS).unref();
  return server;
}
