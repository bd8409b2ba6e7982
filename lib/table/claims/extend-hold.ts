/** Moves a hold's deadline, once per key. The claim must be active and not lapsed, and every place must still be its own. */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import { rulesOf } from '../../domain/customer-rules.ts';
import type { Claim } from '../../domain/model.ts';
import { placesOf } from '../../domain/places.ts';
import type { IdempotencyClaim, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import { and } from '../expression.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';
import { recordRow } from './idempotency-rows.ts';

export const extendHold = (
  table: Table,
  claim: Claim,
  change: ClaimChange & { expiresAt: number },
  key: IdempotencyClaim,
  answer: string,
): Promise<IdempotentClaimOutcome> =>
  writeClaim(table, {
    claim,
    change,
    condition: and(claimIsActive, claimHasNotLapsed(change.entry.at)),
    record: recordRow(key, change.entry.at, { answer }),
    ...deadlineMove(claim, change.expiresAt),
  });

/** The rest of the write that moves the deadline: the places, the entries under rules, and a new lapse marker. */
export const deadlineMove = (claim: Claim, expiresAt: number) => ({
  places: { ...placesOf(claim), move: { to: 'extend', expiresAt } as const },
  rules: { rules: rulesOf(claim), move: { to: 'extend', expiresAt } as const },
  movesDeadline: true,
});
