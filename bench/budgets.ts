/**
 * Budgets of the functions' bundles: size, and import time as a ratio to a bundle of the bare SDK client that is
 * imported in the same run. The figures are in budgets.json; `npm run import-time -- --take` measures and writes them
 * again.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Gateway } from '../lib/contract/route.ts';
import type { FunctionName } from '../lib/infra/rights.ts';

export interface Budgets {
  /** KB, minified. Functions whose bundle differs where Stripe is the gateway have a second entry. */
  bundleKb: Record<FunctionName, number>;
  bundleKbWithStripe: Partial<Record<FunctionName, number>>;
  /** Import time as a multiple of the bare client's. */
  importRatio: Record<FunctionName, number>;
}

const FILE = new URL('budgets.json', import.meta.url);

export const readBudgets = (): Budgets => JSON.parse(readFileSync(FILE, 'utf8')) as Budgets;

export const writeBudgets = (budgets: Budgets): Promise<void> =>
  writeFile(FILE, `${JSON.stringify(budgets, null, 2)}\n`);

/** The margin that a new budget leaves above its figure. */
const ROOM = 1.065;
/** A budget that is this far above its figure would no longer detect a regression. */
export const ROOM_MAX = 1.15;
/** Two runs on a busy machine differ by a third. A doubled cost is still detected. */
const IMPORT_ROOM = 1.6;

export const budgetOfKb = (kb: number): number => Math.ceil(kb * ROOM);
export const budgetOfRatio = (ratio: number): number => Math.ceil(ratio * IMPORT_ROOM * 10) / 10;

export const bundleBudget = (name: FunctionName, gateway: Gateway, budgets = readBudgets()): number =>
  (gateway === 'stripe' ? budgets.bundleKbWithStripe[name] : undefined) ?? budgets.bundleKb[name];

export const KB = 1024;
