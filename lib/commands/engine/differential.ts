/** `npm run differential`: compares the embedded engine with DynamoDB Local by any number of random sequences. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** A new DynamoDB Local starts after so many sequences, because its stream and its memory grow. */
const SEQUENCES_AT_ONCE = 2_000;
const SEEDS = 2 ** 31;

export async function differential(options: { sequences: string; seed: string | undefined }): Promise<void> {
  const sequences = wholeNumber('--sequences', options.sequences, { min: 1, max: SEEDS / 2 });
  const first =
    options.seed === undefined
      ? Date.now() % (SEEDS / 2)
      : wholeNumber('--seed', options.seed, { min: 0, max: SEEDS - sequences });
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

async function runPiece(seed: number, sequences: number): Promise<number> {
  const test = 'test/engine/differential/differential.test.ts';
  const child = spawn('npx', ['vitest', 'run', '--project', 'dynamodb-local', test], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, SEED: String(seed), SEQUENCES: String(sequences) },
  });
  const [code] = await once(child, 'close');
  return Number(code ?? 1);
}
