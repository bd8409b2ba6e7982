/** The end-to-end suite against the service of a laptop, started as a newcomer starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, inject } from 'vitest';
import { describeService } from '../e2e/suite.ts';

const ROOT = join(import.meta.dirname, '../..');
let service: ChildProcess | undefined;

/** Where it says that it is healthy; rejects with what it said where it ends before. */
async function start(): Promise<string> {
  const child = spawn(process.execPath, ['bin/holdfast.ts', 'start'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOLDFAST_TABLE: 'end-to-end',
      DYNAMODB_ENDPOINT: inject('dynamodbEndpoint'),
    },
  });
  service = child;
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const [url] = /(?<=healthy at )http\S+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`the service ended: ${said.join('\n')}`);
}

afterAll(async () => {
  if (!service || service.exitCode !== null) return;
  service.kill('SIGTERM');
  await once(service, 'exit');
});

describeService(start);
