/**
 * MiniStack, an emulator of AWS, as a child process on this machine, with IAM enforced: every function runs with its own
 * role, so that a right that is missing fails here as it would on AWS.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Emulator {
  /** Address for the SDKs and the CDK. */
  endpoint: string;
  stop(): Promise<void>;
}

export class NoEmulator extends Error {}

const run = promisify(execFile);

export const REGION = 'eu-central-1';
/** MiniStack's root key, which may do everything, as an administrator who deploys into their own account may. */
export const ROOT = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } as const;

/** Starts it on a free port. Throws `NoEmulator` if it cannot be installed or does not become ready. */
export async function startEmulator(): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-deploy-'));
  let child: ChildProcess | undefined;
  let front: Server | undefined;
  const stop = async (): Promise<void> => {
    front?.closeAllConnections();
    front?.close();
    if (child) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [path, port] = [await pathWithEmulator(), await freePort()];
    front = await startFront(port);
    const endpoint = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    child = await begin(folder, { port, path, endpoint });
    await untilReady(child, port, folder);
    return { endpoint, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function begin(
  folder: string,
  { port, path, endpoint }: { port: number; path: string; endpoint: string },
): Promise<ChildProcess> {
  await Promise.all(['tmp', 's3'].map(name => mkdir(join(folder, name))));
  const log = openSync(join(folder, 'log'), 'a');
  // In a process group of its own, so that its workers, one for each warm function, end with it.
  const child = spawn('ministack', [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      PATH: path,
      HOME: folder,
      TMPDIR: join(folder, 'tmp'),
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      AUTH: 'true',
      // The address for its functions.
      AWS_ENDPOINT_URL: endpoint,
      ...ROOT,
    },
  });
  await once(child, 'spawn');
  return child;
}

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
/** A virtual environment of this checkout; `npm ci` removes it. */
const ENVIRONMENT = join(import.meta.dirname, '../../node_modules/.cache/holdfast/emulator');

/** A PATH on which `ministack` is: that of this process, or one with the virtual environment, which is made if it is missing. */
async function pathWithEmulator(): Promise<string> {
  const { PATH = '' } = process.env;
  if (PATH.split(delimiter).some(folder => existsSync(join(folder, 'ministack')))) return PATH;
  const programs = join(ENVIRONMENT, 'bin');
  try {
    await run('python3', ['-m', 'venv', ENVIRONMENT]);
    await run(join(programs, 'pip'), ['install', '--quiet', '--requirement', REQUIREMENTS]);
  } catch (error) {
    throw new NoEmulator(
      `MiniStack, an emulator of AWS, cannot be installed: this test needs Python 3 with venv, and PyPI. ${(error as Error).message}`,
    );
  }
  return `${programs}${delimiter}${PATH}`;
}

const READY_WITHIN_MS = 60_000;

/** Ready means that it answers and our child still runs: if another process has the port, our child ends. */
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
    // The group has ended already.
  }
}

/**
 * Starts a proxy before the emulator that marks each call as one over TLS, also those of its functions. On AWS every call is; the
 * bucket of `cdk bootstrap` and our queues refuse others.
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
  const sent = request(onward, response => {
    answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
    response.pipe(answer);
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
