/**
 * The position of the sweep: the time before which every lapsed hold has been handled. It only moves forward. The row has the
 * minute in `sweptBefore` and the time within it in `sweptUntil`, which versions before 0.6 neither write nor read.
 */
import { busy } from '../../domain/refusals.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { isAbsent, sweepIsBefore } from '../conditions.ts';
import { expression, put, putAlways, update } from '../expression.ts';
import { sweepKey } from '../keys.ts';
import { readRow } from '../queries.ts';
import { number, object, optional, parseRow } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { putOne, updateOne } from '../transact.ts';
import { lapseMarkerRow } from './claim-rows.ts';

const sweep = object<{ sweptBefore: number; sweptUntil?: number | undefined }>({
  sweptBefore: number,
  sweptUntil: optional(number),
});

/** Returns the position in minutes since the epoch, with a fraction if a sweep has stopped within a minute. */
export async function readSweptBefore(table: Table): Promise<number | undefined> {
  const row = await readRow(table, sweepKey());
  if (!row) return undefined;
  const { sweptBefore, sweptUntil = 0 } = parseRow(row, sweep);
  // A version before 0.6 moves the minute on and leaves `sweptUntil` as it was. It then belongs to an earlier minute, and
  // does not count.
  const isOfMinute = Math.floor(sweptUntil / MINUTE_MS) === sweptBefore;
  return isOfMinute ? sweptUntil / MINUTE_MS : sweptBefore;
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
export async function recordSweptBefore(table: Table, minutes: number): Promise<void> {
  const [minute, until] = [Math.floor(minutes), Math.round(minutes * MINUTE_MS)];
  const change = {
    set: [expression`sweptBefore = ${minute}`, expression`sweptUntil = ${until}`],
    condition: sweepIsBefore(minute, until),
  };
  await updateOne(table, update(table.name, sweepKey(), change));
}
