/**
 * Changes an existing claim in one transaction: the idempotency record if the change has a key, the claim, the places
 * that change with it, its entries under the customer's rules, a lapse marker if the deadline moves, and the row that names the
 * tickets whose codes become void.
 *
 * Races:
 * - The claim was changed since it was read: its condition refuses, and its row comes back for a new decision.
 * - One of its places was taken by another claim after it lapsed: that place refuses, and is left as it is (P5).
 * - The claim was changed and its places moved with it, but DynamoDB names only a place: the claim is read again.
 * - A rule's row lost the claim's entry after it lapsed: that row refuses.
 * - An earlier attempt of this call committed and its response was lost: the claim that comes back has the change already,
 *   so that the new decision finds nothing to do.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { CustomerRule } from '../../domain/customer-rules.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { BookingFacts, Claim, Payment, PlacesTouched } from '../../domain/model.ts';
import { countOf } from '../../domain/places.ts';
import { requestedSum } from '../../domain/refunds.ts';
import { newRevocationOf } from '../../domain/revocations.ts';
import type { ClaimOutcome, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimIsUnchanged, isAbsentOrExpired, refundsTotalAtMost } from '../conditions.ts';
import { and, type Expression, expression, path, put, putAlways, type Update, update } from '../expression.ts';
import { claimKey, type unfinishedIndexKey } from '../keys.ts';
import { readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact, updateOne } from '../transact.ts';
import { bookingAttributes, claimOf, lapseMarkerRow, paymentAttributes, unfinishedKeys } from './claim-rows.ts';
import {
  addEntry,
  type EntryMove,
  moveEntry,
  type RefusedRows,
  type RuleRows,
  refusedRules,
  rowsOf,
} from './customer-rules.ts';
import { historyAttributeOf } from './history-attribute.ts';
import { recordOf } from './idempotency-rows.ts';
import { lastChangeOf, type Move, movePlaces, placesGone } from './move-places.ts';
import { revocationRow } from './revocation-rows.ts';

export interface ClaimWrite {
  /** The claim as it was read. The change commits only if the claim is unchanged. */
  claim: Claim;
  change: ClaimChange;
  /** A condition on the claim, besides that it is unchanged. */
  condition?: Expression;
  /** The idempotency record to put first. */
  record?: Row;
  /** The places that change with the claim. */
  places?: PlacesTouched & { move: Move };
  /** The rules whose entries change with the claim. For a rule in `withoutEntry` there is no entry: it is added. */
  rules?: { rules: CustomerRule[]; move: EntryMove; withoutEntry?: RuleRows };
  /** Puts a lapse marker for the new deadline. */
  movesDeadline?: boolean;
}

/** `places-gone` also has the rows of rules that refused. */
export type WriteOutcome = Exclude<IdempotentClaimOutcome, { is: 'places-gone' }> | PlacesGone;
export interface PlacesGone {
  is: 'places-gone';
  places: PlacesTouched;
  rules: RefusedRows;
}

/** Commits the whole change, or returns why it did not. */
export async function writeClaim(table: Table, write: ClaimWrite): Promise<WriteOutcome> {
  let changedAt = write.change.entry.at;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const sent = await transact(table, actionsOf(table.name, write, changedAt), {
      idempotencyFirst: write.record !== undefined,
    });
    if (sent.is === 'committed') return { is: 'done' };
    if (sent.is === 'busy') return sent;
    const outcome = outcomeBy(sent.reasons, write);
    if (outcome.is === 'places-gone') return (await readChangedSince(table, write.claim)) ?? outcome;
    if (outcome.is !== 'too-early') return outcome;
    changedAt = outcome.lastChangedAt + 1;
  }
  return { is: 'busy' };
}

/**
 * Reads the claim before it is said to have lost its places. AWS may report `None` for the claim although it has changed too,
 * as when another call has confirmed or released it.
 */
async function readChangedSince(table: Table, { id, history }: Claim): Promise<WriteOutcome | undefined> {
  const row = await readRow(table, claimKey(id));
  const current = row && claimOf(row);
  return current?.history.length === history.length ? undefined : { is: 'stale', claim: current };
}

/** Changes only the row of the claim, as a plain update. */
export async function changeClaim(table: Table, claim: Claim, change: ClaimChange): Promise<ClaimOutcome> {
  if (newRevocationOf(claim, change)) throw new Error('void codes need a row of their own, in a transaction');
  const sent = await updateOne(table, claimUpdate(table.name, { claim, change }));
  if (sent.is === 'committed') return { is: 'done' };
  if (sent.is === 'busy') return sent;
  const row = sent.reasons[0]?.row;
  return { is: 'stale', claim: row && claimOf(row) };
}

/** The actions of the transaction. outcomeBy() reads the reasons in the same order. */
function actionsOf(table: string, write: ClaimWrite, changedAt: number): Action[] {
  const { claim, change, record, places, movesDeadline } = write;
  // Its key has the position of the entry, so the condition on the claim protects it too.
  const revocation = newRevocationOf(claim, change);
  return [
    ...(record ? [{ Put: put(table, record, isAbsentOrExpired(change.entry.at)) }] : []),
    { Update: claimUpdate(table, write) },
    ...(places ? movePlaces(table, claim, places, places.move, changedAt) : []),
    ...ruleUpdates(table, write).map(Update => ({ Update })),
    ...(movesDeadline && change.expiresAt !== undefined
      ? [{ Put: putAlways(table, lapseMarkerRow(claim.id, change.expiresAt)) }]
      : []),
    ...(revocation ? [{ Put: putAlways(table, revocationRow(claim, revocation, change.entry.at)) }] : []),
  ];
}

function ruleUpdates(table: string, { claim, change, rules: changed }: ClaimWrite): Update[] {
  if (!changed) return [];
  const { rules, move, withoutEntry = {} } = changed;
  return rules.map(rule =>
    rule in withoutEntry
      ? addEntry(table, rule, claim, withoutEntry, { now: change.entry.at, expiresAt: undefined })
      : moveEntry(table, rule, claim, move),
  );
}

/** The update of the claim's own row. */
export function claimUpdate(
  table: string,
  { claim, change, condition }: Pick<ClaimWrite, 'claim' | 'change' | 'condition'>,
): Update {
  const {
    entry,
    status,
    expiresAt,
    extensions,
    paymentWindowUsed,
    payment,
    places,
    counted,
    booking,
    tickets,
    ticketVersions,
  } = change;
  const unfinished = payment && unfinishedKeys(claim.id, payment, entry.at);
  const before = historyAttributeOf(claim, claim.history);
  const after = historyAttributeOf(claim, [...claim.history, entry]);
  const set = [expression`${path(after)} = list_append(${path(before)}, ${[entry]})`];
  if (status !== undefined) set.push(expression`#status = ${status}`);
  if (expiresAt !== undefined) set.push(expression`expiresAt = ${expiresAt}`);
  if (extensions !== undefined) set.push(expression`extensions = ${extensions}`);
  if (paymentWindowUsed) set.push(expression`paymentWindowUsed = ${true}`);
  if (places) set.push(expression`places = ${places}`);
  if (counted) set.push(expression`counted = ${counted}`);
  if (booking) set.push(...bookingClauses(booking));
  if (tickets) set.push(expression`tickets = ${tickets}`);
  if (ticketVersions) set.push(expression`ticketVersions = ${ticketVersions}`);
  if (payment) set.push(paymentClause(claim, payment));
  if (unfinished) set.push(...unfinishedClauses(unfinished));
  return update(table, claimKey(claim.id), {
    set,
    remove: [
      ...(payment && !unfinished ? ['unfinishedPk', 'unfinishedSk'] : []),
      ...(after === before ? [] : [before]),
    ],
    condition: and(
      ...(condition ? [condition] : []),
      ...refundConditions(claim, change),
      claimIsUnchanged(claim.history.length, before),
    ),
  });
}

/** The condition of a change that requests a refund: all refunds together must not exceed the amount of the payment. */
function refundConditions({ payments }: Claim, { payment }: ClaimChange): Expression[] {
  if (!payment) return [];
  const before = payments[payment.number - 1];
  const requested = requestedSum(payment) - (before ? requestedSum(before) : 0);
  return requested > 0 ? [refundsTotalAtMost(payment.number, payment.amount - requested)] : [];
}

function bookingClauses(facts: BookingFacts): Expression[] {
  const { booking, reference } = bookingAttributes(facts);
  const clauses = [expression`booking = ${booking}`];
  return reference === undefined ? clauses : [...clauses, expression`#reference = ${reference}`];
}

/** A row without payments has no list to replace an element of. */
const paymentClause = ({ payments }: Claim, payment: Payment): Expression =>
  payments.length > 0
    ? expression`${path(`payments[${payment.number - 1}]`)} = ${paymentAttributes(payment)}`
    : expression`payments = ${[paymentAttributes(payment)]}`;

/** The index keeps the time at which the claim first had an unfinished payment. */
const unfinishedClauses = ({ unfinishedPk, unfinishedSk }: ReturnType<typeof unfinishedIndexKey>): Expression[] => [
  expression`unfinishedPk = ${unfinishedPk}`,
  expression`unfinishedSk = if_not_exists(unfinishedSk, ${unfinishedSk})`,
];

type Decision = WriteOutcome | { is: 'too-early'; lastChangedAt: number };

/**
 * Decides from the reasons of a cancelled transaction, in the order of precedence: the key's own record, the claim, places
 * or rules that have lost the claim, and last a seat whose last change is later than our clock.
 */
function outcomeBy(reasons: Reason[], { claim, record, places, rules }: ClaimWrite): Decision {
  const ofRecord = record ? reasons[0] : undefined;
  const [ofClaim, ...others] = record ? reasons.slice(1) : reasons;
  if (ofRecord?.refused && ofRecord.row) return { is: 'duplicate', record: recordOf(ofRecord.row) };
  if (ofClaim?.refused) return { is: 'stale', claim: ofClaim.row && claimOf(ofClaim.row) };
  const placesEnd = places ? countOf(places) : 0;
  const gone = places ? placesGone(others, claim, places, places.move) : NO_PLACES;
  const refused = refusedRules(rules?.rules ?? [], others.slice(placesEnd));
  if (countOf(gone) + refused.length > 0) {
    return { is: 'places-gone', places: gone, rules: rowsOf(refused) };
  }
  return { is: 'too-early', lastChangedAt: lastChangeOf(others.slice(0, places?.seatIds.length ?? 0)) };
}

const NO_PLACES: PlacesTouched = { seatIds: [], shares: [] };
