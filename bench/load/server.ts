/** The laptop's HTTP server before the real functions, in a process of its own so that its CPU time is its own. */
import { serveHttp } from '../../lib/local/http/server.ts';
import { invokeFunctions } from './chain-transport.ts';
import { answerParent } from './children.ts';

/** What the server says when asked. */
export interface ServerState {
  url: string;
  /** CPU time of this process so far. */
  cpuMs: number;
}

const { url } = await serveHttp(0, await invokeFunctions(), error => {
  process.stderr.write(`a function failed: ${error}\n`);
});

answerParent(async (): Promise<ServerState> => {
  const { user, system } = process.cpuUsage();
  return { url, cpuMs: (user + system) / 1000 };
});
