/** The local HTTP server in front of the real functions, in its own process so that it has its own CPU time. */
import { serveHttp } from '../../lib/local/http/server.ts';
import { invokeFunctions } from './chain-transport.ts';
import { answerParent } from './children.ts';

/** The server's answers to its parent's requests. */
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
