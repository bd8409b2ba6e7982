/**
 * Records a final refusal as the answer of its key, in one plain conditional put, before the refusal is told (P11). Every
 * effect of a key puts the same record in its own transaction. So a key gets either its effect or the refusal, and
 * never both.
 *
 * Races:
 * - A slow attempt of the same call commits first: this put is refused, and the row is the answer. If it is a payment that
 *   began, the payment continues.
 * - The slow attempt arrives after this put: its own put is refused, its whole transaction is cancelled, and the refusal
 *   comes back in the reason.
 * - Both at once: one of them gets a conflict, and tries again.
 * - Two retries at once: one refusal is stored, and both tell it, also if their details differ.
 * - The reply of this put was lost: the second attempt finds the record of the first, which has the same refusal.
 * - The put arrives after its caller was answered `busy`: the next retry gets this refusal, and no answer contradicts it.
 * - The key has the record of another operation or request: it comes back, and the use case refuses the key.
 * - The key's record is older than its lifetime: it counts as absent, and is replaced. No attempt is that slow.
 */
import type { StoredRefusal } from '../../domain/final-refusals.ts';
import type { IdempotencyClaim, RefusalOutcome } from '../../ports/store.ts';
import { isAbsentOrExpired } from '../conditions.ts';
import { put } from '../expression.ts';
import type { Table } from '../table.ts';
import { putOne } from '../transact.ts';
import { recordOf, recordRow } from './idempotency-rows.ts';

export async function recordRefusal(
  table: Table,
  key: IdempotencyClaim,
  now: number,
  refusal: StoredRefusal,
): Promise<RefusalOutcome> {
  const sent = await putOne(table, put(table.name, recordRow(key, now, { refusal }), isAbsentOrExpired(now)));
  if (sent.is === 'committed') return { is: 'recorded' };
  const row = sent.is === 'refused' ? sent.reasons[0]?.row : undefined;
  // Without a row the outcome is as unknown as after a timeout.
  return row ? { is: 'duplicate', record: recordOf(row) } : { is: 'busy' };
}
