/**
 * The rules on customers, in the rows of customer-rows.ts. A claim has an entry in the row of each rule that it is under.
 * The entry of a lapsed hold no longer counts, and the next hold removes it. journeys.ts reads the times of journeys.
 *
 * Races:
 * - Two holds of one customer at once: the limit's condition counts, and the itinerary's condition names the version that
 *   was read. One of the holds is decided again from the row that refused it.
 * - A lapsed claim is paid for while its place under a rule is given away: the write that removes its entry names the
 *   deadline that it read.
 */
import {
  type CountingRule,
  type CustomerLimit,
  type CustomerRule,
  lapsedIn,
  limitRefusal,
  maximumUnder,
  quantityUnder,
  type RuledClaim,
  rulesOf,
} from '../../domain/customer-rules.ts';
import { itineraryRefusal, type Journeys, pastIn } from '../../domain/itineraries.ts';
import { JOURNEYS_FORGOTTEN_MAX } from '../../domain/limits.ts';
import type { RuledOut } from '../../ports/store.ts';
import { entryIsStillLapsed, hasEntry, isAbsent, isThere, itineraryIsUnchanged, limitAllows } from '../conditions.ts';
import { and, attribute, type Expression, expression, type Update, update } from '../expression.ts';
import { codeLimitKey, itineraryKey, type Key, limitKey } from '../keys.ts';
import { readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Reason, Row } from '../transact.ts';
import { limitOf } from './customer-rows.ts';
import { readJourneysBefore, withEvents } from './journeys.ts';

/** The rows of rules as they were read. `limit` and `code` are undefined if there is no row. The itinerary comes with its events. */
export interface RuleRows {
  limit?: CustomerLimit | undefined;
  itinerary?: Journeys;
  code?: CustomerLimit | undefined;
}

/** The rows that refused a write. `row` is undefined if there is none. */
export type RefusedRows = { [Rule in CustomerRule]?: { row: Row | undefined } };

function keyOf(rule: CustomerRule, { eventId, ownerId, sale }: RuledClaim): Key {
  if (rule === 'limit') return limitKey(eventId, ownerId);
  return rule === 'code' ? codeLimitKey(eventId, sale?.code?.counterId ?? '', ownerId) : itineraryKey(ownerId);
}

/** Reads the rows of a claim's rules and returns the first refusal, if any: the limit, the itinerary, the code. */
export async function readRuledOut(table: Table, claim: RuledClaim, now: number): Promise<RuledOut | undefined> {
  const rows = await readRuleRows(table, claim, now);
  return rulesOf(claim)
    .map(rule => refusalBy(rule, claim, rows, now))
    .find(refusal => refusal !== undefined);
}

/** Reads the rows of a claim's rules consistently, and then the events of the itinerary. */
export async function readRuleRows(table: Table, claim: RuledClaim, now: number): Promise<RuleRows> {
  const rules = rulesOf(claim);
  const rows = await readRows(
    table,
    rules.map(rule => keyOf(rule, claim)),
  );
  return withRows(table, claim, {}, Object.fromEntries(rules.map((rule, i) => [rule, { row: rows[i] }])), now);
}

/** Reads the itinerary before a claim is added to it; nothing if the claim has no journey. */
export const readItinerary = async (table: Table, claim: RuledClaim, now: number): Promise<RuleRows> =>
  claim.journey ? { itinerary: await readJourneysBefore(table, claim, now) } : {};

/** Adds rows that were read, or that refused a write, to the known rows. Reads the events that are new in the itinerary. */
export async function withRows(
  table: Table,
  claim: RuledClaim,
  known: RuleRows,
  { limit, itinerary, code }: RefusedRows,
  now: number,
): Promise<RuleRows> {
  return {
    ...known,
    ...(limit && { limit: limit.row && limitOf(limit.row) }),
    ...(code && { code: code.row && limitOf(code.row) }),
    ...(itinerary && {
      itinerary: await withEvents(table, claim, itinerary.row, now, known.itinerary?.events),
    }),
  };
}

/** Returns the refusal of a claim by the row of a rule, if any. */
export const refusalBy = (
  rule: CustomerRule,
  claim: RuledClaim,
  { itinerary = NO_JOURNEYS, ...limits }: RuleRows,
  now: number,
): RuledOut | undefined =>
  rule === 'itinerary' ? itineraryRefusal(claim, itinerary, now) : limitRefusal(rule, claim, limits[rule], now);

const NO_JOURNEYS: Journeys = { itinerary: undefined, events: new Map() };

/** Whether the row of a rule has an entry for the claim. */
export const hasEntryFor = (rule: CustomerRule, { id }: RuledClaim, { itinerary, ...limits }: RuleRows): boolean =>
  (rule === 'itinerary' ? itinerary?.itinerary?.journeys[id] : limits[rule]?.claims[id]) !== undefined;

/** Adds the claim's entry to the row of a rule and removes entries that count no more. A booking's entry has no deadline. */
export function addEntry(
  table: string,
  rule: CustomerRule,
  claim: RuledClaim,
  rows: RuleRows,
  { now, expiresAt }: { now: number; expiresAt: number | undefined },
): Update {
  const deadline = expiresAt === undefined ? {} : { expiresAt };
  return rule === 'itinerary'
    ? addToItinerary(table, claim, rows.itinerary ?? NO_JOURNEYS, now, deadline)
    : addToLimit(table, rule, claim, rows[rule], now, deadline);
}

function addToLimit(
  table: string,
  rule: CountingRule,
  claim: RuledClaim,
  limit: CustomerLimit | undefined,
  now: number,
  deadline: { expiresAt?: number },
): Update {
  const max = maximumUnder(rule, claim);
  if (max === undefined) throw new Error(`the claim ${claim.id} is not limited`);
  const quantity = quantityUnder(rule, claim);
  const lapsed = limit ? lapsedIn(limit, now) : [];
  const reclaimed = lapsed.reduce((sum, entry) => sum + entry.quantity, 0);
  const entry = { quantity, ...deadline };
  return update(table, keyOf(rule, claim), {
    set: [
      expression`used = if_not_exists(used, ${0}) + ${quantity - reclaimed}`,
      expression`${attribute(claim.id)} = ${entry}`,
    ],
    remove: lapsed.map(({ claimId }) => attribute(claimId)),
    condition: and(limitAllows(max - quantity + reclaimed), ...lapsed.map(entryIsStillLapsed)),
  });
}

function addToItinerary(
  table: string,
  claim: RuledClaim,
  journeys: Journeys,
  now: number,
  deadline: { expiresAt?: number },
): Update {
  const { itinerary } = journeys;
  const past = pastIn(journeys, now).filter(id => id !== claim.id);
  // Functions of version 0.5 read the times in the entry. They run beside this one during an update, or after a rollback.
  const entry = { ...claim.journey, eventId: claim.eventId, ...deadline };
  return update(table, keyOf('itinerary', claim), {
    set: [expression`version = ${(itinerary?.version ?? 0) + 1}`, expression`${attribute(claim.id)} = ${entry}`],
    remove: past.slice(0, JOURNEYS_FORGOTTEN_MAX).map(attribute),
    condition: itinerary ? itineraryIsUnchanged(itinerary.version) : isAbsent,
  });
}

/**
 * The change of a claim's entry: `extend` moves its deadline, `book` removes the deadline, `reduce` takes cancelled places off, and
 * `free` removes the entry.
 */
export type EntryMove =
  | { to: 'extend'; expiresAt: number }
  | { to: 'book' }
  | { to: 'reduce'; by: number }
  | { to: 'free' };

/**
 * Changes the claim's entry in the row of a rule. The row must have one, except that an itinerary from which it is removed may
 * lack it: a migration may add it at the same time, and the entry of a claim that has ended must not stay.
 */
export function moveEntry(table: string, rule: CustomerRule, claim: RuledClaim, move: EntryMove): Update {
  const entry = attribute(claim.id);
  const mayLackEntry = rule === 'itinerary' && move.to === 'free';
  return update(table, keyOf(rule, claim), {
    set: [
      // A hold decides by the version that it read, so every change of an itinerary raises it.
      ...(rule === 'itinerary' ? [expression`version = version + ${1}`] : []),
      ...(rule !== 'itinerary' && move.to === 'free' ? [expression`used = used - ${quantityUnder(rule, claim)}`] : []),
      ...(rule === 'limit' && move.to === 'reduce'
        ? [expression`used = used - ${move.by}`, expression`${entry}.quantity = ${entry}.quantity - ${move.by}`]
        : []),
      ...(move.to === 'extend' ? [expression`${entry}.expiresAt = ${move.expiresAt}`] : []),
    ],
    remove: removedBy(move, entry),
    condition: mayLackEntry ? isThere : hasEntry(claim.id),
  });
}

const removedBy = ({ to }: EntryMove, entry: Expression): Expression[] => {
  if (to === 'book') return [expression`${entry}.expiresAt`];
  return to === 'free' ? [entry] : [];
};

/** The rules of a hold that is being placed. They keep the rows that they learn from one attempt to the next. */
export interface HoldRules {
  /** The refusal by the rows that were read before the first attempt. */
  refusal?: RuledOut | undefined;
  writes(): Update[];
  /** Learns from the reasons of these writes. Returns the refusal, or `retry` if the rows that refused allow the hold. */
  onConflict(reasons: Reason[]): Promise<RuledOut | 'retry' | undefined>;
}

/**
 * Begins the rules of a hold. `time` is the time of its call as it is now (epoch ms). By the time at which the call began, a
 * slow call would add claims up that the customer never had together: one that has lapsed since, and one placed after it.
 */
export async function openHoldRules(
  table: Table,
  claim: RuledClaim & { expiresAt: number },
  time: () => number,
): Promise<HoldRules> {
  const rules = rulesOf(claim);
  const { expiresAt } = claim;
  // The condition of the itinerary needs its version. The condition of the limit needs no read.
  let rows = await readItinerary(table, claim, time());
  const overlaps = refusalBy('itinerary', claim, rows, time()) !== undefined;
  return {
    // The limit takes precedence, so it is read too.
    refusal: overlaps ? await readRuledOut(table, claim, time()) : undefined,
    writes: () => rules.map(rule => addEntry(table.name, rule, claim, rows, { now: time(), expiresAt })),
    async onConflict(reasons) {
      const refused = refusedRules(rules, reasons);
      if (refused.length === 0) return undefined;
      rows = await withRows(table, claim, rows, rowsOf(refused), time());
      const now = time();
      const refusals = refused.map(({ rule }) => refusalBy(rule, claim, rows, now));
      return refusals.find(refusal => refusal !== undefined) ?? 'retry';
    },
  };
}

/** The rules whose writes were refused, with the rows that refused them. */
export const refusedRules = (
  rules: CustomerRule[],
  reasons: Reason[],
): { rule: CustomerRule; row: Row | undefined }[] =>
  rules.flatMap((rule, i) => {
    const reason = reasons[i];
    return reason?.refused ? [{ rule, row: reason.row }] : [];
  });

/** Returns the rows by their rules. */
export const rowsOf = (refused: ReturnType<typeof refusedRules>): RefusedRows =>
  Object.fromEntries(refused.map(({ rule, row }) => [rule, { row }]));
