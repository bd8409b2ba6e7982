/**
 * `npm run mutants`: seeds one bug after the other into the code as it is loaded, and runs the checks that must notice it. It
 * prints which check noticed which bug, and fails if one was not noticed. A word chooses bugs: `npm run mutants -- guards`,
 * `-- P6`, `-- session`. docs/correctness.md says more.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../../lib/cli/read-options.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { faultsOfChecks } from './baseline.ts';
import type { Mutant } from './mutant.ts';
import { breaksOf, isCaught, sumOf, tableOf } from './results-table.ts';
import { type MutantResult, runMutant } from './run-mutant.ts';
import { mutantsOf } from './select.ts';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs the mutants of a word, and prints the table. */
async function runMutants({ word, atOnce, report }: ReturnType<typeof read>): Promise<void> {
  const mutants = mutantsOf(word);
  tell(
    `${mutants.length} seeded bugs. All of them take about 20 minutes; a word selects some. First the checks without a bug …`,
  );
  const faults = await faultsOfChecks(mutants);
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  const results = await runAll(mutants, atOnce);
  process.stdout.write(`${tableOf(results)}\n${sumOf(results)}\n`);
  if (report !== undefined) await writeFile(report, JSON.stringify(results.map(reported)));
  if (!results.every(isCaught)) process.exitCode = 1;
}

/** Several at once, each in a process of its own. Returns the results in the order of the mutants. */
async function runAll(mutants: readonly Mutant[], atOnce: number): Promise<MutantResult[]> {
  const results = new Map<Mutant, MutantResult>();
  const waiting = [...mutants];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const result = await runMutant(mutant);
      results.set(mutant, result);
      const verdict = isCaught(result) ? 'caught' : 'NOT CAUGHT';
      tell(`[${results.size}/${mutants.length}] ${result.seconds.toFixed(1)} s ${verdict}: ${mutant.name}`);
    }
  });
  await Promise.all(workers);
  return mutants.map(mutant => results.get(mutant) as MutantResult);
}

/** A result as `npm run verify` reads it. */
const reported = (result: MutantResult) => ({
  name: result.mutant.name,
  breaks: breaksOf(result.mutant),
  isCaught: isCaught(result),
});

function read(args: string[]) {
  const { values, positionals } = parsed(args);
  if (positionals.length > 1) throw new UsageError('Give one word: npm run mutants -- guards');
  const atOnce = values['at-once'] ?? String(Math.min(availableParallelism(), 4));
  return {
    word: positionals[0],
    atOnce: wholeNumber('--at-once', atOnce, { min: 1, max: 64 }),
    report: values.report,
  };
}

function parsed(args: string[]) {
  try {
    const options = { 'at-once': { type: 'string' }, report: { type: 'string' } } as const;
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  await runMutants(read(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  tell(error.message);
  process.exitCode = 1;
}
