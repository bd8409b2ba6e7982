/** Removes the accounts and journal entries that the sales table still has after a switch. Functions do not read them. */
import { isDeepStrictEqual } from 'node:util';
import { tableOf } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import { keyOf, nameOf, writeBatches } from '../restore/copy-rows.ts';
import { readBatch } from '../shared/paced-reads.ts';
import { type CopyRun, eachMovedRow, lasts } from './moved-rows.ts';
import type { Sides } from './sides.ts';

export interface Removed {
  found: number;
  removed: number;
  /** Rows without a counterpart, which stay. */
  kept: number;
}

/** It may run while the stage sells, and may be repeated. */
export async function removeCopies(
  { shared, separate }: Sides,
  run: CopyRun,
  { dryRun }: { dryRun: boolean },
): Promise<Removed> {
  const done: Removed = { found: 0, removed: 0, kept: 0 };
  const anyTime = { ...run, requireStopped: async () => undefined };
  await eachMovedRow(shared, anyTime, async rows => {
    const copied = await copiesIn(separate, run, rows);
    done.found += rows.length;
    done.kept += rows.length - copied.length;
    if (dryRun || copied.length === 0) return;
    const requests = copied.map(row => ({ DeleteRequest: { Key: keyOf(row) } }));
    await writeBatches(shared, run.pace, requests);
    done.removed += copied.length;
  });
  return done;
}

/** The rows that the separate tables have too. An account may have changed since; an entry of the journal may not. */
async function copiesIn(separate: Table, { pace, now }: CopyRun, rows: Row[]): Promise<Row[]> {
  const others = new Map((await readBatch(separate, pace, rows.map(keyOf))).map(row => [nameOf(row), row]));
  return rows.filter(row => {
    const other = others.get(nameOf(row));
    if (tableOf(keyOf(row)) === 'journal') return isDeepStrictEqual(row, other);
    return other !== undefined || !lasts(row, now);
  });
}
