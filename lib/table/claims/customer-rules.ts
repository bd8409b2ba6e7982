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
import { isAbsent, isStillOver, itineraryIsUnchanged, limitAllows, standsThere } from '../conditions.ts';
import { type Update, update } from '../expression.ts';
import { itineraryKey, type Key, limitKey } from '../keys.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Reason, type Row, updateOne } from '../transact.ts';

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
    const olds = pastIn(itineraryOf(row), now).slice(0, JOURNEYS_FORGOTTEN_MAX);
    const names = Object.fromEntries(olds.map((id, i) => [`#old${i}`, id]));
    const forget = update(table.name, key, {
      set: ['version = :next'],
      remove: Object.keys(names),
      condition: itineraryIsUnchanged,
      values: { ':version': version, ':next': version + 1 },
      names,
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

export function limitOf({ pk: _pk, sk: _sk, used, ...claims }: Row): CustomerLimit {
  return { used, claims } as unknown as CustomerLimit;
}

export function itineraryOf({ pk: _pk, sk: _sk, version, ...journeys }: Row): Itinerary {
  return { version, journeys } as unknown as Itinerary;
}

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
  const olds = seen ? lapsedIn(seen, now).map((old, i) => ({ name: `old${i}`, ...old })) : [];
  const reclaimed = olds.reduce((sum, old) => sum + old.quantity, 0);
  return update(table, keyOf('limit', claim), {
    set: ['used = if_not_exists(used, :zero) + :gained', '#claim = :standing'],
    remove: olds.map(({ name }) => `#${name}`),
    condition: [limitAllows, ...olds.map(({ name }) => isStillOver(name))].join(' AND '),
    values: {
      ':zero': 0,
      ':gained': quantity - reclaimed,
      ':room': (claim.placesPerCustomerMax as number) - quantity + reclaimed,
      ':standing': { quantity, ...(expiresAt !== undefined && { expiresAt }) },
      ...Object.fromEntries(olds.map(old => [`:${old.name}`, old.expiresAt])),
    },
    names: { '#claim': claim.id, ...Object.fromEntries(olds.map(({ name, claimId }) => [`#${name}`, claimId])) },
  });
}

function takeItinerary(
  table: string,
  claim: RuledClaim,
  seen: Itinerary | undefined,
  now: number,
  expiresAt: number | undefined,
): Update {
  const olds = seen
    ? pastIn(seen, now)
        .filter(id => id !== claim.id)
        .slice(0, JOURNEYS_FORGOTTEN_MAX)
    : [];
  const names = Object.fromEntries(olds.map((id, i) => [`#old${i}`, id]));
  return update(table, keyOf('itinerary', claim), {
    set: ['version = :next', '#claim = :standing'],
    remove: Object.keys(names),
    condition: seen ? itineraryIsUnchanged : isAbsent,
    values: {
      ':version': seen?.version,
      ':next': (seen?.version ?? 0) + 1,
      ':standing': { ...claim.journey, eventId: claim.eventId, ...(expiresAt !== undefined && { expiresAt }) },
    },
    names: { '#claim': claim.id, ...names },
  });
}

/** What becomes of a claim in its customer's row: its deadline moves, it stays for good, or it goes. */
export type RuleMove = { to: 'extend'; expiresAt: number } | { to: 'book' } | { to: 'free' };

/** The write that moves a claim in the row of a rule, where it must stand. */
export function moveRule(table: string, rule: CustomerRule, claim: RuledClaim, move: RuleMove): Update {
  // Whoever decides from an itinerary that was read must hear of every change of it.
  const counted = rule === 'limit' ? [] : ['version = version + :one'];
  const credited = rule === 'limit' && move.to === 'free' ? ['used = used - :quantity'] : counted;
  const set = move.to === 'extend' ? [...counted, '#claim.expiresAt = :expiresAt'] : credited;
  const remove = move.to === 'book' ? ['#claim.expiresAt'] : move.to === 'free' ? ['#claim'] : [];
  return update(table, keyOf(rule, claim), {
    set,
    remove,
    condition: standsThere,
    values: {
      ':one': 1,
      ':quantity': quantityOf(claim),
      ':expiresAt': 'expiresAt' in move ? move.expiresAt : undefined,
    },
    names: { '#claim': claim.id },
  });
}

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
