/**
 * `npm run copy-table`: makes the tables of a stage equal to restored ones. It is the one command that can lose all data, so the
 * stage must be in maintenance, the sources must be restored Holdfast tables of one second, and the operator types the table's name.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { callWith } from '../../cli/command.ts';
import { type Ask, requireTyped } from '../../cli/confirm.ts';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { oldFormatNotice } from '../../local/format-notice.ts';
import { areShared, connectTable, namesOf, sharedTables, type Table, type TableNames } from '../../table/table.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { stackOf } from '../shared/named-table.ts';
import { createPace, type Pace, UNITS_MAX } from '../shared/pace.ts';
import { copyJournal } from './copy-journal.ts';
import { type Copied, copyRows } from './copy-rows.ts';
import { entriesAhead } from './journal-agrees.ts';
import { type JournalPolicy, policyOfJournal } from './journal-policy.ts';
import { requireRestored } from './restored-tables.ts';
import { requireMaintenance, runningParts, type StoppableStack } from './running-functions.ts';
import { createSwitches, type Switches } from './switches.ts';

interface CopyTableOptions {
  stage: string;
  from: string;
  'accounts-from': string | undefined;
  'journal-from': string | undefined;
  'dry-run': boolean;
  yes: boolean;
  'units-per-second': string;
}

export async function copyTable(given: CopyTableOptions): Promise<void> {
  const { stage, 'dry-run': dryRun, yes: isConfirmed } = given;
  const units = wholeNumber('--units-per-second', given['units-per-second'], { min: 1, max: UNITS_MAX });
  try {
    const stack = await stackOf(stage);
    const client = new DynamoDBClient();
    const source = connectTable({ tables: sourcesOf(given, stack) }, SYSTEM_CLOCK);
    const target = connectTable({ tables: stack.tables }, SYSTEM_CLOCK);
    const pace = createPace(units, SYSTEM_CLOCK);
    const policy = await policyOfJournal(client, stack.tables);
    const restoring = { client, source, target, pace, stage, stack, switches: createSwitches(), policy };
    const { copied, remark } = await copyBack(restoring, { dryRun, isConfirmed });
    if (remark) say(remark);
    for (const [kind, counts] of Object.entries(copied)) {
      const name = kind as keyof TableNames;
      say(summaryOf(counts, { from: source.names[name], to: target.names[name], dryRun }));
    }
    const notice = dryRun ? undefined : await oldFormatNotice(target, callWith('migrate', `--stage ${stage}`));
    if (notice) say(notice);
  } catch (error) {
    throw asUsageError(error);
  }
}

/** A stage with separate tables needs a restored table for each, and one with shared tables exactly one. */
export function sourcesOf(
  {
    from,
    'accounts-from': accounts,
    'journal-from': journal,
  }: Pick<CopyTableOptions, 'from' | 'accounts-from' | 'journal-from'>,
  { name, tables }: { name: string; tables: TableNames },
): TableNames {
  if (areShared(tables)) {
    if (accounts === undefined && journal === undefined) return sharedTables(from);
    throw new UsageError(`${name} has one table, ${tables.sales}. Give only --from.`);
  }
  if (accounts !== undefined && journal !== undefined) return { sales: from, accounts, journal };
  throw new UsageError(
    `${name} has three tables, which must be restored to the same second: give --from for ${tables.sales}, ` +
      `--accounts-from for ${tables.accounts}, and --journal-from for ${tables.journal}.`,
  );
}

export interface CopyingBack {
  client: DynamoDBClient;
  source: Table;
  target: Table;
  pace: Pace;
  stage: string;
  stack: StoppableStack;
  switches: Switches;
  /** Of the journal table. A stage with shared tables has none. */
  policy?: JournalPolicy | undefined;
}

export interface CopiedBack {
  copied: Partial<Record<keyof TableNames, Copied>>;
  /** A sentence on what could not be checked. */
  remark?: string | undefined;
}

/** A dry run changes nothing, so it only requires sources that are Holdfast tables. */
export async function copyBack(
  restoring: CopyingBack,
  { dryRun, isConfirmed }: { dryRun: boolean; isConfirmed: boolean },
  ask?: Ask,
): Promise<CopiedBack> {
  const { source, target, stage, stack, switches, pace } = restoring;
  for (const [kind, name] of Object.entries(source.names)) {
    if (!Object.values(target.names).includes(name)) continue;
    throw new UsageError(
      `${name} is the table of the stage ${stage} itself. ${OPTION_OF[kind as keyof TableNames]} must name another table.`,
    );
  }
  const remark = await requireRestored(restoring);
  await requireJournalAgrees(source, pace);
  if (dryRun) return { copied: await copyTables(restoring, { dryRun, requireStopped: async () => undefined }), remark };
  const requireStopped = async (): Promise<void> => requireMaintenance(stage, await runningParts(stack, switches));
  await requireStopped();
  if (!isConfirmed) {
    await requireTyped(target.name, questionOf(source, target), ask);
    // Another operator may have ended the maintenance while this command waited for the answer.
    await requireStopped();
  }
  return { copied: await copyTables(restoring, { dryRun, requireStopped }), remark };
}

const OPTION_OF: Record<keyof TableNames, string> = {
  sales: '--from',
  accounts: '--accounts-from',
  journal: '--journal-from',
};

function questionOf(source: Table, target: Table): string {
  const tables = areShared(target.names)
    ? `${target.name} that differs from ${source.name}`
    : `${Object.values(target.names).join(', ')} that differs from ${Object.values(source.names).join(', ')}`;
  return `Every row of ${tables} will be overwritten or removed. Type ${target.name} to confirm: `;
}

async function requireJournalAgrees(source: Table, pace: Pace): Promise<void> {
  const ahead = await entriesAhead(source, pace);
  if (ahead.length === 0) return;
  throw new UsageError(
    `${source.names.journal} is newer than ${source.name}: it has entries that their claims lack (${ahead.join(', ')}), so later entries would be lost. ` +
      'Restore all tables to the same second.',
  );
}

/** The journal comes last: an interrupted copy leaves claims without entries, which republishing adds, and never the reverse. */
async function copyTables(
  { source, target, pace, policy }: CopyingBack,
  run: { dryRun: boolean; requireStopped(): Promise<void> },
): Promise<CopiedBack['copied']> {
  const ofOne = (table: Table, kind: keyof TableNames): Table => ({
    ...table,
    ...namesOf(sharedTables(table.names[kind])),
  });
  const rowsOf = (kind: keyof TableNames) => copyRows(ofOne(source, kind), ofOne(target, kind), pace, run);
  const sales = await rowsOf('sales');
  if (!policy) return { sales };
  const accounts = await rowsOf('accounts');
  const journal = await copyJournal(ofOne(source, 'journal'), ofOne(target, 'journal'), pace, { ...run, policy });
  return { sales, accounts, journal };
}

function summaryOf(
  { read, put, removed }: Copied,
  { from, to, dryRun }: { from: string; to: string; dryRun: boolean },
): string {
  return dryRun
    ? `${read} rows read. ${put} would be put, and ${removed} that are not in ${from} removed. Nothing was changed (--dry-run).`
    : `${read} rows read, ${put} put, ${removed} that are not in ${from} removed. ${to} is now equal to ${from}.`;
}
