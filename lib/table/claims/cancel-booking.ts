/**
 * Cancels a booking in one transaction, once per key: its places are for sale again, its entries under the customer's rules
 * are removed, and its payment is to be refunded. Places that it has no more are left alone (P5).
 *
 * Races:
 * - Two cancellations at once: the claim's condition lets one of them through, so that there is one refund.
 * - A capture is recorded meanwhile: the claim is not as it was read, and the cancellation is decided again.
 * - The response was lost: the idempotency record has the answer.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import type { GiveBackOutcome, IdempotencyClaim } from '../../ports/store.ts';
import { claimIsConfirmed } from '../conditions.ts';
import type { Table } from '../table.ts';
import { giveBack } from './end-hold.ts';
import { recordRow } from './idempotency-rows.ts';

export const cancelBooking = (
  table: Table,
  claim: Claim,
  change: ClaimChange,
  idempotency?: { key: IdempotencyClaim; answer: string },
): Promise<GiveBackOutcome> =>
  giveBack(table, 'cancel', {
    claim,
    change,
    condition: claimIsConfirmed,
    ...(idempotency && { record: recordRow(idempotency.key, change.entry.at, { answer: idempotency.answer }) }),
  });
