/**
 * Ends a hold that was not paid for: released by its owner before the deadline, or expired after it. Places that
 * are another claim's by now are left out and the rest is sent again (P5); booked ones never match.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim, PlacesTouched } from '../../domain/model.ts';
import { countOf, placesOf, placesWithout } from '../../domain/places.ts';
import type { ClaimOutcome } from '../../usecases/dependencies.ts';
import { claimHasLapsed, claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';

export async function endHold(table: Table, claim: Claim, change: ClaimChange): Promise<ClaimOutcome> {
  let places = placesOf(claim);
  for (;;) {
    const outcome = await writeClaim(table, {
      claim,
      change: touching(change, places, claim),
      condition: `${claimIsActive} AND ${change.status === 'expired' ? claimHasLapsed : claimHasNotLapsed}`,
      places: { ...places, move: { to: 'free' } },
    });
    if (outcome.is === 'keyed') throw new Error('ending a hold has no idempotency record');
    if (outcome.is !== 'lost') return outcome;
    places = placesWithout(places, outcome.places);
  }
}

/** The entry names the places it touched where they are not all of the claim's. */
const touching = (change: ClaimChange, touched: PlacesTouched, claim: Claim): ClaimChange =>
  countOf(touched) === countOf(placesOf(claim)) ? change : { ...change, entry: { ...change.entry, touched } };
