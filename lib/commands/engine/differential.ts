/** `npm run differential`: compares the embedded engine with DynamoDB Local by any number of random sequences. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { findJava, JAVA_MAJOR_MIN } from '../../local/database/java.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** After this many sequences a new DynamoDB Local starts, because its stream and its memory grow. */
const SEQUENCES_AT_ONCE = 2_000;
const SEEDS = 2 ** 31;

/** The project of vitest.config.ts whose tests compare the engines. */
export const PROJECT = 'dynamodb-local';
export const TEST_FILE = 'test/engine/differential/differential.test.ts';

export async function differential(options: { sequences: string; seed: string | undefined }): Promise<void> {
  const sequences = wholeNumber('--sequences', options.sequences, { min: 1, max: SEEDS / 2 });
  const first =
    options.seed === undefined
      ? Date.now() % (SEEDS / 2)
      : wholeNumber('--seed', options.seed, { min: 0, max: SEEDS - sequences });
  await requireJava();
  for (let done = 0; done < sequences; done += SEQUENCES_AT_ONCE) {
    const count = Math.min(SEQUENCES_AT_ONCE, sequences - done);
    const code = await runPiece(first + done, count);
    if (code !== 0) {
      process.exitCode = 1;
      return;
    }
    say(`${done + count} of ${sequences} sequences agree, from seed ${first}.`);
  }
}

async function requireJava(): Promise<void> {
  const java = await findJava();
  if (java.isUsable) return;
  throw new UsageError(
    `The comparison needs DynamoDB Local, which needs Java ${JAVA_MAJOR_MIN} or newer, but ${java.problem}. Install Java (adoptium.net).`,
  );
}

async function runPiece(seed: number, sequences: number): Promise<number> {
  const child = spawn('npx', ['vitest', 'run', '--project', PROJECT, TEST_FILE], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, SEED: String(seed), SEQUENCES: String(sequences) },
  });
  const [code] = await once(child, 'close');
  return Number(code ?? 1);
}
