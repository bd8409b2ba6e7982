/**
 * Confirms a hold as a booking. Every place must still carry the claim, and the claim must be active. A payment must still
 * be wanted, but may finish after the deadline. A claim without a payment must not have lapsed, and has an idempotency key.
 *
 * A customer rule may have removed the claim's entry after the deadline, for another hold of the customer. Then the rule
 * is asked again. If it allows no more places, the claim has lost them.
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
import { type RuleRows, refusalBy, withRows } from './customer-rules.ts';
import { recordRow } from './idempotency-rows.ts';

export async function confirmBooking(
  table: Table,
  claim: Claim,
  change: ClaimChange,
  key?: IdempotencyClaim,
): Promise<IdempotentClaimOutcome> {
  const { at } = change.entry;
  let withoutEntry: RuleRows = {};
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const outcome = await writeClaim(table, {
      claim,
      change,
      condition: and(claimIsActive, change.payment ? paymentIsWanted(change.payment.number) : claimHasNotLapsed(at)),
      ...(key && { record: recordRow(key, at, { booking: { claimId: claim.id } }) }),
      places: { ...placesOf(claim), move: { to: 'book' } },
      rules: { rules: rulesOf(claim), move: { to: 'book' }, withoutEntry },
    });
    if (outcome.is !== 'places-gone' || countOf(outcome.places) > 0) return outcome;
    withoutEntry = await withRows(table, claim, withoutEntry, outcome.rules, at);
    if (isRuledOut(claim, withoutEntry, at)) return outcome;
  }
  return { is: 'busy' };
}

/** Whether one of the rules that have lost the claim's entry refuses the claim. */
const isRuledOut = (claim: RuledClaim, rows: RuleRows, now: number): boolean =>
  rulesOf(claim).some(rule => rule in rows && refusalBy(rule, claim, rows, now) !== undefined);
