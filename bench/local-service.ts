/** A local service in a process of its own, as `npm start` runs it, with the demonstration data and without rate limits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { VARIABLES } from '../lib/deployment/variables.ts';

export interface LocalService {
  url: string;
  stop(): Promise<void>;
}

const HOLDFAST = join(import.meta.dirname, '../bin/holdfast.ts');

export async function startLocalService(): Promise<LocalService> {
  const env = {
    ...process.env,
    PORT: String(await freePort()),
    HOLDFAST_ENGINE: 'embedded',
    [VARIABLES.rateLimits]: 'off',
  };
  const child = spawn(process.execPath, [HOLDFAST, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      text += chunk;
      const [, found] = /is healthy at (\S+)/.exec(text) ?? [];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`the local service did not start:\n${text}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A port of this machine that nothing uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
