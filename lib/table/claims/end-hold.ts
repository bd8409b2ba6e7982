/**
 * Ends a hold that was not paid for: the owner releases it before the deadline, or it expires after it. Places that another
 * claim has taken are left out, and the rest is sent again (P5). Booked places never match.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import { type CustomerRule, rulesOf } from '../../domain/customer-rules.ts';
import type { Claim, PlacesTouched } from '../../domain/model.ts';
import { countOf, placesOf, placesWithout } from '../../domain/places.ts';
import type { ClaimOutcome, GiveBackOutcome } from '../../ports/store.ts';
import { claimHasLapsed, claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import { and } from '../expression.ts';
import type { Table } from '../table.ts';
import { type ClaimWrite, writeClaim } from './change-claim.ts';
import type { EntryMove } from './customer-rules.ts';

export async function endHold(table: Table, claim: Claim, change: ClaimChange): Promise<ClaimOutcome> {
  const { at } = change.entry;
  const write = {
    claim,
    change,
    condition: and(claimIsActive, change.status === 'expired' ? claimHasLapsed(at) : claimHasNotLapsed(at)),
  };
  const given: GivenBack = { places: placesOf(claim), rules: rulesOf(claim), entries: { to: 'free' } };
  const outcome = await giveBack(table, 'free', write, given);
  if (outcome.is === 'duplicate') throw new Error('the end of a hold has no idempotency record');
  return outcome;
}

/** The places that a claim gives back, and the change of its entries under the customer's rules. */
export interface GivenBack {
  places: PlacesTouched;
  rules: CustomerRule[];
  entries: EntryMove;
}

/** Gives back those of the places that the claim still has. If some are gone, the history entry names those that it had. */
export async function giveBack(
  table: Table,
  to: 'free' | 'cancel',
  write: Pick<ClaimWrite, 'claim' | 'change' | 'condition' | 'record'>,
  { places: all, rules: allRules, entries }: GivenBack,
): Promise<GiveBackOutcome> {
  const { change } = write;
  let places = all;
  let rules = allRules;
  for (;;) {
    const isAll = countOf(places) === countOf(all);
    const outcome = await writeClaim(table, {
      ...write,
      change: isAll ? change : { ...change, entry: { ...change.entry, touched: places } },
      places: { ...places, move: { to } },
      rules: { rules, move: entries },
    });
    if (outcome.is !== 'places-gone') return outcome;
    places = placesWithout(places, outcome.places);
    rules = rules.filter(rule => !outcome.rules[rule]);
  }
}
