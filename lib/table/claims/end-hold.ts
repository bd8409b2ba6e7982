/**
 * Ends a hold that was not paid for: released by its owner before the deadline, or expired after it. Places that
 * are another claim's by now are left out and the rest is sent again (P5); booked ones never match.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import { rulesOf } from '../../domain/customer-rules.ts';
import type { Claim } from '../../domain/model.ts';
import { countOf, placesOf, placesWithout } from '../../domain/places.ts';
import type { ClaimOutcome, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimHasLapsed, claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import { and } from '../expression.ts';
import type { Table } from '../table.ts';
import { type ClaimWrite, writeClaim } from './change-claim.ts';

export async function endHold(table: Table, claim: Claim, change: ClaimChange): Promise<ClaimOutcome> {
  const { at } = change.entry;
  const outcome = await giveBack(table, 'free', {
    claim,
    change,
    condition: and(claimIsActive, change.status === 'expired' ? claimHasLapsed(at) : claimHasNotLapsed(at)),
  });
  if (outcome.is === 'duplicate') throw new Error('ending a hold has no idempotency record');
  return outcome;
}

/**
 * Gives back all that a claim still has: its places, and what counts for it under the rules on its customer. The entry
 * names the places that it touched where they are not all of the claim's.
 */
export async function giveBack(
  table: Table,
  to: 'free' | 'cancel',
  write: Pick<ClaimWrite, 'claim' | 'change' | 'condition' | 'record'>,
): Promise<IdempotentClaimOutcome> {
  const { claim, change } = write;
  const all = placesOf(claim);
  let places = all;
  let rules = rulesOf(claim);
  for (;;) {
    const isAll = countOf(places) === countOf(all);
    const outcome = await writeClaim(table, {
      ...write,
      change: isAll ? change : { ...change, entry: { ...change.entry, touched: places } },
      places: { ...places, move: { to } },
      rules: { rules, move: { to: 'free' } },
    });
    if (outcome.is !== 'places-gone') return outcome;
    const { places: lost, rules: lostRules } = outcome;
    places = placesWithout(places, lost);
    rules = rules.filter(rule => !lostRules[rule]);
  }
}
