/** Moves a hold's deadline, once per key: the claim while it is active and not lapsed, and every seat that carries it. */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import type { IdempotencyClaim, KeyedClaimOutcome } from '../../usecases/dependencies.ts';
import { claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import { recordRow } from '../items.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';

export const extendHold = (
  table: Table,
  claim: Claim,
  change: ClaimChange,
  key: IdempotencyClaim,
  answer: string,
): Promise<KeyedClaimOutcome> =>
  writeClaim(table, {
    claim,
    change,
    condition: `${claimIsActive} AND ${claimHasNotLapsed}`,
    record: recordRow(key, change.entry.at, { answer }),
    ...deadlineMove(claim, change),
  });

/** The seats' and the marker's part in a deadline that moves; every seat must still be the claim's own. */
export const deadlineMove = (claim: Claim, change: ClaimChange) => ({
  seats: {
    seatIds: claim.places.map(({ seatId }) => seatId),
    set: ['holdExpiresAt = :expiresAt'],
    values: { ':expiresAt': change.expiresAt },
  },
  movesDeadline: true,
});
