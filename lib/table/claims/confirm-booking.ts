/**
 * Makes a hold a booking: every place while it still carries the claim, and the claim while it is active and its payment
 * is still wanted. The deadline does not matter here: a payment begun before it may finish after it, as long as nobody
 * took a place. With a key where nothing was to be paid, so that no payment stands for the call.
 *
 * A rule on the customer may have forgotten the claim at its deadline, for another hold of theirs; then it is asked again,
 * and where it allows no more, the claim has lost.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import { type RuledClaim, rulesOf } from '../../domain/customer-rules.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import { countOf, placesOf } from '../../domain/places.ts';
import type { IdempotencyClaim, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimHasNotLapsed, claimIsActive, paymentIsWanted } from '../conditions.ts';
import { and } from '../expression.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';
import { refusalBy, type SeenRules } from './customer-rules.ts';
import { recordRow } from './idempotency-rows.ts';

export async function confirmBooking(
  table: Table,
  claim: Claim,
  change: ClaimChange,
  key?: IdempotencyClaim,
): Promise<IdempotentClaimOutcome> {
  const { at } = change.entry;
  let takenAgain: SeenRules = {};
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const outcome = await writeClaim(table, {
      claim,
      change,
      condition: and(claimIsActive, change.payment ? paymentIsWanted(change.payment.number) : claimHasNotLapsed(at)),
      ...(key && { record: recordRow(key, at, { booking: { claimId: claim.id } }) }),
      places: { ...placesOf(claim), move: { to: 'book' } },
      rules: { rules: rulesOf(claim), move: { to: 'book' }, takenAgain },
    });
    if (outcome.is !== 'places-gone' || countOf(outcome.places) > 0) return outcome;
    takenAgain = { ...takenAgain, ...outcome.rules };
    if (isRuledOut(claim, takenAgain, at)) return outcome;
  }
  return { is: 'busy' };
}

/** Whether one of the rules, as they were seen, refuses a claim that they had forgotten. */
const isRuledOut = (claim: RuledClaim, seen: SeenRules, now: number): boolean =>
  rulesOf(claim).some(rule => seen[rule] && refusalBy(rule, claim, seen[rule].row, now) !== undefined);
