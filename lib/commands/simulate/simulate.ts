/**
 * `npm run simulate`: simulates a venue, once for each seed. After a failure it prints the seed, and the shortest failing history
 * that it finds.
 */

import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { formatCallHistory } from '../../checker/call-history.ts';
import { wholeNumber } from '../../cli/read-options.ts';
import { countProgress, say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { judgeScenario } from '../../simulation/judge-scenario.ts';
import { drawScenario, FOCUSES, type Focus, type Scenario } from '../../simulation/scenario.ts';
import { shrinkScenario } from '../../simulation/shrink.ts';
import { requireWritable } from '../shared/require-writable.ts';
import type { SeedResult } from './judge-seed.ts';
import { linesOfHistory } from './lines-of-history.ts';
import { runSeeds, type SeedsSummary } from './run-seeds.ts';

const SEEDS_MAX = 2 ** 31;

interface SimulateOptions {
  seeds: string;
  seed: string | undefined;
  workers: string | undefined;
  focus: string | undefined;
  history: string | undefined;
}

/** Exits with 1 if a seed breaks a promise. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const count = wholeNumber('--seeds', options.seeds, { min: 1, max: SEEDS_MAX / 2 });
  const first =
    options.seed === undefined
      ? Date.now() % (SEEDS_MAX / 2)
      : wholeNumber('--seed', options.seed, { min: 0, max: SEEDS_MAX - count });
  const workers =
    options.workers === undefined
      ? Math.min(count, availableParallelism())
      : wholeNumber('--workers', options.workers, { min: 1, max: 256 });
  const focus = options.focus === undefined ? undefined : focusOf(options.focus);
  await requireWritable({ '--history': options.history });
  const progress = countProgress('simulating', 'seeds', count);
  const began = performance.now();
  const summary = await runSeeds({ first, count, workers, focus }, ({ seeds }) => progress.show(seeds)).finally(
    progress.end,
  );
  if (options.history !== undefined) await writeHistory(options.history, summary.failed?.seed ?? first, focus);
  if (summary.failed) await reportFailure(summary.failed, focus);
  else say(`${describe(summary, performance.now() - began)} No promise was broken. First seed: ${first}.`);
}

function describe({ seeds, calls, requests }: SeedsSummary, ms: number): string {
  const perSecond = Math.round(requests / (ms / 1_000));
  return `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}: ${calls} calls, ${requests} requests to DynamoDB (${perSecond} a second).`;
}

function focusOf(text: string): Focus {
  const focus = FOCUSES.find(name => name === text);
  if (focus) return focus;
  throw new UsageError(`--focus must be one of: ${FOCUSES.join(', ')}.`);
}

async function writeHistory(file: string, seed: number, focus: Focus | undefined): Promise<void> {
  const { history } = await judgeScenario(drawScenario(seed, focus));
  await writeFile(file, formatCallHistory(history));
}

async function reportFailure({ seed, findings }: SeedResult, focus: Focus | undefined): Promise<void> {
  const [finding] = findings as [SeedResult['findings'][number]];
  process.exitCode = 1;
  say(`Seed ${seed} breaks ${finding.rule}: ${finding.detail}`);
  say(`Repeat it with: npm run simulate -- --seeds 1 --seed ${seed}${focus ? ` --focus ${focus}` : ''}`);
  say('Looking for a shorter history that fails …');
  const shortest = await shrinkScenario(drawScenario(seed, focus), breaks(finding.rule));
  const { findings: left, history } = await judgeScenario(shortest);
  const named = left.find(({ rule }) => rule === finding.rule);
  say(`The shortest history found has ${shortest.steps.length} steps. It breaks ${finding.rule}: ${named?.detail}`);
  for (const line of linesOfHistory(history)) say(line);
}

const breaks =
  (rule: string) =>
  async (scenario: Scenario): Promise<boolean> =>
    (await judgeScenario(scenario)).findings.some(finding => finding.rule === rule);
