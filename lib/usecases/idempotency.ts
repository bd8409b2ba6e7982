/**
 * Idempotency as the use cases see it: how a call is answered if its key has a record already (P3), and how a call is
 * refused so that no other attempt of it succeeds later (P11).
 */
import { type FinalRefusal, refusalFrom, restsOnClock, storedFormOf } from '../domain/final-refusals.ts';
import type { ClaimStatus } from '../domain/model.ts';
import { busy, Refusal, refuse } from '../domain/refusals.ts';
import type { IdempotentCall } from '../ports/calls.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '../ports/store.ts';

/** The answer to an idempotent call, and whether it repeats an earlier one. */
export interface Idempotent<Answer> {
  answer: Answer;
  isReplay: boolean;
}

/** A call whose key has a record: it has been decided already. */
export interface Duplicate {
  is: 'duplicate';
  record: IdempotencyRecord;
}

/** The name of this call's record. */
export const recordKeyOf = ({ caller, idempotency }: IdempotentCall): IdempotencyClaim => ({
  callerId: caller.userId,
  ...idempotency,
});

/** Reads the key's record; undefined if this call is not a duplicate. */
export async function findDuplicate(
  { store }: Pick<Dependencies, 'store'>,
  call: IdempotentCall,
): Promise<Duplicate | undefined> {
  const record = await store.readRecord(recordKeyOf(call), call.now);
  return record && { is: 'duplicate', record };
}

/**
 * Reads the key's record before a refusal, and throws the refusal if there is none. A duplicate of this call may have
 * changed the claim after this call read it, and put the record with that change. Then the answer of the duplicate is
 * the answer of this call (P8).
 */
export async function replayOrThrow(
  dependencies: Pick<Dependencies, 'store'>,
  call: IdempotentCall,
  refusal: Refusal,
): Promise<Duplicate> {
  const duplicate = await findDuplicate(dependencies, call);
  if (!duplicate) throw refusal;
  return duplicate;
}

/**
 * Refuses a call that was decided from a claim with this stored status. A refusal that rests on a clock is made final
 * first; each other refusal speaks of this moment, or rests on a status that never changes back. Returns the key's record if
 * there is one: then it is the answer.
 */
export const refuseOrReplay = (
  dependencies: Pick<Dependencies, 'store'>,
  call: IdempotentCall,
  refusal: Refusal,
  status: ClaimStatus,
): Promise<Duplicate> =>
  restsOnClock(refusal, status)
    ? refuseForGood(dependencies, call, refusal)
    : replayOrThrow(dependencies, call, refusal);

/**
 * Records the refusal under the call's key, and throws it. From then on no attempt with this key has an effect: neither one
 * that began earlier and is slow, nor a retry, even if the deadline has moved meanwhile. The races are listed
 * in record-refusal.ts. If the outcome of the write is unknown, the answer is `busy`.
 */
export async function refuseForGood(
  { store }: Pick<Dependencies, 'store'>,
  call: IdempotentCall,
  refusal: FinalRefusal,
): Promise<Duplicate> {
  const outcome = await store.recordRefusal(recordKeyOf(call), call.now, storedFormOf(refusal));
  if (outcome.is === 'busy') throw busy();
  if (outcome.is === 'recorded') throw refusal;
  return outcome;
}

/** Refuses a key that was used for a different request, or whose refusal is final. */
export function requireEffect(record: IdempotencyRecord, call: IdempotentCall): void {
  requireSameRequest(record, call);
  if (record.refusal) throw refusalFrom(record.refusal);
}

/** Refuses a key that was used for a different request. */
export function requireSameRequest(record: IdempotencyRecord, { idempotency }: IdempotentCall): void {
  const isSame = record.operation === idempotency.operation && record.fingerprint === idempotency.fingerprint;
  if (!isSame) throw refuse('idempotency-key-reused');
}

/** Repeats the stored answer or refusal. */
export function replay<Answer>(record: IdempotencyRecord, call: IdempotentCall): Idempotent<Answer> {
  requireEffect(record, call);
  if (record.answer === undefined) throw new Error(`the record of ${record.operation} holds no answer`);
  return { answer: JSON.parse(record.answer) as Answer, isReplay: true };
}

/** A refusal as a stored outcome, marked as a replay if the same key has met it before. */
export const storedRefusal = <Code extends 'payment-declined' | 'hold-expired'>(
  refusal: Refusal<Code>,
  isReplay: boolean,
): Refusal<Code> => new Refusal(refusal.code, refusal.details, { isReplay });
