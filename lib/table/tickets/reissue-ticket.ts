/**
 * Replaces the code of a ticket in one transaction, once per key: the idempotency record, the claim with its entry, and the row that
 * makes the earlier code void.
 *
 * Races:
 * - The ticket is redeemed or cancelled meanwhile: the claim is not as it was read, and the new decision refuses.
 * - Two calls at once: one of them is decided again, so that each call has a version of its own, and only the last code is valid.
 * - The response was lost: the idempotency record has the answer with the code.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import type { GiveBackOutcome, IdempotencyClaim } from '../../ports/store.ts';
import { writeClaim } from '../claims/change-claim.ts';
import { recordRow } from '../claims/idempotency-rows.ts';
import { claimIsConfirmed } from '../conditions.ts';
import type { Table } from '../table.ts';

export async function reissueTicket(
  table: Table,
  claim: Claim,
  change: ClaimChange,
  { key, answer }: { key: IdempotencyClaim; answer: string },
): Promise<GiveBackOutcome> {
  const record = recordRow(key, change.entry.at, { answer });
  const outcome = await writeClaim(table, { claim, change, condition: claimIsConfirmed, record });
  if (outcome.is === 'places-gone') throw new Error('a new code of a ticket touches no places');
  return outcome;
}
