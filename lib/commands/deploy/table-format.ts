/** Reads the format of a stage's table with the operator's credentials. */
import { callWith } from '../../cli/command.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { formatNotice } from '../../local/format-notice.ts';
import { noteSeparation } from '../../table/separation.ts';
import { connectTable, namesOf, sharedTables, type Table, type TableNames } from '../../table/table.ts';
import { readFormat } from '../../table/table-format.ts';

/** The format of a table; undefined if these credentials may not read it. */
export const readFormatOf = (tableName: string): Promise<number | undefined> =>
  withTable(tableName, async table => (await readFormat(table)).version);

/** Tells the operator after a deployment if the table needs a migration. The table of a new stack gets its row FORMAT. */
export async function noticeOnFormat(
  tableName: string,
  { stage, isNew }: { stage: string; isNew: boolean },
): Promise<string | undefined> {
  const migrate = callWith('migrate', `--stage ${stage}`);
  const notice = await withTable(tableName, async table => (await formatNotice(table, { isNew, migrate })) ?? NOTHING);
  if (notice === undefined)
    return `These credentials may not read the format of ${tableName}. Run \`${migrate}\` with credentials that may: it says whether there is anything to do.`;
  return notice === NOTHING ? undefined : notice;
}

/** Marks the sales table with where accounts and journal are. Has no effect if these credentials may not write rows. */
export async function noteTables(tables: TableNames): Promise<void> {
  await withTable(tables.sales, table => noteSeparation({ ...table, ...namesOf(tables) }));
}

const NOTHING = '';

/** Returns undefined if these credentials may not read rows. A deployment does not need that right. */
async function withTable<Result>(
  tableName: string,
  use: (table: Table) => Promise<Result>,
): Promise<Result | undefined> {
  const table = connectTable({ tables: sharedTables(tableName) }, SYSTEM_CLOCK);
  try {
    return await use(table);
  } catch (error) {
    if (/AccessDenied/.test((error as Error).name)) return undefined;
    throw error;
  } finally {
    table.documents.destroy();
  }
}
