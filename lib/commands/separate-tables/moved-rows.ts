/**
 * The rows that have tables of their own once a stage is separated: accounts and journal entries. Copies them from the side that
 * the functions use to the other side. No function writes to that side, so a copy may be repeated, and two copies do no harm.
 */
import { isDeepStrictEqual } from 'node:util';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { SECOND_MS } from '../../domain/time.ts';
import { isAbsent } from '../../table/conditions.ts';
import { put, putAlways } from '../../table/expression.ts';
import { type TableKind, tableOf } from '../../table/keys.ts';
import { mapConcurrently } from '../../table/map-concurrently.ts';
import { only, type Table, tableNameOf } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import { eachPart, keyOf, nameOf } from '../restore/copy-rows.ts';
import type { Pace } from '../shared/pace.ts';
import { readBatch, retryWhileBusy } from '../shared/paced-reads.ts';

/** The needs of a copy besides the tables. */
export interface CopyRun {
  pace: Pace;
  /** Epoch ms, read once for the run. */
  now: number;
  /** Fails if a function of the stage may run. Is called before each part. */
  requireStopped(): Promise<void>;
}

/** Rows whose `ttl` ends within this time may be removed by DynamoDB during the run, from one side before the other. */
const EXPIRING_MS = 6 * 60 * 60 * SECOND_MS;

/** Whether a row will still exist at the end of the run. */
export const lasts = ({ ttl }: Row, now: number): boolean =>
  ttl === undefined || Number(ttl) * SECOND_MS > now + EXPIRING_MS;

/** Gives all accounts and journal entries of one side to `visit`. The side is a `Table` whose names say where they are. */
export async function eachMovedRow(
  side: Table,
  { pace, requireStopped }: Pick<CopyRun, 'pace' | 'requireStopped'>,
  visit: (rows: Row[]) => Promise<void>,
): Promise<void> {
  for (const name of new Set([side.names.accounts, side.names.journal])) {
    await eachPart(only(side, name), pace, requireStopped, rows => visit(rows.filter(hasMoved)));
  }
}

const hasMoved = (row: Row): boolean => tableOf(keyOf(row)) !== 'sales';

type MovedKind = Exclude<TableKind, 'sales'>;
type ByKind = Record<MovedKind, number>;

/** How two sides differ. */
export interface Differences {
  read: number;
  /** Rows that the target lacks. */
  missing: number;
  /** Rows that differ, and rows that only the target has. Entries of the journal never change and are never removed. */
  different: ByKind;
  surplus: ByKind;
  /** The name of an entry that differs, or that only the target has. */
  example?: string;
}

export async function findDifferences(source: Table, target: Table, run: CopyRun): Promise<Differences> {
  const found: Differences = { read: 0, missing: 0, different: none(), surplus: none() };
  await eachMovedRow(source, run, async rows => {
    const present = await rowsOf(target, run, rows);
    found.read += rows.length;
    for (const row of rows) {
      const other = present.get(nameOf(row));
      if (other === undefined) found.missing += 1;
      else if (!isDeepStrictEqual(row, other)) note(found, 'different', row);
    }
  });
  await eachSurplusRow(source, target, run, async row => note(found, 'surplus', row));
  return found;
}

const none = (): ByKind => ({ accounts: 0, journal: 0 });
/** The rows of this file are never those of sales. */
const kindOf = (row: Row): MovedKind => (tableOf(keyOf(row)) === 'journal' ? 'journal' : 'accounts');

function note(found: Differences, how: 'different' | 'surplus', row: Row): void {
  const kind = kindOf(row);
  found[how][kind] += 1;
  if (kind === 'journal') found.example ??= nameOf(row);
}

/** Gives the rows that only the target has to `visit`, except those that DynamoDB is about to remove. */
async function eachSurplusRow(
  source: Table,
  target: Table,
  run: CopyRun,
  visit: (row: Row) => Promise<void>,
): Promise<void> {
  await eachMovedRow(target, run, async rows => {
    const expected = await rowsOf(source, run, rows);
    for (const row of rows) if (lasts(row, run.now) && !expected.has(nameOf(row))) await visit(row);
  });
}

/** Removes accounts that only the target has, such as an e-mail address that was erased after an earlier copy. */
export async function removeSurplus(source: Table, target: Table, run: CopyRun): Promise<number> {
  let removed = 0;
  await eachSurplusRow(source, target, run, async row => {
    if (kindOf(row) === 'journal') return;
    const command = new DeleteCommand({ TableName: tableNameOf(target, keyOf(row)), Key: keyOf(row) });
    await retryWhileBusy(target, () => target.documents.send(command));
    removed += 1;
  });
  return removed;
}

async function rowsOf(side: Table, { pace }: CopyRun, rows: Row[]): Promise<Map<string, Row>> {
  return new Map((await readBatch(side, pace, rows.map(keyOf))).map(row => [nameOf(row), row]));
}

/** One row for each request: the policy of the journal table denies batches, because a batch could delete. */
const PUTS_AT_ONCE = 8;

/**
 * Puts the rows that the target lacks, and replaces accounts that differ if the run may. Never replaces an entry of the journal.
 * Returns how many rows it has put.
 */
export async function copyMovedRows(
  source: Table,
  target: Table,
  run: CopyRun,
  { mayReplace }: { mayReplace: boolean },
): Promise<number> {
  let written = 0;
  await eachMovedRow(source, run, async rows => {
    const present = await rowsOf(target, run, rows);
    await mapConcurrently(
      rows,
      async row => {
        const other = present.get(nameOf(row));
        if (isDeepStrictEqual(row, other)) return;
        const isNew = other === undefined;
        if (!isNew && !(mayReplace && kindOf(row) === 'accounts')) return;
        await putRow(target, run.pace, row, { isNew });
        written += 1;
      },
      PUTS_AT_ONCE,
    );
  });
  return written;
}

/** If the row exists meanwhile, an earlier attempt has put it, or another run. The comparison at the end checks both. */
async function putRow(target: Table, pace: Pace, row: Row, { isNew }: { isNew: boolean }): Promise<void> {
  const name = tableNameOf(target, keyOf(row));
  const written = isNew ? put(name, row, isAbsent) : putAlways(name, row);
  const input = { ...written, ReturnConsumedCapacity: 'TOTAL' as const };
  try {
    const { ConsumedCapacity } = await retryWhileBusy(target, () => target.documents.send(new PutCommand(input)));
    await pace(ConsumedCapacity?.CapacityUnits ?? 0);
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
  }
}
