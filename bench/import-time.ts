/**
 * `npm run import-time`: the size of every function's bundle and how long it takes to import, in fresh processes that
 * take turns with a bundle of the bare SDK client. Fails if a bundle is over its budget; `-- --take` writes new
 * budgets.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { say } from '../lib/cli/terminal.ts';
import { UsageError } from '../lib/cli/usage-error.ts';
import { bundleFunctions } from '../lib/infra/function-bundles.ts';
import type { FunctionName } from '../lib/infra/rights.ts';
import { PAYING } from '../lib/infra/rights.ts';
import { bundleBareClient } from './bare-client.ts';
import { type Budgets, budgetOfKb, budgetOfRatio, bundleBudget, KB, readBudgets, writeBudgets } from './budgets.ts';
import { digits, median, sayTable } from './tables.ts';

/**
 * The number of imports of each bundle. The fastest one counts, because other work on the machine can only slow an
 * import down. On a busy machine no import of a bundle may be fast, so a bundle that is over its budget is imported more
 * often.
 */
const TURNS = 6;
const TURNS_MAX = 40;

export async function importTime({ take }: { take: boolean }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-import-'));
  try {
    const figures = await measure(folder);
    if (take) await takeBudgets(figures, folder);
    const slow = tell(figures);
    if (slow.length > 0) throw new UsageError(`Over their import budget: ${slow.join(', ')}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Figures {
  kb: number;
  importMs: number[];
  /** The fastest import of the function, divided by the fastest of the bare client. */
  ratio: number;
}

async function measure(folder: string): Promise<Map<FunctionName, Figures>> {
  const files = bundleFunctions(folder, { gateway: 'simulated' });
  const bare = await bundleBareClient(folder);
  const times = new Map([bare, ...files.values()].map(file => [file, [] as number[]]));
  const ratioOf = (file: string): number => fastest(times, file) / fastest(times, bare);
  const { importRatio } = readBudgets();
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const measured = [...files].filter(([name, file]) => turn < TURNS || ratioOf(file) > importRatio[name]);
    // The bare client is imported before each function, because every ratio is divided by its time, which must be the
    // most accurate.
    for (const file of measured.flatMap(([, own]) => [bare, own])) times.get(file)?.push(await importMs(file));
  }
  say(`The bare client: ${digits(await kbOf(bare))} KB, ${digits(median(times.get(bare) ?? []), 1)} ms.`);
  const figures = new Map<FunctionName, Figures>();
  for (const [name, file] of files) {
    figures.set(name, { kb: await kbOf(file), importMs: times.get(file) ?? [], ratio: ratioOf(file) });
  }
  return figures;
}

export const kbOf = async (file: string): Promise<number> => (await stat(file)).size / KB;

const PROBE = `
  const began = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - began));
  process.exit();
`;

const fastest = (times: Map<string, number[]>, file: string): number => Math.min(...(times.get(file) ?? []));

/** Without the environment of this process. Outside Lambda, a function composes nothing before its first request. */
async function importMs(file: string): Promise<number> {
  const probe = ['--input-type=module', '--eval', PROBE, pathToFileURL(file).href];
  const { stdout } = await promisify(execFile)(process.execPath, probe, { env: {} });
  return Number(stdout);
}

async function takeBudgets(figures: Map<FunctionName, Figures>, folder: string): Promise<void> {
  const byName = <Value>(of: (figures: Figures) => Value) =>
    Object.fromEntries([...figures].map(([name, ours]) => [name, of(ours)])) as Record<FunctionName, Value>;
  const withStripe: Budgets['bundleKbWithStripe'] = {};
  for (const [name, file] of bundleFunctions(join(folder, 'stripe'), { gateway: 'stripe' }, PAYING)) {
    withStripe[name] = budgetOfKb(await kbOf(file));
  }
  await writeBudgets({
    bundleKb: byName(({ kb }) => budgetOfKb(kb)),
    bundleKbWithStripe: withStripe,
    importRatio: byName(({ ratio }) => budgetOfRatio(ratio)),
  });
}

function tell(figures: Map<FunctionName, Figures>): FunctionName[] {
  const { importRatio } = readBudgets();
  const rows = [...figures].map(([name, { kb, importMs, ratio }]) => {
    const own = [digits(kb), digits(bundleBudget(name, 'simulated')), digits(median(importMs), 1)];
    return [name, ...own, digits(ratio, 2), digits(importRatio[name], 1)];
  });
  sayTable(['function', 'KB', 'budget', 'import ms', 'times bare', 'budget'], rows);
  return [...figures].filter(([name, { ratio }]) => ratio > importRatio[name]).map(([name]) => name);
}
