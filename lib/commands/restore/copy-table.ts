/**
 * `npm run copy-table`: makes a stage's table the same as a restored one. It is the one command that can lose everything:
 * so the stage must stand still, the source must look like a table of ours, and the name of what is overwritten is typed.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Ask, requireTyped } from '../../cli/confirm.ts';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { connectTable, type Table } from '../../table/table.ts';
import { keyLacks } from '../check-table/shape.ts';
import { sayable } from '../shared/aws-errors.ts';
import { stackOf } from '../shared/named-table.ts';
import { createPace, type Pace, UNITS_MAX } from '../shared/pace.ts';
import { scanPage } from '../shared/patient-reads.ts';
import { type Copied, copyRows } from './copy-rows.ts';
import { type Stopped, whatRuns } from './running-functions.ts';
import { createSwitches, type Switches } from './switches.ts';

interface CopyTableOptions {
  stage: string;
  from: string;
  'dry-run': boolean;
  yes: boolean;
  'units-per-second': string;
}

export async function copyTable({
  stage,
  from,
  'dry-run': dryRun,
  yes: isConfirmed,
  ...options
}: CopyTableOptions): Promise<void> {
  const units = wholeNumber('--units-per-second', options['units-per-second'], { min: 1, max: UNITS_MAX });
  try {
    const stack = await stackOf(stage);
    const client = new DynamoDBClient();
    const [source, target] = [from, stack.tableName].map(tableName => connectTable({ tableName }, SYSTEM_CLOCK)) as [
      Table,
      Table,
    ];
    const pace = createPace(units, SYSTEM_CLOCK);
    const copied = await copyBack(
      { client, source, target, pace, stage, stack, switches: createSwitches() },
      { dryRun, isConfirmed },
    );
    say(sentenceOf(copied, { from, to: target.name, dryRun }));
  } catch (error) {
    throw sayable(error);
  }
}

export interface CopyingBack {
  client: DynamoDBClient;
  source: Table;
  target: Table;
  pace: Pace;
  stage: string;
  stack: Stopped;
  switches: Switches;
}

/** A dry run changes nothing, and so asks for nothing but a source that may be one. */
export async function copyBack(
  { client, source, target, pace, stage, stack, switches }: CopyingBack,
  { dryRun, isConfirmed }: { dryRun: boolean; isConfirmed: boolean },
  ask?: Ask,
): Promise<Copied> {
  if (source.name === target.name) throw new UsageError(`${source.name} is the table of ${stage} itself.`);
  await requireSource(client, source, target, pace);
  if (dryRun) return copyRows(source, target, pace, { dryRun });
  const requireStill = async (): Promise<void> => requireStandstill(stage, await whatRuns(stack, switches));
  await requireStill();
  if (!isConfirmed) {
    const question = `Every row of ${target.name} that differs from ${source.name} is overwritten or removed. Type ${target.name} to have it so: `;
    await requireTyped(target.name, question, ask);
    // Whoever thought about it for an hour may not be alone any more.
    await requireStill();
  }
  return copyRows(source, target, pace, { dryRun, requireStill });
}

async function requireSource(client: DynamoDBClient, source: Table, target: Table, pace: Pace): Promise<void> {
  const { Table: found = {} } = await client.send(new DescribeTableCommand({ TableName: source.name }));
  const [lack] = keyLacks(found);
  if (lack) throw new UsageError(`${source.name} is no table of Holdfast: ${lack.said}.`);
  const { TableStatus: status, RestoreSummary: restored, TableArn: arn = '' } = found;
  if (status !== 'ACTIVE') throw new UsageError(`${source.name} is ${status}: wait until it is ACTIVE.`);
  const of = restored?.SourceTableArn;
  if (of !== undefined && of !== arn.replace(/[^/]+$/, target.name)) {
    throw new UsageError(`${source.name} was restored from ${of}, and not from ${target.name}.`);
  }
  if (of === undefined && /^Holdfast-/.test(source.name)) {
    throw new UsageError(`${source.name} is the table of a stack, and nothing that was restored.`);
  }
  const { rows } = await scanPage(source, pace, { ConsistentRead: true, Limit: 1 });
  if (rows.length === 0) throw new UsageError(`${source.name} has no rows: all of the stage would be removed.`);
}

/** Who has forgotten it has to read of a few only. */
const RUNNING_TOLD_MAX = 3;

function requireStandstill(stage: string, running: string[]): void {
  if (running.length === 0) return;
  const others = running.length - RUNNING_TOLD_MAX;
  const told = [...running.slice(0, RUNNING_TOLD_MAX), ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
  throw new UsageError(
    `The stage does not stand still: ${told}. Call npm run standstill -- --stage ${stage} first, then this once more.`,
  );
}

function sentenceOf(
  { read, put, removed }: Copied,
  { from, to, dryRun }: { from: string; to: string; dryRun: boolean },
): string {
  return dryRun
    ? `${read} rows read, ${put} to be put, ${removed} that are not in ${from} to be removed: nothing was changed (--dry-run).`
    : `${read} rows read, ${put} put, ${removed} that are not in ${from} removed: ${to} is as ${from} is.`;
}
