/**
 * `npm run copy-table`: makes the table of a stage equal to a restored one. It is the one command that can lose all data,
 * so the stage must be in maintenance, the source must look like a Holdfast table, and the operator types the table's name.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { callWith } from '../../cli/command.ts';
import { type Ask, requireTyped } from '../../cli/confirm.ts';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { oldFormatNotice, unreadableFormat } from '../../local/format-notice.ts';
import { connectTable, sharedTables, type Table } from '../../table/table.ts';
import { readFormat } from '../../table/table-format.ts';
import { keyDefects } from '../check-table/shape.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { stackOf } from '../shared/named-table.ts';
import { createPace, type Pace, UNITS_MAX } from '../shared/pace.ts';
import { scanPage } from '../shared/paced-reads.ts';
import { type Copied, copyRows } from './copy-rows.ts';
import { runningParts, type StoppableStack } from './running-functions.ts';
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
    const [source, target] = [from, stack.tables.sales].map(name =>
      connectTable({ tables: sharedTables(name) }, SYSTEM_CLOCK),
    ) as [Table, Table];
    const pace = createPace(units, SYSTEM_CLOCK);
    const copied = await copyBack(
      { client, source, target, pace, stage, stack, switches: createSwitches() },
      { dryRun, isConfirmed },
    );
    say(summaryOf(copied, { from, to: target.name, dryRun }));
    const notice = dryRun ? undefined : await oldFormatNotice(target, callWith('migrate', `--stage ${stage}`));
    if (notice) say(notice);
  } catch (error) {
    throw asUsageError(error);
  }
}

export interface CopyingBack {
  client: DynamoDBClient;
  source: Table;
  target: Table;
  pace: Pace;
  stage: string;
  stack: StoppableStack;
  switches: Switches;
}

/** A dry run changes nothing, so it only requires a source that is a Holdfast table. */
export async function copyBack(
  { client, source, target, pace, stage, stack, switches }: CopyingBack,
  { dryRun, isConfirmed }: { dryRun: boolean; isConfirmed: boolean },
  ask?: Ask,
): Promise<Copied> {
  if (source.name === target.name)
    throw new UsageError(`${source.name} is the table of the stage ${stage} itself. --from must name another table.`);
  await requireSource(client, source, target, pace);
  if (dryRun) return copyRows(source, target, pace, { dryRun });
  const requireStopped = async (): Promise<void> => requireMaintenance(stage, await runningParts(stack, switches));
  await requireStopped();
  if (!isConfirmed) {
    const question = `Every row of ${target.name} that differs from ${source.name} will be overwritten or removed. Type ${target.name} to confirm: `;
    await requireTyped(target.name, question, ask);
    // Another operator may have ended the maintenance while this command waited for the answer.
    await requireStopped();
  }
  return copyRows(source, target, pace, { dryRun, requireStopped });
}

async function requireSource(client: DynamoDBClient, source: Table, target: Table, pace: Pace): Promise<void> {
  const { Table: found = {} } = await client.send(new DescribeTableCommand({ TableName: source.name }));
  const [defect] = keyDefects(found);
  if (defect) throw new UsageError(`${source.name} is not a Holdfast table: ${defect.message}.`);
  const { TableStatus: status, RestoreSummary: restored, TableArn: arn = '' } = found;
  if (status !== 'ACTIVE') throw new UsageError(`${source.name} is ${status}. Wait until it is ACTIVE.`);
  const sourceArn = restored?.SourceTableArn;
  if (sourceArn !== undefined && sourceArn !== arn.replace(/[^/]+$/, target.name)) {
    throw new UsageError(`${source.name} was restored from ${sourceArn}, not from ${target.name}.`);
  }
  if (sourceArn === undefined && /^Holdfast-/.test(source.name)) {
    throw new UsageError(`${source.name} is the table of a stack, not a restored one.`);
  }
  const unreadable = unreadableFormat(source.name, (await readFormat(source)).version);
  if (unreadable) throw new UsageError(unreadable);
  const { rows } = await scanPage(source, pace, { ConsistentRead: true, Limit: 1 });
  if (rows.length === 0)
    throw new UsageError(`${source.name} has no rows, so every row of the stage would be removed.`);
}

/** The message names this many running parts, and counts the others. */
const NAMED_MAX = 3;

function requireMaintenance(stage: string, running: string[]): void {
  if (running.length === 0) return;
  const others = running.length - NAMED_MAX;
  const named = [...running.slice(0, NAMED_MAX), ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
  throw new UsageError(
    `The stage ${stage} is not in maintenance: ${named}. Run npm run maintenance -- --stage ${stage} first, then this command again.`,
  );
}

function summaryOf(
  { read, put, removed }: Copied,
  { from, to, dryRun }: { from: string; to: string; dryRun: boolean },
): string {
  return dryRun
    ? `${read} rows read. ${put} would be put, and ${removed} that are not in ${from} removed. Nothing was changed (--dry-run).`
    : `${read} rows read, ${put} put, ${removed} that are not in ${from} removed. ${to} is now equal to ${from}.`;
}
