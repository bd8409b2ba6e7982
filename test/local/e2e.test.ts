/** The end-to-end suite against the local service on the engine of the project, started with the command of the README. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, inject } from 'vitest';
import { describeService } from '../e2e/suite.ts';

const ROOT = join(import.meta.dirname, '../..');
let service: ChildProcess | undefined;

/** Resolves to the address that the service prints. Rejects with its output if it ends before. */
async function start(): Promise<string> {
  const child = spawn(process.execPath, ['bin/holdfast.ts', 'start'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOLDFAST_TABLE: 'end-to-end',
      ...(inject('engine') === 'embedded'
        ? { HOLDFAST_ENGINE: 'embedded' }
        : { DYNAMODB_ENDPOINT: inject('dynamodbEndpoint') }),
    },
  });
  service = child;
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const [url] = /(?<=healthy at )http\S+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`the service ended: ${lines.join('\n')}`);
}

afterAll(async () => {
  if (!service || service.exitCode !== null) return;
  service.kill('SIGTERM');
  await once(service, 'exit');
});

describeService(start);
