/**
 * Decides where a deployment lets the functions find accounts and journal: in the one table of older versions, or in tables of
 * their own. A stage keeps what it has, and switches only if both sides have the same rows and nothing runs.
 */
import { callWith } from '../../cli/command.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import type { Stage } from '../../infra/stage.ts';
import { SYSTEM_CLOCK, wallClock } from '../../lambda/compose/system-clock.ts';
import { runningParts } from '../restore/running-functions.ts';
import { createSwitches } from '../restore/switches.ts';
import { compareSides } from '../separate-tables/copy-side.ts';
import { sidesOf } from '../separate-tables/sides.ts';
import { stackOf } from '../shared/named-table.ts';
import { createPace } from '../shared/pace.ts';
import type { StackState } from './account-state.ts';

type Tables = Stage['tables'];

/** Where the functions of a deployed stage find them now; undefined for a stage that has no table yet. */
export function tablesNow(found: Pick<StackState, 'tableName' | 'settings'> | undefined): Tables | undefined {
  if (found?.tableName === undefined) return undefined;
  // Stacks of version 0.5 do not have the setting: they have one table.
  return found.settings?.tables === 'separate' ? 'separate' : 'shared';
}

/** The setting of this deployment: the given one, else that of the last deployment. A new stage has separate tables. */
export const tablesToDeploy = (now: Tables | undefined, given: Tables | undefined): Tables =>
  given ?? now ?? 'separate';

/** There are no sales in maintenance, so the comparison may take what the tables give. */
const UNITS_PER_SECOND = 10_000;

/** Refuses a switch unless the stage is in maintenance and the rows of both sides are the same. */
export async function requireSameRows(stage: string, to: Tables): Promise<void> {
  const stack = await stackOf(stage);
  const sides = sidesOf(stack, stage);
  const copy = callWith('separate-tables', `--stage ${stage}${to === 'shared' ? ' --back' : ''}`);
  const switches = createSwitches();
  const requireStopped = async (): Promise<void> => {
    const [running] = await runningParts(stack, switches);
    if (running === undefined) return;
    throw new UsageError(
      `-c tables=${to} moves the accounts and the journal of ${stack.name} to other tables, so nothing may run meanwhile: ${running}. ` +
        `Run ${callWith('maintenance', `--stage ${stage}`)}, then ${copy}, then this command again.`,
    );
  };
  const run = { pace: createPace(UNITS_PER_SECOND, SYSTEM_CLOCK), now: wallClock(), requireStopped };
  await requireStopped();
  say('Comparing the rows of both sides …');
  const { areEqual, lines } = await compareSides(sides, run);
  for (const line of lines) say(line);
  if (areEqual) return;
  throw new UsageError(
    `The two sides differ, so -c tables=${to} would lose rows. Nothing was deployed. Copy them first: ${copy}`,
  );
}
