/**
 * Checks that restored tables may be copied back: each is a Holdfast table that was restored from the table of its kind, and all
 * are of one second. Tallies are in the sales table, and the entries that they count in the journal. Of two moments, entries would be
 * counted twice, or never.
 */
import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { UsageError } from '../../cli/usage-error.ts';
import { unreadableFormat } from '../../local/format-notice.ts';
import { TABLE_KINDS, type TableKind } from '../../table/keys.ts';
import { kindsByName, only, type Table, type TableNames } from '../../table/table.ts';
import { readFormat } from '../../table/table-format.ts';
import { keyDefects } from '../check-table/shape.ts';
import type { Pace } from '../shared/pace.ts';
import { scanPage } from '../shared/paced-reads.ts';

interface Checking {
  client: DynamoDBClient;
  source: Table;
  target: Table;
  pace: Pace;
}

/** Returns a sentence if the moment of the tables is not known, because DynamoDB did not restore them. */
export async function requireRestored({ client, source, target, pace }: Checking): Promise<string | undefined> {
  const moments = new Map<TableKind, Date | undefined>();
  for (const [name, kinds] of kindsByName(source.names)) {
    const found = await describe(client, name);
    for (const kind of kinds) {
      requireTableOf(found, { name, live: target.names[kind] });
      moments.set(kind, found.RestoreSummary?.RestoreDateTime);
    }
    if (kinds.includes('sales')) await requireFormat(only(source, name));
    await requireRows(only(source, name), pace);
  }
  return requireOneMoment(source.names, moments);
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription> {
  const { Table: found = {} } = await client.send(new DescribeTableCommand({ TableName: name }));
  const [defect] = keyDefects(found);
  if (defect) throw new UsageError(`${name} is not a Holdfast table: ${defect.message}.`);
  if (found.TableStatus !== 'ACTIVE') throw new UsageError(`${name} is ${found.TableStatus}. Wait until it is ACTIVE.`);
  return found;
}

function requireTableOf(
  { RestoreSummary, TableArn: arn = '' }: TableDescription,
  { name, live }: { name: string; live: string },
): void {
  const sourceArn = RestoreSummary?.SourceTableArn;
  if (sourceArn !== undefined && sourceArn !== arn.replace(/[^/]+$/, live)) {
    throw new UsageError(`${name} was restored from ${sourceArn}, not from ${live}.`);
  }
  if (sourceArn === undefined && /^Holdfast-/.test(name)) {
    throw new UsageError(`${name} is the table of a stack, not a restored one.`);
  }
}

async function requireFormat(table: Table): Promise<void> {
  const unreadable = unreadableFormat(table.name, (await readFormat(table)).version);
  if (unreadable) throw new UsageError(unreadable);
}

async function requireRows(table: Table, pace: Pace): Promise<void> {
  const { rows } = await scanPage(table, pace, { ConsistentRead: true, Limit: 1 });
  if (rows.length === 0) throw new UsageError(`${table.name} has no rows, so every row of the stage would be removed.`);
}

/** DynamoDB restores to a whole second. */
function requireOneMoment(names: TableNames, moments: Map<TableKind, Date | undefined>): string | undefined {
  const known = TABLE_KINDS.map(kind => ({ kind, at: moments.get(kind)?.toISOString() }));
  if (new Set(known.map(({ at }) => at)).size > 1) {
    const list = known.map(({ kind, at }) => `${names[kind]} is of ${at ?? 'an unknown time'}`).join(', ');
    throw new UsageError(`The tables are not of one second: ${list}. Restore all of them to the same second.`);
  }
  if (known[0]?.at !== undefined || new Set(Object.values(names)).size === 1) return undefined;
  return 'DynamoDB did not restore these tables, so their time is not known. Make sure that they are of one second.';
}
