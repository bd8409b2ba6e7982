/** The position of the sweep: the minute before which every lapsed hold has been handled. It only moves forward. */
import { busy } from '../../domain/refusals.ts';
import { isAbsent, sweepIsBefore } from '../conditions.ts';
import { expression, put, putAlways, update } from '../expression.ts';
import { sweepKey } from '../keys.ts';
import { readRow } from '../queries.ts';
import { number, object, parseRow } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { putOne, updateOne } from '../transact.ts';
import { lapseMarkerRow } from './claim-rows.ts';

const sweep = object<{ sweptBefore: number }>({ sweptBefore: number });

export async function readSweptBefore(table: Table): Promise<number | undefined> {
  const row = await readRow(table, sweepKey());
  return row && parseRow(row, sweep).sweptBefore;
}

/** Sets the position of the first sweep. Has no effect if there is one. */
export async function startSweepAt(table: Table, minute: number): Promise<void> {
  await putOne(table, put(table.name, { ...sweepKey(), sweptBefore: minute }, isAbsent));
}

/** Puts a lapse marker as it is put with a new deadline. Throws `busy` if that failed. */
export async function remindOfLapse(table: Table, claimId: string, at: number): Promise<void> {
  const sent = await putOne(table, putAlways(table.name, lapseMarkerRow(claimId, at)));
  if (sent.is === 'busy') throw busy();
}

/** Ignores a refusal, because another sweep got further. If DynamoDB is busy, the next sweep handles the minute again. */
export async function recordSweptBefore(table: Table, minute: number): Promise<void> {
  const change = { set: [expression`sweptBefore = ${minute}`], condition: sweepIsBefore(minute) };
  await updateOne(table, update(table.name, sweepKey(), change));
}
