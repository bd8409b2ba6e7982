/** The sentence that tells an operator about the format of a table, for the commands that deploy or start the service. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { UsageError } from '../cli/usage-error.ts';
import type { Table } from '../table/table.ts';
import { FORMAT_VERSION, noteNewTable, readFormat } from '../table/table-format.ts';

/**
 * Returns the sentence if a migration is needed; `migrate` is the command line. A new or empty table gets its row FORMAT instead.
 * Throws a UsageError if a later version has migrated the table, because this one may not understand its rows.
 */
export async function formatNotice(
  table: Table,
  { isNew, migrate }: { isNew: boolean; migrate: string },
): Promise<string | undefined> {
  const notice = await oldFormatNotice(table, migrate);
  if (notice === undefined || !(isNew || (await isEmpty(table)))) return notice;
  await noteNewTable(table);
  return undefined;
}

/** The same without a write, for tables that are never new. */
export async function oldFormatNotice(table: Table, migrate: string): Promise<string | undefined> {
  const { version } = await readFormat(table);
  if (version > FORMAT_VERSION) throw new UsageError(newerFormat(table.name, version));
  return version < FORMAT_VERSION ? `The table is of format ${version}; run \`${migrate}\` while it sells.` : undefined;
}

export const newerFormat = (tableName: string, version: number): string =>
  `${tableName} is of format ${version}, but this version of Holdfast knows formats up to ${FORMAT_VERSION}. Use the version that migrated it.`;

async function isEmpty({ documents, name }: Table): Promise<boolean> {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: name, ConsistentRead: true, Limit: 1 }));
  return Items.length === 0;
}
