/** Remembers the minute before which everything that lapsed has been seen to; it only ever moves forward. */
import { isAbsent } from '../conditions.ts';
import { update } from '../expression.ts';
import { sweepKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { updateOne } from '../transact.ts';

/** A refusal is fine: another sweep got further. When DynamoDB is busy, the next sweep sees the minute again. */
export async function recordSweptBefore(table: Table, minute: number): Promise<void> {
  const change = { set: ['sweptBefore = :minute'], condition: `${isAbsent} OR sweptBefore < :minute` };
  await updateOne(table, update(table.name, sweepKey(), { ...change, values: { ':minute': minute } }));
}
