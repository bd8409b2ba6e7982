/**
 * `npm run maintenance`: nothing of a stage runs any more, so that its table can be put right. Callers get 503 and may come
 * again with the same keys. Deploying does not end it; `--end` does. Broken off or failed, either is begun again.
 */
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { connectTable } from '../../table/table.ts';
import { sayable } from '../shared/aws-errors.ts';
import { isStreamName, TRIGGER_NAMES } from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { type Stopped, startedOf, whatIsStarted } from './running-functions.ts';
import { setMappings } from './set-mappings.ts';
import { createSwitches, type Switches } from './switches.ts';
import { createUnread } from './unread-records.ts';

export interface Standstill {
  stage: string;
  stack: Stopped;
  switches: Switches;
  /** How many entries of claims' histories the stream's reader has not yet brought into the journal. */
  unread(): Promise<number>;
  pause(ms: number): Promise<unknown>;
  tell(line: string): void;
}

export async function maintenance({ stage, end }: { stage: string; end: boolean }): Promise<void> {
  try {
    const stack = await stackOf(stage);
    const [switches, unread] = [
      createSwitches(),
      createUnread(connectTable({ tableName: stack.tableName }, SYSTEM_CLOCK)),
    ];
    await (end ? resume : stop)({ stage, stack, switches, unread, pause: SYSTEM_CLOCK.pause, tell: say });
  } catch (error) {
    throw sayable(error);
  }
}

/** No function of ours lives longer: what ran when the wall came up has ended by then. */
const LAST_CALLS_MS = 75_000;

/** First what callers and schedules start; the readers of the stream once they have told what came before. */
export async function stop(standing: Standstill): Promise<void> {
  const { stack, switches, pause, tell } = standing;
  await each(startedOf(stack), 'Not stopped', async name => {
    const { now } = await switches.executionsOf(name);
    if (now === 0) return;
    // Noted first: who is broken off between the two has lost nothing.
    await switches.note(name, now);
    await switches.setExecutions(name, 0);
  });
  tell(`${stack.name}: no call and no schedule starts anything now; waiting for what still runs …`);
  await pause(LAST_CALLS_MS);
  await untilAllIsRead(standing);
  await requireStopped(standing);
  await setMappings(standing, stack.mappingIds, false);
  try {
    await requireStopped(standing);
  } catch (error) {
    await setMappings(standing, stack.mappingIds, true);
    throw error;
  }
  tell('It stands still.');
}

/** Each is tried, whatever becomes of the others: half a stage that sells is better than none. */
export async function resume(standing: Standstill): Promise<void> {
  const { stage, stack, switches, tell } = standing;
  const failures = [
    await failureOf(() => setMappings(standing, stack.mappingIds, true)),
    await failureOf(() =>
      each(startedOf(stack), 'Not running yet', async name => {
        const { now, before } = await switches.executionsOf(name);
        if (now === 0) {
          if (before === undefined)
            tell(`Nobody noted what ${name} had for itself: it shares the account's executions.`);
          await switches.setExecutions(name, before ?? 'shared');
        }
        if (before !== undefined) await switches.note(name, undefined);
      }),
    ),
  ].flatMap(failure => failure ?? []);
  if (failures.length > 0) {
    throw new UsageError(
      [
        ...failures,
        `The rest of ${stack.name} runs: call it with --end again. While a reader of the stream is off, sales are missing from the journal.`,
      ].join('\n'),
    );
  }
  tell(`${stack.name}: everything runs again. Its schedules left letters, a few each minute:`);
  for (const name of TRIGGER_NAMES.filter(name => !isStreamName(name))) {
    tell(`  npm run redrive -- --stage ${stage} --queue ${name}`);
  }
}

/** Two people may be at it: what one of them ends, the other must not take for stopped. */
async function requireStopped({ stack, switches }: Standstill): Promise<void> {
  const running = await whatIsStarted(stack, switches);
  if (running.length === 0) return;
  throw new UsageError(
    `Somebody ended the maintenance meanwhile: ${running.join(', ')}. The readers of the stream stay on; agree who does what, and begin again.`,
  );
}

/** A reader that is behind reads on for ten minutes; a stream that is full of an hour needs longer, and is told. */
const READ_LOOKS_MAX = 20;
const READ_EVERY_MS = 30_000;

/** What is read later would tell the journal of claims that the restore undoes, and they would stand there for good. */
async function untilAllIsRead({ stage, unread, pause, tell }: Standstill): Promise<void> {
  for (let look = 1; ; look++) {
    const missing = await unread();
    if (missing === 0) return;
    if (look === READ_LOOKS_MAX) {
      throw new UsageError(
        `The journal lacks ${missing} entries, so the readers of the stream are not switched off. Deal with the letters (npm run redrive -- --stage ${stage}), see whether publish-history is behind, then call this again, or with --end.`,
      );
    }
    tell(`the journal lacks ${missing} entries yet: waiting for the readers of the stream …`);
    await pause(READ_EVERY_MS);
  }
}

/** Tries every name, and fails with all that did not go well. */
async function each(names: string[], what: string, change: (name: string) => Promise<void>): Promise<void> {
  const failed: string[] = [];
  for (const name of names) {
    const why = await failureOf(() => change(name));
    if (why !== undefined) failed.push(`${name} (${why})`);
  }
  if (failed.length > 0) throw new UsageError(`${what}: ${failed.join(', ')}.`);
}

async function failureOf(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
