/** Copies the side that the functions use to the other side, and compares both. It decides beforehand whether it may. */
import { UsageError } from '../../cli/usage-error.ts';
import type { Table } from '../../table/table.ts';
import { type Comparison, compare, digestsOf } from './digests.ts';
import { type CopyRun, copyMovedRows, type Differences, findDifferences, removeSurplus } from './moved-rows.ts';
import type { Sides } from './sides.ts';

export interface CopyOptions {
  /** Copies from the separate tables to the one table. */
  isBack: boolean;
  /** May replace and remove accounts in the target that an earlier copy has put. */
  mayReplace: boolean;
  dryRun: boolean;
  /** The command line that repeats the copy. */
  call: string;
}

export interface CopiedSide {
  put: number;
  removed: number;
  lines: string[];
}

export async function copySide(sides: Sides, run: CopyRun, options: CopyOptions): Promise<CopiedSide> {
  const { isBack, mayReplace, dryRun } = options;
  const [source, target] = isBack ? [sides.separate, sides.shared] : [sides.shared, sides.separate];
  const running = dryRun ? { ...run, requireStopped: async () => undefined } : run;
  await running.requireStopped();
  const found = await findDifferences(source, target, running);
  refuseToOverwrite(found, { ...options, target });
  if (dryRun) return { put: 0, removed: 0, lines: [planOf(found)] };
  const replacing = { mayReplace: mayReplace || isBack };
  const put = await copyMovedRows(source, target, running, replacing);
  const removed = replacing.mayReplace ? await removeSurplus(source, target, running) : 0;
  const { areEqual, lines } = await compareSides(sides, running);
  await running.requireStopped();
  const summary = `${found.read} rows read, ${put} put${removed > 0 ? `, ${removed} removed` : ''}.`;
  if (!areEqual) {
    throw new UsageError(
      [
        ...lines,
        `${summary} The two sides differ, so nothing may be switched. Run the command again: ${options.call}`,
      ].join('\n'),
    );
  }
  return { put, removed, lines: [...lines, summary] };
}

/** Compares counts and digests of both sides, by kind of row. */
export async function compareSides({ shared, separate }: Sides, run: CopyRun): Promise<Comparison> {
  return compare(await digestsOf(shared, run), await digestsOf(separate, run));
}

function refuseToOverwrite(
  { different, surplus, example = '' }: Differences,
  { isBack, mayReplace, call, target }: CopyOptions & { target: Table },
): void {
  const key = example.replace('\n', ' ');
  if (different.journal + surplus.journal > 0) {
    throw new UsageError(
      `${target.names.journal} has ${different.journal} entries that differ, and ${surplus.journal} that the source lacks (such as ${key}). ` +
        'Entries never change, so a function has written to the target. Nothing was copied. docs/operations.md says what to do.',
    );
  }
  const others = different.accounts + surplus.accounts;
  if (others === 0 || mayReplace || isBack) return;
  throw new UsageError(
    `${target.names.accounts} has ${different.accounts} rows that differ, and ${surplus.accounts} that the source lacks, as after an earlier copy and sales since. ` +
      `Nothing was copied. If no function has used ${target.names.accounts}, replace them: ${call} --again`,
  );
}

const planOf = ({ read, missing, different, surplus }: Differences): string =>
  `${read} rows read. ${missing} would be put, ${different.accounts} replaced, ${surplus.accounts} removed.`;
