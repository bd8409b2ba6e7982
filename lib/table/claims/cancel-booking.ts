/**
 * Cancels a booking: its places are for sale again, it counts no more under the rules on its customer, and from now on a
 * refund is wanted, all in one transaction and once per key. What is not its own any more is left alone (P5).
 *
 * The races it must survive: two cancellations at once (the claim's condition lets one through: one refund); a capture
 * that is recorded meanwhile (the claim is not as it was read, and is decided again); a lost reply (the record answers).
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import type { IdempotencyClaim, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimIsConfirmed } from '../conditions.ts';
import type { Table } from '../table.ts';
import { giveBack } from './end-hold.ts';
import { recordRow } from './idempotency-rows.ts';

export const cancelBooking = (
  table: Table,
  claim: Claim,
  change: ClaimChange,
  keyed?: { key: IdempotencyClaim; answer: string },
): Promise<IdempotentClaimOutcome> =>
  giveBack(table, 'cancel', {
    claim,
    change,
    condition: claimIsConfirmed,
    ...(keyed && { record: recordRow(keyed.key, change.entry.at, { answer: keyed.answer }) }),
  });
