/** The results of the mutants as a table, and as one sentence. */
import Table from 'cli-table3';
import { type Guard, type Mutant, nameOf } from './mutant.ts';
import type { MutantResult } from './run-mutant.ts';

export const breaksOf = (mutant: Mutant): string => ('breaks' in mutant ? (mutant as Guard).breaks : '');

/** One row for each seeded bug: the promise that it breaks, and the check that noticed it. */
export function tableOf(results: readonly MutantResult[]): string {
  const table = new Table({
    head: ['seeded bug', 'breaks', 'caught by'],
    colWidths: [58, 8, 74],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const result of results) table.push([result.mutant.name, breaksOf(result.mutant), caughtBy(result)]);
  return table.toString();
}

function caughtBy({ mutant, caughtBy, isExpected, problem }: MutantResult): string {
  if (problem !== undefined) return `NOT CHECKED: ${problem}`;
  if (caughtBy === undefined) return 'NOT CAUGHT';
  const [expected] = mutant.caughtBy;
  return isExpected || !expected ? caughtBy : `${caughtBy}\n(expected: ${nameOf(expected)})`;
}

export const isCaught = ({ caughtBy, problem }: MutantResult): boolean =>
  caughtBy !== undefined && problem === undefined;

/** How many seeded bugs were caught. */
export function sumOf(results: readonly MutantResult[]): string {
  const uncaught = results.filter(result => !isCaught(result));
  const others = results.filter(result => isCaught(result) && !result.isExpected).length;
  const by = others > 0 ? `, ${others} of them by another check than expected` : '';
  if (uncaught.length === 0) return `All ${results.length} seeded bugs were caught${by}.`;
  return `${uncaught.length} of ${results.length} seeded bugs were not caught: ${uncaught.map(({ mutant }) => mutant.name).join('; ')}.`;
}
