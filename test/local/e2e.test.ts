/**
 * The local service on the engine of the project, started with the command of the README: the end-to-end suite, and the Postman
 * collection that is for developers of clients.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, expect, inject, it } from 'vitest';
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

let started: Promise<string> | undefined;
const open = (): Promise<string> => {
  started ??= start();
  return started;
};

describeService(open);

it('runs the Postman collection of a booking', async () => {
  const baseUrl = await open();
  const collection = join(ROOT, 'docs/postman/booking.postman_collection.json');
  const newman = join(ROOT, 'node_modules/newman/bin/newman.js');
  const args = [newman, 'run', collection, '--env-var', `baseUrl=${baseUrl}`, '--color', 'off'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(({ stdout, stderr }) => {
    // The output names the assertion that failed.
    throw new Error(`${stdout}${stderr}`);
  });
  const [, executed, failed] = /assertions │ +(\d+) │ +(\d+)/.exec(stdout) ?? [];
  expect(failed, stdout).toBe('0');
  expect(Number(executed)).toBeGreaterThan(30);
});
