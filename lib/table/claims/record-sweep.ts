/** Remembers the minute before which everything that lapsed has been seen to; it only ever moves forward. */
import { busy } from '../../domain/refusals.ts';
import { isAbsent, sweepIsBefore } from '../conditions.ts';
import { expression, put, putAlways, update } from '../expression.ts';
import { sweepKey } from '../keys.ts';
import { number, object, parseRow } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { putOne, type Row, updateOne } from '../transact.ts';
import { lapseMarkerRow } from './claim-rows.ts';

/** Where the first sweep begins; without effect where there is a row already. */
export async function startSweepAt(table: Table, minute: number): Promise<void> {
  await putOne(table, put(table.name, { ...sweepKey(), sweptBefore: minute }, isAbsent));
}

/** A marker like those that are put with a deadline; busy when it could not be put. */
export async function remindOfLapse(table: Table, claimId: string, at: number): Promise<void> {
  const sent = await putOne(table, putAlways(table.name, lapseMarkerRow(claimId, at)));
  if (sent.is === 'busy') throw busy();
}

/** A refusal is fine: another sweep got further. When DynamoDB is busy, the next sweep sees the minute again. */
export async function recordSweptBefore(table: Table, minute: number): Promise<void> {
  const change = { set: [expression`sweptBefore = ${minute}`], condition: sweepIsBefore(minute) };
  await updateOne(table, update(table.name, sweepKey(), change));
}

const sweep = object<{ sweptBefore: number }>({ sweptBefore: number });
/** The minute before which everything that lapsed has been swept. */
export const sweptBeforeOf = (row: Row): number => parseRow(row, sweep).sweptBefore;
