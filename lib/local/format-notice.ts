/** Tells an operator in one sentence if the format of a table needs a migration, or if this version cannot read it. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { UsageError } from '../cli/usage-error.ts';
import { DATE_PARTITION, INDEXES } from '../table/keys.ts';
import { queryIndex } from '../table/queries.ts';
import type { Table } from '../table/table.ts';
import {
  FORMAT_OLDEST,
  FORMAT_VERSION,
  formatName,
  isOlderFormat,
  noteNewTable,
  readFormat,
} from '../table/table-format.ts';

/**
 * Returns the sentence if a migration is needed; `migrate` is the command line. A new or empty table gets its row FORMAT instead.
 * Throws a UsageError if this version does not know the format, because it may not understand the rows.
 */
export async function formatNotice(
  table: Table,
  { isNew, migrate }: { isNew: boolean; migrate: string },
): Promise<string | undefined> {
  const notice = await oldFormatNotice(table, migrate);
  if (notice === undefined || !((isNew && !(await hasEvents(table))) || (await isEmpty(table)))) return notice;
  await noteNewTable(table);
  return undefined;
}

/** Like `formatNotice`, but writes nothing: for tables that are never new. */
export async function oldFormatNotice(table: Table, migrate: string): Promise<string | undefined> {
  const format = await readFormat(table);
  const obstacle = unreadableFormat(table.name, format.version);
  if (obstacle) throw new UsageError(obstacle);
  return isOlderFormat(format)
    ? `The table is of format ${formatName(format)}; run \`${migrate}\` while the service sells.`
    : undefined;
}

/** Says why this version cannot work with a table of this format; undefined if it can. */
export function unreadableFormat(tableName: string, version: number): string | undefined {
  const is = `${tableName} is of format ${version}, but this version of Holdfast knows formats`;
  if (version > FORMAT_VERSION) return `${is} up to ${FORMAT_VERSION}. Use the version that migrated it.`;
  if (version < FORMAT_OLDEST)
    return `${is} from ${FORMAT_OLDEST} on. Deploy the version before, and run its npm run migrate first.`;
  return undefined;
}

/** Whether any event is listed. A function may have written other rows into a new table by now, such as those of a schedule. */
async function hasEvents(table: Table): Promise<boolean> {
  const rows = await queryIndex(table, {
    IndexName: 'byDate' satisfies keyof typeof INDEXES,
    KeyConditionExpression: `${INDEXES.byDate.partitionKey} = :events`,
    ExpressionAttributeValues: { ':events': DATE_PARTITION },
    Limit: 1,
  });
  return rows.length > 0;
}

async function isEmpty({ documents, name }: Table): Promise<boolean> {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: name, ConsistentRead: true, Limit: 1 }));
  return Items.length === 0;
}
