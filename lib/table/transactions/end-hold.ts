/**
 * Ends a hold that was not paid for: released by its owner before the deadline, or expired after it. Seats that carry
 * another claim by now are left out and the rest is sent again (P5); booked seats never match.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import type { ClaimOutcome } from '../../usecases/dependencies.ts';
import { claimHasLapsed, claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';

export async function endHold(table: Table, claim: Claim, change: ClaimChange): Promise<ClaimOutcome> {
  let seatIds = claim.places.map(({ seatId }) => seatId);
  for (;;) {
    const outcome = await writeClaim(table, {
      claim,
      change: touching(change, seatIds, claim),
      condition: `${claimIsActive} AND ${change.status === 'expired' ? claimHasLapsed : claimHasNotLapsed}`,
      seats: {
        seatIds,
        set: ['#status = :available'],
        remove: ['claimId', 'holdExpiresAt'],
        values: { ':available': 'available' },
      },
    });
    if (outcome.is === 'keyed') throw new Error('ending a hold has no idempotency record');
    if (outcome.is !== 'lost') return outcome;
    seatIds = seatIds.filter(seatId => !outcome.seatIds.includes(seatId));
  }
}

/** The entry names the seats it touched where they are not all of the claim's. */
const touching = (change: ClaimChange, seatIds: string[], claim: Claim): ClaimChange =>
  seatIds.length === claim.places.length ? change : { ...change, entry: { ...change.entry, seatIds } };
