/**
 * Records that a payment begins, once per key, before the gateway is asked. The claim must be active and not lapsed. If the
 * change moves the deadline to the payment window, the places and a lapse marker move with it.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import type { IdempotencyClaim, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import { and } from '../expression.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';
import { deadlineMove } from './extend-hold.ts';
import { recordRow } from './idempotency-rows.ts';

export function initiatePayment(
  table: Table,
  claim: Claim,
  change: ClaimChange,
  key: IdempotencyClaim,
): Promise<IdempotentClaimOutcome> {
  const paymentNumber = change.payment?.number;
  if (paymentNumber === undefined) throw new Error(`the change of the claim ${claim.id} initiates no payment`);
  return writeClaim(table, {
    claim,
    change,
    condition: and(claimIsActive, claimHasNotLapsed(change.entry.at)),
    record: recordRow(key, change.entry.at, { booking: { claimId: claim.id, paymentNumber } }),
    ...(change.expiresAt !== undefined && deadlineMove(claim, change.expiresAt)),
  });
}
