/**
 * Idempotency records: one for each key of a caller, with the answer, the booking or the final refusal that a repeated
 * request gets.
 */
import type { FinalCode, StoredRefusal } from '../../domain/final-refusals.ts';
import { IDEMPOTENCY_SECONDS } from '../../domain/limits.ts';
import type { RefusalDetails } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '../../ports/store.ts';
import { epochSeconds, idempotencyKey } from '../keys.ts';
import { attributes, number, object, oneOf, optional, type Parse, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

export function recordRow(
  key: IdempotencyClaim,
  now: number,
  effect: Pick<IdempotencyRecord, 'answer' | 'booking' | 'refusal'>,
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

const DETAILS: { [Code in FinalCode]: Parse<RefusalDetails[Code]> } = {
  'hold-expired': object<RefusalDetails['hold-expired']>({}),
  'hold-not-extendable': object<RefusalDetails['hold-not-extendable']>({ expiresAt: number }),
  'cancellation-closed': object<RefusalDetails['cancellation-closed']>({ closedAt: number }),
};

const refusal: Parse<StoredRefusal> = (value, path) => {
  const stored = attributes(value, path);
  const code = oneOf(Object.keys(DETAILS) as FinalCode[])(stored.code, `${path}.code`);
  return { code, details: DETAILS[code](stored.details, `${path}.details`) } as StoredRefusal;
};

const record = object<IdempotencyRecord>({
  operation: text,
  fingerprint: text,
  expiresAt: number,
  answer: optional(text),
  booking: optional(
    object<NonNullable<IdempotencyRecord['booking']>>({ claimId: text, paymentNumber: optional(number) }),
  ),
  refusal: optional(refusal),
});

export const recordOf = (row: Row): IdempotencyRecord => parseRow(row, record);

/** A record past its lifetime counts as absent, even if TTL has not removed it yet. */
export function liveRecordOf(row: Row | undefined, now: number): IdempotencyRecord | undefined {
  const record = row && recordOf(row);
  return record && record.expiresAt > now ? record : undefined;
}
