/**
 * Ends a hold that was not paid for: the owner releases it before the deadline, or it expires after it. Places that another
 * claim has taken are left out, and the rest is sent again (P5). Booked places never match.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import { rulesOf } from '../../domain/customer-rules.ts';
import type { Claim } from '../../domain/model.ts';
import { countOf, placesOf, placesWithout } from '../../domain/places.ts';
import type { ClaimOutcome, GiveBackOutcome } from '../../ports/store.ts';
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
  if (outcome.is === 'duplicate') throw new Error('the end of a hold has no idempotency record');
  return outcome;
}

/**
 * Gives back what a claim still has: its places, and its entries under the customer's rules. If these are not all of its
 * places, the history entry names them.
 */
export async function giveBack(
  table: Table,
  to: 'free' | 'cancel',
  write: Pick<ClaimWrite, 'claim' | 'change' | 'condition' | 'record'>,
): Promise<GiveBackOutcome> {
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
    places = placesWithout(places, outcome.places);
    rules = rules.filter(rule => !outcome.rules[rule]);
  }
}
