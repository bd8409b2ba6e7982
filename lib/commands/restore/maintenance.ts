/**
 * `npm run maintenance`: stops all functions of a stage, so that its tables can be restored. Callers get 503 and may retry
 * with the same keys. `--end` ends it; a deployment does not. Both may be repeated after an interruption or a failure.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { connectTable } from '../../table/table.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { SCHEDULE_NAMES } from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { type JournalPolicy, policyOfJournal } from './journal-policy.ts';
import { countMissingEntries } from './missing-entries.ts';
import { runningFunctions, type StoppableStack, startedFunctions } from './running-functions.ts';
import { setMappings } from './set-mappings.ts';
import { createSwitches, type Switches } from './switches.ts';

export interface Maintenance {
  stage: string;
  stack: StoppableStack;
  switches: Switches;
  /** Counts the entries of claims' histories that the stream's function has not yet published to the journal. */
  missingEntries(): Promise<number>;
  /** The policy of the journal table; absent if the journal has no table of its own. */
  policy?: JournalPolicy | undefined;
  pause(ms: number): Promise<unknown>;
  print(line: string): void;
}

export async function maintenance({ stage, end }: { stage: string; end: boolean }): Promise<void> {
  try {
    const stack = await stackOf(stage);
    const missingEntries = countMissingEntries(connectTable({ tables: stack.tables }, SYSTEM_CLOCK));
    const { pause } = SYSTEM_CLOCK;
    const policy = await policyOfJournal(new DynamoDBClient(), stack.tables);
    const given = { stage, stack, switches: createSwitches(), missingEntries, policy, pause, print: say };
    await (end ? endMaintenance(given) : beginMaintenance(given));
  } catch (error) {
    throw asUsageError(error);
  }
}

/**
 * Longer than any function may run. After this time, every invocation has ended that ran when the functions were
 * stopped.
 */
const LAST_CALLS_MS = 105 * SECOND_MS;

/** Stops the functions that callers and schedules start, and the readers of the stream once they have read all of it. */
export async function beginMaintenance(maintenance: Maintenance): Promise<void> {
  const { stack, switches, pause, print } = maintenance;
  await each(startedFunctions(stack), 'Not stopped', async name => {
    const { now } = await switches.executionsOf(name);
    if (now === 0) return;
    // The note comes first: an interruption between the two requests then loses nothing.
    await switches.note(name, now);
    await switches.setExecutions(name, 0);
  });
  print(`${stack.name}: calls and schedules start no function any more. Waiting until running ones have ended …`);
  await pause(LAST_CALLS_MS);
  await untilAllIsRead(maintenance);
  await requireStopped(maintenance);
  await setMappings(maintenance, stack.mappingIds, false);
  try {
    await requireStopped(maintenance);
  } catch (error) {
    await setMappings(maintenance, stack.mappingIds, true);
    throw error;
  }
  print(`${stack.name} is in maintenance: nothing runs.`);
}

/**
 * Starts everything again. A failure of one part does not stop the others, because a stage that sells partly is better
 * than one that does not sell.
 */
export async function endMaintenance(maintenance: Maintenance): Promise<void> {
  const { stage, stack, switches, policy, print } = maintenance;
  const failures = [
    // An interrupted restore has lifted it.
    await failureOf(async () => policy?.putBack()),
    await failureOf(() => setMappings(maintenance, stack.mappingIds, true)),
    await failureOf(() =>
      each(startedFunctions(stack), 'Not running yet', async name => {
        const { now, before } = await switches.executionsOf(name);
        if (now === 0) {
          if (before === undefined) {
            print(`The reserved concurrency of ${name} was not noted: it now shares that of the account.`);
          }
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
        `The rest of ${stack.name} runs. Run this command with --end again: while a reader of the stream is off, sales are missing from the journal.`,
      ].join('\n'),
    );
  }
  print(
    `${stack.name}: everything runs again. Its schedules left dead letters, a few for each minute. To process them:`,
  );
  for (const name of SCHEDULE_NAMES) {
    print(`  npm run redrive -- --stage ${stage} --queue ${name}`);
  }
}

/** Fails if another operator has ended the maintenance meanwhile. */
async function requireStopped({ stack, switches }: Maintenance): Promise<void> {
  const running = await runningFunctions(stack, switches);
  if (running.length === 0) return;
  throw new UsageError(
    `Another operator ended the maintenance meanwhile: ${running.join(', ')}. The readers of the stream stay on. Agree on who does what, and begin again.`,
  );
}

/** Readers that are behind have ten minutes. If that is not enough, the operator must look at them. */
const READ_EVERY_MS = MINUTE_MS / 2;
const CHECKS_MAX = 20;

/**
 * Waits until the journal lacks no entry. Records that are read after a restore would add entries for claims that the
 * restore has undone.
 */
async function untilAllIsRead({ stage, missingEntries, pause, print }: Maintenance): Promise<void> {
  for (let check = 1; ; check++) {
    const missing = await missingEntries();
    if (missing === 0) return;
    if (check === CHECKS_MAX) {
      throw new UsageError(
        `The journal lacks ${missing} entries, so the readers of the stream stay on. Process the dead letters (npm run redrive -- --stage ${stage}), check whether publish-history is behind, then run this command again, or with --end.`,
      );
    }
    print(`The journal still lacks ${missing} entries. Waiting for the readers of the stream …`);
    await pause(READ_EVERY_MS);
  }
}

/** Calls `change` for every name. If some calls failed, throws one error that lists them. */
async function each(names: string[], problem: string, change: (name: string) => Promise<void>): Promise<void> {
  const failed: string[] = [];
  for (const name of names) {
    const reason = await failureOf(() => change(name));
    if (reason !== undefined) failed.push(`${name} (${reason})`);
  }
  if (failed.length > 0) throw new UsageError(`${problem}: ${failed.join(', ')}.`);
}

async function failureOf(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
