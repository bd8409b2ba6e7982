/**
 * MiniStack, an emulator of AWS, as a child process on this machine, with IAM enforced: every function runs with its own
 * role, so that a right that is missing fails here as it would on AWS.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Emulator {
  /** Where the SDKs and the CDK find it. */
  endpoint: string;
  stop(): Promise<void>;
}

export class NoEmulator extends Error {}

export const REGION = 'eu-central-1';
/** MiniStack's root key: allowed everything, as whoever deploys into an account of their own. */
export const ROOT = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } as const;

/** Starts it on a free port; throws `NoEmulator` where it is not installed or does not come up. */
export async function startEmulator(): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-deploy-'));
  let child: ChildProcess | undefined;
  try {
    const port = await freePort();
    child = await begin(folder, port);
    await untilReady(child, port, folder);
    const front = await startFront(port);
    const { port: frontPort } = front.address() as AddressInfo;
    return {
      endpoint: `http://127.0.0.1:${frontPort}`,
      async stop() {
        front.closeAllConnections();
        front.close();
        if (child) await end(child);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    if (child) await end(child);
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function begin(folder: string, port: number): Promise<ChildProcess> {
  await Promise.all(['tmp', 's3'].map(name => mkdir(join(folder, name))));
  const log = openSync(join(folder, 'log'), 'a');
  // A group of its own: its workers, one for each warm function, end with it.
  const child = spawn('ministack', [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: join(folder, 'tmp'),
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      AUTH: 'true',
      ...ROOT,
    },
  });
  await once(child, 'spawn').catch(refuse);
  return child;
}

function refuse(error: Error): never {
  throw new NoEmulator(
    'This test needs MiniStack, an emulator of AWS, on the PATH: python3 -m venv .venv && ' +
      `.venv/bin/pip install -r test/deploy/requirements.txt, then PATH=.venv/bin:$PATH npm run test:deploy (${error.message}).`,
  );
}

const READY_WITHIN_MS = 60_000;

/** Ready is when it answers, and is still our child: somebody else's would let ours end for want of the port. */
async function untilReady(child: ChildProcess, port: number, folder: string): Promise<void> {
  const from = performance.now();
  while (performance.now() - from < READY_WITHIN_MS && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/_ministack/ready`).catch(() => undefined);
    if (answer?.ok && child.exitCode === null) return;
    await pause(100);
  }
  throw new NoEmulator(`MiniStack did not start: ${(await readFile(join(folder, 'log'), 'utf8')).slice(-2_000)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  try {
    process.kill(-child.pid, 'SIGTERM');
    await Promise.race([ended, pause(5_000)]);
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone.
  }
}

/**
 * What stands before it: on AWS every call comes by TLS, and the bucket of `cdk bootstrap` refuses any other; here it is
 * said to have come so.
 */
async function startFront(port: number): Promise<Server> {
  const server = createServer((incoming, answer) => forward(incoming, answer, port));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function forward(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const onward = { host: '127.0.0.1', port, method, path: url, headers: { ...headers, 'x-forwarded-proto': 'https' } };
  const sent = request(onward, said => {
    answer.writeHead(said.statusCode ?? 502, said.rawHeaders);
    said.pipe(answer);
  });
  sent.on('error', () => answer.destroy());
  incoming.pipe(sent);
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
