/**
 * `npm run separate-tables`: copies the accounts and the journal of a stage from its one table into tables of their own, while
 * the stage is in maintenance, and compares both sides. The deployment with `-c tables=separate` switches to them. `--back` copies in
 * the other direction, and `--remove-copies` removes the rows that the one table still has after the switch.
 */
import { callWith } from '../../cli/command.ts';
import { requireTyped } from '../../cli/confirm.ts';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK, wallClock } from '../../lambda/compose/system-clock.ts';
import { areShared } from '../../table/table.ts';
import { requireMaintenance, runningParts } from '../restore/running-functions.ts';
import { createSwitches } from '../restore/switches.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import type { DeployedStack } from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { createPace, UNITS_MAX } from '../shared/pace.ts';
import { copySide } from './copy-side.ts';
import { removeCopies } from './remove-copies.ts';
import { type Sides, sidesOf } from './sides.ts';

interface SeparateTablesOptions {
  stage: string;
  back: boolean;
  again: boolean;
  'dry-run': boolean;
  'remove-copies': boolean;
  yes: boolean;
  'units-per-second': string;
}

export async function separateTables(given: SeparateTablesOptions): Promise<void> {
  const { stage, back: isBack, again: mayReplace, 'dry-run': dryRun, 'remove-copies': isRemoval } = given;
  const units = wholeNumber('--units-per-second', given['units-per-second'], { min: 1, max: UNITS_MAX });
  if (isRemoval && (isBack || mayReplace)) {
    throw new UsageError('--remove-copies follows the switch. It cannot be combined with --back or --again.');
  }
  try {
    const stack = await stackOf(stage);
    const sides = sidesOf(stack, stage);
    const run = { pace: createPace(units, SYSTEM_CLOCK), now: wallClock(), requireStopped: stoppedCheck(stack, stage) };
    if (isRemoval) return await remove(sides, run, { stage, dryRun, isConfirmed: given.yes });
    requireDirection(stack, { stage, isBack });
    const copied = await copySide(sides, run, {
      isBack,
      mayReplace,
      dryRun,
      call: callWith('separate-tables', argsOf(given)),
    });
    for (const line of copied.lines) say(line);
    say(dryRun ? 'Nothing was changed (--dry-run).' : nextStep(stage, isBack));
  } catch (error) {
    throw asUsageError(error);
  }
}

const argsOf = ({ stage, back }: SeparateTablesOptions): string => `--stage ${stage}${back ? ' --back' : ''}`;

const nextStep = (stage: string, isBack: boolean): string =>
  `The copy is complete. Next, still in maintenance: npm run deploy -- -c stage=${stage} -c tables=${isBack ? 'shared' : 'separate'}`;

/** Copies only from the side that the functions use: the other side is older. */
function requireDirection(
  { name, tables }: DeployedStack,
  { stage, isBack }: { stage: string; isBack: boolean },
): void {
  if (areShared(tables) === !isBack) return;
  throw new UsageError(
    isBack
      ? `The functions of ${name} use one table, so there is nothing to copy back.`
      : `The functions of ${name} use tables of their own already, and these are newer than the one table. Nothing was copied. ` +
          `To remove the old rows: ${callWith('separate-tables', `--stage ${stage} --remove-copies`)}`,
  );
}

/** Fails if a function of the stage may run. A function that runs would write rows that the copy misses. */
function stoppedCheck(stack: DeployedStack, stage: string): () => Promise<void> {
  const switches = createSwitches();
  return async () => requireMaintenance(stage, await runningParts(stack, switches));
}

async function remove(
  sides: Sides,
  run: Parameters<typeof removeCopies>[1],
  { stage, dryRun, isConfirmed }: { stage: string; dryRun: boolean; isConfirmed: boolean },
): Promise<void> {
  const { name } = sides.shared;
  if (!areShared(sides.inUse.names)) {
    if (!dryRun && !isConfirmed) {
      await requireTyped(
        name,
        `The accounts and journal entries in ${name} will be removed. They cannot be used to undo the switch any more. Type ${name} to confirm: `,
      );
    }
    const { found, removed, kept } = await removeCopies(sides, run, { dryRun });
    if (kept > 0) {
      throw new UsageError(
        `${removed} rows were removed from ${name}. ${kept} rows stay, because the separate tables lack them or have other entries: compare them by hand.`,
      );
    }
    say(
      dryRun
        ? `${found} rows would be removed from ${name}. Nothing was changed (--dry-run).`
        : `${removed} rows were removed from ${name}. The separation of ${stage} is finished.`,
    );
    return;
  }
  throw new UsageError(`The functions of ${stage} use one table, so its rows are no copies. Nothing was removed.`);
}
