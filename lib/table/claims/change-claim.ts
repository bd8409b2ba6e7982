/**
 * The engine of every change to a claim that exists: an idempotency record where a key stands for the change, the claim
 * itself, the places that change with it, its standing under the rules on its customer, and a lapse marker for a deadline
 * that moved, in one transaction.
 *
 * The races it must survive: somebody changed the claim since it was read (its condition refuses; the row comes back to
 * be decided again); one of its places became somebody else's after it lapsed (that place refuses, and nothing of it
 * is touched: P5); it lapsed, and a rule's row has it no more; our own earlier attempt committed and its reply was lost (then the claim that comes back has the change
 * already, and deciding again finds nothing left to do).
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { CustomerRule } from '../../domain/customer-rules.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Claim, Payment, PlacesTouched } from '../../domain/model.ts';
import { countOf } from '../../domain/places.ts';
import type { ClaimOutcome, IdempotentClaimOutcome } from '../../ports/store.ts';
import { claimIsUnchanged, isAbsentOrExpired } from '../conditions.ts';
import { and, type Expression, expression, path, put, putAlways, type Update, update } from '../expression.ts';
import { claimKey, type unfinishedIndexKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact, updateOne } from '../transact.ts';
import { claimOf, lapseMarkerRow, unfinishedKeys } from './claim-rows.ts';
import { moveRule, type RuleMove, type SeenRules, takeRule } from './customer-rules.ts';
import { recordOf } from './idempotency-rows.ts';
import { type Move, movePlaces, readMoved } from './move-places.ts';

export interface ClaimWrite {
  /** As it was read: the change commits only if the claim still is. */
  claim: Claim;
  change: ClaimChange;
  /** A condition on the claim, besides that it is unchanged. */
  condition?: Expression;
  /** The idempotency record to put first. */
  record?: Row;
  /** How places change with it: those still thought to be its own. */
  places?: PlacesTouched & { move: Move };
  /** The rules whose rows change with it: where it stands in them, or has to be taken up again. */
  rules?: { rules: CustomerRule[]; move: RuleMove; takenAgain?: SeenRules };
  /** Puts a lapse marker for the change's new deadline. */
  movesDeadline?: boolean;
}

/** `lost` names the rules too whose rows refused, with those rows. */
export type WriteOutcome = Exclude<IdempotentClaimOutcome, { is: 'places-gone' }> | PlacesGone;
export interface PlacesGone {
  is: 'places-gone';
  places: PlacesTouched;
  rules: SeenRules;
}

/** Commits all of it, or says what stood in the way. */
export async function writeClaim(table: Table, write: ClaimWrite): Promise<WriteOutcome> {
  let changedAt = write.change.entry.at;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const sent = await transact(table, actionsOf(table.name, write, changedAt), {
      idempotencyFirst: write.record !== undefined,
    });
    if (sent.is === 'committed') return { is: 'done' };
    if (sent.is === 'busy') return sent;
    const outcome = readReasons(sent.reasons, write);
    if (outcome.is !== 'too-early') return outcome;
    changedAt = outcome.lastChangedAt + 1;
  }
  return { is: 'busy' };
}

/** A change of the claim's row alone, as one plain update. */
export async function changeClaim(table: Table, claim: Claim, change: ClaimChange): Promise<ClaimOutcome> {
  const sent = await updateOne(table, claimUpdate(table.name, { claim, change }));
  if (sent.is === 'committed') return { is: 'done' };
  if (sent.is === 'busy') return sent;
  const row = sent.reasons[0]?.row;
  return { is: 'stale', claim: row && claimOf(row) };
}

function actionsOf(table: string, write: ClaimWrite, changedAt: number): Action[] {
  const { claim, change, record, places, rules, movesDeadline } = write;
  const now = change.entry.at;
  return [
    ...(record ? [{ Put: put(table, record, isAbsentOrExpired(now)) }] : []),
    { Update: claimUpdate(table, write) },
    ...(places ? movePlaces(table, claim, places, places.move, changedAt) : []),
    ...(rules?.rules ?? []).map(rule => ({ Update: ruleUpdate(table, rule, write) })),
    ...(movesDeadline && change.expiresAt !== undefined
      ? [{ Put: putAlways(table, lapseMarkerRow(claim.id, change.expiresAt)) }]
      : []),
  ];
}

function ruleUpdate(table: string, rule: CustomerRule, { claim, change, rules }: ClaimWrite): Update {
  const { move, takenAgain } = rules as NonNullable<typeof rules>;
  return takenAgain?.[rule]
    ? takeRule(table, rule, claim, takenAgain, { now: change.entry.at, expiresAt: undefined })
    : moveRule(table, rule, claim, move);
}

/** The update of the claim's own row. */
export function claimUpdate(
  table: string,
  { claim, change, condition }: Pick<ClaimWrite, 'claim' | 'change' | 'condition'>,
): Update {
  const { entry, status, expiresAt, extensions, paymentWindowUsed, payment, places, booking, tickets } = change;
  const unfinished = payment && unfinishedKeys(claim.id, payment, entry.at);
  const isUnchanged = claimIsUnchanged(claim.history.length);
  const set = [expression`history = list_append(history, ${[entry]})`];
  if (status !== undefined) set.push(expression`#status = ${status}`);
  if (expiresAt !== undefined) set.push(expression`expiresAt = ${expiresAt}`);
  if (extensions !== undefined) set.push(expression`extensions = ${extensions}`);
  if (paymentWindowUsed) set.push(expression`paymentWindowUsed = ${true}`);
  if (places) set.push(expression`places = ${places}`);
  if (booking) set.push(expression`booking = ${booking}`);
  if (tickets) set.push(expression`tickets = ${tickets}`);
  if (payment) set.push(paymentClause(claim, payment));
  if (unfinished) set.push(...unfinishedClauses(unfinished));
  return update(table, claimKey(claim.id), {
    set,
    ...(payment && !unfinished && { remove: ['unfinishedPk', 'unfinishedSk'] }),
    condition: condition ? and(condition, isUnchanged) : isUnchanged,
  });
}

/** A row without payments has no list to replace an element of. */
const paymentClause = ({ payments }: Claim, payment: Payment): Expression =>
  payments.length > 0
    ? expression`${path(`payments[${payment.number - 1}]`)} = ${payment}`
    : expression`payments = ${[payment]}`;

/** The index keeps the time at which the claim first had an unfinished payment. */
const unfinishedClauses = ({ unfinishedPk, unfinishedSk }: ReturnType<typeof unfinishedIndexKey>): Expression[] => [
  expression`unfinishedPk = ${unfinishedPk}`,
  expression`unfinishedSk = if_not_exists(unfinishedSk, ${unfinishedSk})`,
];

type Reading = WriteOutcome | { is: 'too-early'; lastChangedAt: number };

/** In order of precedence: the key's own record, the claim itself, places or rules that have it no more, a clock behind. */
function readReasons(reasons: Reason[], write: ClaimWrite): Reading {
  const [record, claim, ...others] = write.record ? reasons : [undefined, ...reasons];
  if (record?.refused && record.row) return { is: 'duplicate', record: recordOf(record.row) };
  if (claim?.refused) return { is: 'stale', claim: claim.row && claimOf(claim.row) };
  const { places = NO_PLACES, rules } = write;
  const ofRules = others.slice(countOf(places)) as Reason[];
  const refused = (rules?.rules ?? []).flatMap((rule, i) => (ofRules[i]?.refused ? [[rule, ofRules[i]] as const] : []));
  const moved = readMoved(others as Reason[], write.claim, places, write.places?.move.to);
  if (moved.is === 'places-gone') return { ...moved, rules: Object.fromEntries(refused) };
  return refused.length > 0 ? { is: 'places-gone', places: NO_PLACES, rules: Object.fromEntries(refused) } : moved;
}

const NO_PLACES: PlacesTouched = { seatIds: [], shares: [] };
