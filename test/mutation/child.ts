/** Runs Node as a child process, on code that has the edits of a mutant. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edit } from './mutant.ts';
import { MUTATION_VARIABLE, type Mutation, ROOT } from './replace-source.ts';

/** A bug can make a loop endless. No check of a mutant takes this long by itself. */
const END_AFTER_MS = 120_000;
/** The last characters that are kept of the output. */
const OUTPUT_MAX = 4_000;

export interface Ended {
  code: number;
  /** The check did not end in time. */
  isHanging: boolean;
  /** The files that were loaded with their edits. */
  replaced: string[];
  /** The end of all that the process printed. */
  output: string;
}

/** Calls `use` with a folder for files of one run, and removes it at the end. */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-mutant-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs Node with these arguments and edits. `folder` takes the list of replaced files. */
export async function runNode(
  args: readonly string[],
  edits: readonly Edit[],
  folder: string,
  endAfterMs = END_AFTER_MS,
): Promise<Ended> {
  const mutation: Mutation = { edits, replaced: join(folder, 'replaced') };
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, [MUTATION_VARIABLE]: JSON.stringify(mutation) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: endAfterMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output = `${output}${chunk}`.slice(-OUTPUT_MAX);
    });
  }
  const [code, signal] = await once(child, 'close');
  return { code: code ?? 1, isHanging: signal === 'SIGKILL', replaced: await linesOf(mutation.replaced), output };
}

const linesOf = async (path: string): Promise<string[]> => {
  const text = await readFile(path, 'utf8').catch(() => '');
  return [...new Set(text.split('\n').filter(line => line !== ''))];
};
