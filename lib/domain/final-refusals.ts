/**
 * The refusals that rest on a clock. A slow attempt of the same call may have begun before the deadline, and could
 * still succeed. So such a refusal is recorded before it is told (P11).
 */
import type { ClaimStatus } from './model.ts';
import { Refusal, type RefusalDetails } from './refusals.ts';

export type FinalCode = 'hold-expired' | 'hold-not-extendable' | 'cancellation-closed';

/**
 * The stored statuses in which the answer to the same call could still change. An active hold can be paid for by a slow
 * attempt, and a late payment can confirm an expired hold. In each other status the claim itself refuses for ever.
 */
const STILL_OPEN: Record<FinalCode, readonly ClaimStatus[]> = {
  'hold-expired': ['active', 'expired'],
  'hold-not-extendable': ['active'],
  'cancellation-closed': ['confirmed'],
};
export type FinalRefusal = Refusal<FinalCode>;

export const FINAL_CODES = Object.keys(STILL_OPEN) as FinalCode[];

/** A final refusal as data. */
export type StoredRefusal = { [Code in FinalCode]: { code: Code; details: RefusalDetails[Code] } }[FinalCode];

/** Whether a refusal is final only if it is recorded. `status` is the stored status of the claim that was decided from. */
export const restsOnClock = (refusal: Refusal, status: ClaimStatus): refusal is FinalRefusal =>
  isFinal(refusal) && STILL_OPEN[refusal.code].includes(status);

const isFinal = (refusal: Refusal): refusal is FinalRefusal => Object.hasOwn(STILL_OPEN, refusal.code);

export const storedFormOf = ({ code, details }: FinalRefusal): StoredRefusal => ({ code, details }) as StoredRefusal;

/** A stored refusal, as the answer to a repeated call. */
export const refusalFrom = ({ code, details }: StoredRefusal): FinalRefusal =>
  new Refusal<FinalCode>(code, details, { isReplay: true });
