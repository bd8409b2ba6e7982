/**
 * How large a function's bundle may be, and how long it may take to import, beside a bundle of the bare SDK client that is
 * imported in the same run: a ratio, since a machine is as fast as it is. The figures are in budgets.json, and
 * `npm run import-time -- --take` takes them anew.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Gateway } from '../lib/contract/route.ts';
import type { FunctionName } from '../lib/infra/rights.ts';

export interface Budgets {
  /** KB, minified; those that carry something else where Stripe is the gateway stand there. */
  bundleKb: Record<FunctionName, number>;
  bundleKbWithStripe: Partial<Record<FunctionName, number>>;
  /** Times the import of the bare client. */
  importRatio: Record<FunctionName, number>;
}

const FILE = new URL('budgets.json', import.meta.url);

export const readBudgets = (): Budgets => JSON.parse(readFileSync(FILE, 'utf8')) as Budgets;

export const writeBudgets = (budgets: Budgets): Promise<void> =>
  writeFile(FILE, `${JSON.stringify(budgets, null, 2)}\n`);

/** What a new budget leaves to grow into. */
const ROOM = 1.065;
/** A budget this far above its figure follows no saving any more. */
export const ROOM_MAX = 1.15;
/** Two runs on a busy machine differ by a third; what costs twice is still seen. */
const IMPORT_ROOM = 1.6;

export const budgetOfKb = (kb: number): number => Math.ceil(kb * ROOM);
export const budgetOfRatio = (ratio: number): number => Math.ceil(ratio * IMPORT_ROOM * 10) / 10;

export const bundleBudget = (name: FunctionName, gateway: Gateway, budgets = readBudgets()): number =>
  (gateway === 'stripe' ? budgets.bundleKbWithStripe[name] : undefined) ?? budgets.bundleKb[name];

export const KB = 1024;
