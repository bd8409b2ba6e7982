/**
 * The refusals that rest on a clock. A slow attempt of the same call may have begun before that time, and could still
 * succeed. So such a refusal is written down before it is told (P11).
 */
import type { ClaimStatus } from './model.ts';
import { Refusal, type RefusalDetails } from './refusals.ts';

/**
 * The stored status of a claim from which a slow attempt could still succeed. In each other status the claim itself
 * refuses for ever, because no verb leads back.
 */
const OPEN_STATUS = {
  'hold-expired': 'active',
  'hold-not-extendable': 'active',
  'cancellation-closed': 'confirmed',
} as const satisfies Partial<Record<keyof RefusalDetails, ClaimStatus>>;

export type FinalCode = keyof typeof OPEN_STATUS;
export type FinalRefusal = Refusal<FinalCode>;

/** A final refusal as data. */
export type StoredRefusal = { [Code in FinalCode]: { code: Code; details: RefusalDetails[Code] } }[FinalCode];

/** Whether only the clock refuses. `status` is the stored status of the claim that was decided from. */
export const restsOnClock = (refusal: Refusal, status: ClaimStatus): refusal is FinalRefusal =>
  refusal.code in OPEN_STATUS && OPEN_STATUS[refusal.code as FinalCode] === status;

export const storedFormOf = ({ code, details }: FinalRefusal): StoredRefusal => ({ code, details }) as StoredRefusal;

/** A stored refusal, as the answer to a repeated call. */
export const refusalFrom = ({ code, details }: StoredRefusal): FinalRefusal =>
  new Refusal<FinalCode>(code, details, { isReplay: true });
