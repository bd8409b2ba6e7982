/** Each bundle has a size budget, which is lowered when the bundle shrinks. The test prints all sizes. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleBudget, KB, ROOM_MAX, readBudgets } from '../../bench/budgets.ts';
import { digits, sayTable } from '../../bench/tables.ts';
import { bundleFunctions } from '../../lib/infra/function-bundles.ts';
import { PAYING } from '../../lib/infra/rights.ts';
import { FUNCTION_NAMES } from './synthesized.ts';

const folder = await mkdtemp(join(tmpdir(), 'holdfast-budgets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['simulated', FUNCTION_NAMES],
  ['stripe', PAYING],
] as const)(
  'with the gateway "%s" every bundle is within its budget, and no budget is far above its bundle',
  async (gateway, names) => {
    const sizes = new Map<string, { kb: number; budget: number }>();
    for (const [name, file] of bundleFunctions(join(folder, gateway), { gateway }, names)) {
      sizes.set(name, { kb: (await stat(file)).size / KB, budget: bundleBudget(name, gateway) });
    }
    const rows = [...sizes].map(([name, { kb, budget }]) => [
      name,
      digits(kb, 1),
      digits(budget),
      `${digits((budget / kb - 1) * 100, 1)} %`,
    ]);
    sayTable([`gateway: ${gateway}`, 'KB', 'budget', 'room'], rows);
    const named = (test: (size: { kb: number; budget: number }) => boolean): string[] =>
      [...sizes].filter(([, size]) => test(size)).map(([name]) => name);
    expect({ over: named(({ kb, budget }) => kb > budget) }).toEqual({ over: [] });
    const loose = named(({ kb, budget }) => budget > kb * ROOM_MAX);
    expect({ loose }, 'measure the budgets again: npm run import-time -- --take').toEqual({ loose: [] });
  },
);

test('the budgets name every function, and nothing else', () => {
  const { bundleKb, bundleKbWithStripe, importRatio } = readBudgets();
  expect(Object.keys(bundleKb).toSorted()).toEqual(FUNCTION_NAMES.toSorted());
  expect(Object.keys(importRatio).toSorted()).toEqual(FUNCTION_NAMES.toSorted());
  expect(Object.keys(bundleKbWithStripe).toSorted()).toEqual(PAYING.toSorted());
});
