/**
 * The rows of rules on customers: what one has of an event that limits it, and their journeys. Each claim is an attribute
 * of its own there, named by its id, so that the first one needs no row to be there before it.
 *
 * The races they must survive: two holds of one customer at once (the limit's condition counts, the itinerary's names the
 * version that was read; one of them is decided again from the row that refused it); a lapsed claim that is paid for
 * after all while its place is given away (the write that removes it says which deadline it saw).
 */
import {
  type CustomerLimit,
  type CustomerRule,
  type Itinerary,
  itineraryRefusal,
  lapsedIn,
  limitRefusal,
  pastIn,
  quantityOf,
  type RuledClaim,
  rulesOf,
} from '../../domain/customer-rules.ts';
import { JOURNEYS_FORGOTTEN_MAX } from '../../domain/limits.ts';
import { busy } from '../../domain/refusals.ts';
import type { RuledOut } from '../../ports/store.ts';
import { entryIsStillLapsed, hasEntry, isAbsent, itineraryIsUnchanged, limitAllows } from '../conditions.ts';
import { and, attribute, type Expression, expression, type Update, update } from '../expression.ts';
import { itineraryKey, type Key, limitKey } from '../keys.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Reason, type Row, updateOne } from '../transact.ts';
import { itineraryOf, limitOf } from './customer-rows.ts';

/** A rule's row as it was seen: undefined where there is none. */
export type SeenRules = { [Rule in CustomerRule]?: { row: Row | undefined } };

const keyOf = (rule: CustomerRule, { eventId, ownerId }: RuledClaim): Key =>
  rule === 'limit' ? limitKey(eventId, ownerId) : itineraryKey(ownerId);

/** What refuses a claim by its customer's rows as they are now, where something does: the limit before the itinerary. */
export async function readRuledOut(table: Table, claim: RuledClaim, now: number): Promise<RuledOut | undefined> {
  const seen = await readRules(table, claim);
  return rulesOf(claim)
    .map(rule => refusalBy(rule, claim, seen[rule]?.row, now))
    .find(refusal => refusal !== undefined);
}

/** The rows of a claim's rules, consistently. */
export async function readRules(table: Table, claim: RuledClaim): Promise<SeenRules> {
  const rules = rulesOf(claim);
  const rows = await readRows(
    table,
    rules.map(rule => keyOf(rule, claim)),
  );
  return Object.fromEntries(rules.map((rule, i) => [rule, { row: rows[i] }]));
}

/**
 * An itinerary can only be added to where its version is known; a limit's condition counts by itself. Where more of it is
 * past than one write can forget, that is forgotten first.
 */
export async function readItinerary(table: Table, claim: RuledClaim, now: number): Promise<SeenRules> {
  if (!claim.journey) return {};
  const key = itineraryKey(claim.ownerId);
  let row = await readRow(table, key);
  while (row && pastIn(itineraryOf(row), now).length > JOURNEYS_FORGOTTEN_MAX) {
    const { version } = itineraryOf(row);
    const past = pastIn(itineraryOf(row), now).slice(0, JOURNEYS_FORGOTTEN_MAX);
    const forget = update(table.name, key, {
      set: [expression`version = ${version + 1}`],
      remove: past.map(attribute),
      condition: itineraryIsUnchanged(version),
    });
    if ((await updateOne(table, forget)).is === 'busy') throw busy();
    row = await readRow(table, key);
  }
  return { itinerary: { row } };
}

/** Why a rule refuses a claim, by the row of its customer. */
export const refusalBy = (
  rule: CustomerRule,
  claim: RuledClaim,
  row: Row | undefined,
  now: number,
): RuledOut | undefined =>
  rule === 'limit'
    ? limitRefusal(claim, row && limitOf(row), now)
    : itineraryRefusal(claim, row && itineraryOf(row), now);

/** Whether a claim stands in the row of its customer. */
export const standsIn = (row: Row | undefined, { id }: RuledClaim): boolean => row?.[id] !== undefined;

/** Takes what a claim needs under a rule, with the place of those that have lapsed; a booking has no deadline. */
export function takeRule(
  table: string,
  rule: CustomerRule,
  claim: RuledClaim,
  seen: SeenRules,
  { now, expiresAt }: { now: number; expiresAt: number | undefined },
): Update {
  const row = seen[rule]?.row;
  return rule === 'limit'
    ? takeLimit(table, claim, row && limitOf(row), now, expiresAt)
    : takeItinerary(table, claim, row && itineraryOf(row), now, expiresAt);
}

function takeLimit(
  table: string,
  claim: RuledClaim,
  seen: CustomerLimit | undefined,
  now: number,
  expiresAt: number | undefined,
): Update {
  const quantity = quantityOf(claim);
  const lapsed = seen ? lapsedIn(seen, now) : [];
  const reclaimed = lapsed.reduce((sum, entry) => sum + entry.quantity, 0);
  const { placesPerCustomerMax: max } = claim;
  if (max === undefined) throw new Error(`the claim ${claim.id} is not limited`);
  const entry = { quantity, ...(expiresAt !== undefined && { expiresAt }) };
  return update(table, keyOf('limit', claim), {
    set: [
      expression`used = if_not_exists(used, ${0}) + ${quantity - reclaimed}`,
      expression`${attribute(claim.id)} = ${entry}`,
    ],
    remove: lapsed.map(({ claimId }) => attribute(claimId)),
    condition: and(limitAllows(max - quantity + reclaimed), ...lapsed.map(entryIsStillLapsed)),
  });
}

function takeItinerary(
  table: string,
  claim: RuledClaim,
  seen: Itinerary | undefined,
  now: number,
  expiresAt: number | undefined,
): Update {
  const past = seen ? pastIn(seen, now).filter(id => id !== claim.id) : [];
  const entry = { ...claim.journey, eventId: claim.eventId, ...(expiresAt !== undefined && { expiresAt }) };
  return update(table, keyOf('itinerary', claim), {
    set: [expression`version = ${(seen?.version ?? 0) + 1}`, expression`${attribute(claim.id)} = ${entry}`],
    remove: past.slice(0, JOURNEYS_FORGOTTEN_MAX).map(attribute),
    condition: seen ? itineraryIsUnchanged(seen.version) : isAbsent,
  });
}

/** What becomes of a claim in its customer's row: its deadline moves, it stays for good, or it goes. */
export type RuleMove = { to: 'extend'; expiresAt: number } | { to: 'book' } | { to: 'free' };

/** The write that moves a claim's entry in the row of a rule, which must have one. */
export function moveRule(table: string, rule: CustomerRule, claim: RuledClaim, move: RuleMove): Update {
  const entry = attribute(claim.id);
  return update(table, keyOf(rule, claim), {
    set: [
      // A hold decides by the version that it read, so every change of an itinerary raises it.
      ...(rule === 'itinerary' ? [expression`version = version + ${1}`] : []),
      ...(rule === 'limit' && move.to === 'free' ? [expression`used = used - ${quantityOf(claim)}`] : []),
      ...(move.to === 'extend' ? [expression`${entry}.expiresAt = ${move.expiresAt}`] : []),
    ],
    remove: removedWith(move, entry),
    condition: hasEntry(claim.id),
  });
}

const removedWith = (move: RuleMove, entry: Expression): Expression[] => {
  if (move.to === 'book') return [expression`${entry}.expiresAt`];
  return move.to === 'free' ? [entry] : [];
};

/** The rules of a hold that is being placed: it keeps what it learns from one try to the next. */
export interface HoldRules {
  /** What refuses the hold by what was read before it is tried for. */
  refusal?: RuledOut | undefined;
  writes(): Update[];
  /** MetricDimension of the reasons of its writes: what refuses the hold, or whether there is more to try. */
  onConflict(reasons: Reason[]): RuledOut | 'retry' | undefined;
}

export async function openRules(
  table: Table,
  claim: RuledClaim & { createdAt: number; expiresAt: number },
): Promise<HoldRules> {
  const rules = rulesOf(claim);
  const { createdAt: now, expiresAt } = claim;
  let seen = await readItinerary(table, claim, now);
  const isOnAnother = refusalBy('itinerary', claim, seen.itinerary?.row, now) !== undefined;
  return {
    refusal: isOnAnother ? await readRuledOut(table, claim, now) : undefined,
    writes: () => rules.map(rule => takeRule(table.name, rule, claim, seen, { now, expiresAt })),
    onConflict(reasons) {
      const refused = rules.flatMap((rule, i) => (reasons[i]?.refused ? [{ rule, row: reasons[i]?.row }] : []));
      if (refused.length === 0) return undefined;
      seen = { ...seen, ...Object.fromEntries(refused.map(({ rule, row }) => [rule, { row }])) };
      const refusal = refused
        .map(({ rule, row }) => refusalBy(rule, claim, row, now))
        .find(found => found !== undefined);
      return refusal ?? 'retry';
    },
  };
}
