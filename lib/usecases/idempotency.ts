/** Idempotency as the use cases see it: what a key's record says to a call that brings the same key (P3). */
import { Refusal, refuse } from '../domain/refusals.ts';
import type { IdempotentCall } from '../ports/calls.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '../ports/store.ts';

/** An answer, and whether it is an earlier one given again. */
export interface Idempotent<Answer> {
  answer: Answer;
  isReplay: boolean;
}

/** What names this call's record. */
export const recordKeyOf = ({ caller, idempotency }: IdempotentCall): IdempotencyClaim => ({
  callerId: caller.userId,
  ...idempotency,
});

/** Refuses a key that stands for another request. */
export function requireSameRequest(record: IdempotencyRecord, { idempotency }: IdempotentCall): void {
  const isSame = record.operation === idempotency.operation && record.fingerprint === idempotency.fingerprint;
  if (!isSame) throw refuse('idempotency-key-reused');
}

/** The stored answer again. */
export function replay<Answer>(record: IdempotencyRecord, call: IdempotentCall): Idempotent<Answer> {
  requireSameRequest(record, call);
  if (record.answer === undefined) throw new Error(`the record of ${record.operation} holds no answer`);
  return { answer: JSON.parse(record.answer) as Answer, isReplay: true };
}

/**
 * Before a refusal decided from a read: the key's record, read after the claim. A twin of this call may have changed the
 * claim in between, and put the record with that change; then its answer is ours (P8).
 */
export async function replayOrThrow(
  { store }: Pick<Dependencies, 'store'>,
  call: IdempotentCall,
  refusal: Refusal,
): Promise<{ is: 'duplicate'; record: IdempotencyRecord }> {
  const record = await store.readRecord(recordKeyOf(call), call.now);
  if (!record) throw refusal;
  return { is: 'duplicate', record };
}

/** A refusal that was stored, or one met for the first time. */
export const storedRefusal = <Code extends 'payment-declined' | 'hold-expired'>(
  refusal: Refusal<Code>,
  isReplay: boolean,
): Refusal<Code> => new Refusal(refusal.code, refusal.details, { isReplay });
