/** Idempotency records: one for each key of a caller, with the answer or the booking that a repeated request gets. */
import { IDEMPOTENCY_SECONDS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '../../ports/store.ts';
import { epochSeconds, idempotencyKey } from '../keys.ts';
import { number, object, optional, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

export function recordRow(
  key: IdempotencyClaim,
  now: number,
  effect: Pick<IdempotencyRecord, 'answer' | 'booking'>,
): Row {
  const expiresAt = now + IDEMPOTENCY_SECONDS * SECOND_MS;
  return {
    ...idempotencyKey(key.callerId, key.key),
    operation: key.operation,
    fingerprint: key.fingerprint,
    expiresAt,
    ttl: epochSeconds(expiresAt),
    ...effect,
  };
}

const record = object<IdempotencyRecord>({
  operation: text,
  fingerprint: text,
  expiresAt: number,
  answer: optional(text),
  booking: optional(
    object<NonNullable<IdempotencyRecord['booking']>>({ claimId: text, paymentNumber: optional(number) }),
  ),
});

export const recordOf = (row: Row): IdempotencyRecord => parseRow(row, record);

/** A record past its lifetime counts as absent, even if TTL has not removed it yet. */
export function liveRecordOf(row: Row | undefined, now: number): IdempotencyRecord | undefined {
  const record = row && recordOf(row);
  return record && record.expiresAt > now ? record : undefined;
}
