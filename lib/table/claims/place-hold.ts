/**
 * Places a hold in one transaction: the idempotency record, the claim, its lapse marker, every seat, every bucket that it
 * takes places from, and the customer's rules. A warm function reads nothing before it. Only for a journey it reads the
 * itinerary, and then the events in it.
 *
 * Races:
 * - Another buyer takes one of the seats first: its condition refuses, and the row says who holds it until when.
 * - A bucket has too few places left: allocate-buckets.ts chooses others.
 * - The same key arrives twice, or the response to an earlier attempt was lost: the record refuses, and has the answer.
 * - The last change of a seat is later than our clock: the next attempt says a later time.
 * - Two buyers with the same code request one blocked seat: the condition of one of them refuses, as for any seat.
 * - The organizer unblocks or blocks a seat that the code may unlock: the condition of the guess refuses, and the row gives the next
 *   guess (unlocked-seats.ts). If an edit needs the seat, the row names the edit, and the hold is refused.
 */
import { ALLOCATIONS_MAX, DECISIONS_MAX } from '../../domain/limits.ts';
import type { Area, Claim } from '../../domain/model.ts';
import { placesOf, unlockedSeatsOf } from '../../domain/places.ts';
import { Refusal, type Shortage } from '../../domain/refusals.ts';
import { conflictOf } from '../../domain/seat-conflicts.ts';
import type { IdempotencyClaim, IdempotencyRecord, Obstacles, PlaceHoldOutcome } from '../../ports/store.ts';
import { isAbsent, isAbsentOrExpired, mayBeHeld, mayBeUnlocked } from '../conditions.ts';
import { seatOf } from '../events/place-rows.ts';
import { type Expression, expression, put, putAlways, type Update, update } from '../expression.ts';
import { idempotencyKey, seatKeyOf } from '../keys.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact } from '../transact.ts';
import { type Allocations, allocateBuckets, allocatedOf } from './allocate-buckets.ts';
import type { BucketMemory } from './bucket-memory.ts';
import { claimRow, lapseMarkerRow } from './claim-rows.ts';
import { type HoldRules, openHoldRules, readRuledOut } from './customer-rules.ts';
import { liveRecordOf, recordOf, recordRow } from './idempotency-rows.ts';
import { lastChangeOf, seatBecomes } from './move-places.ts';
import { openUnlockedSeats, type UnlockedSeats } from './unlocked-seats.ts';

/** The hold that is being placed. Its allocations, rules and unlocked seats learn from each attempt. */
interface Placing {
  table: Table;
  /** The claim as requested. The buckets of its areas are not chosen yet. */
  claim: Claim;
  key: IdempotencyClaim;
  /** The response as JSON, which the idempotency record repeats. */
  answer: string;
  allocations: Allocations;
  rules: HoldRules;
  unlocked: UnlockedSeats;
  /** The time of the call as it is now (epoch ms). */
  time: () => number;
}

/** Chooses the buckets and places the claim. `areas` are those that the claim names, `time` is that of the call as it is now. */
export async function placeHold(
  table: Table,
  memory: BucketMemory,
  claim: Claim,
  key: IdempotencyClaim,
  answer: string,
  { areas, time = () => claim.createdAt }: { areas: Area[]; time?: (() => number) | undefined },
): Promise<PlaceHoldOutcome> {
  const allocations = allocateBuckets(table, memory, claim, areas, time);
  const rules = await openHoldRules(table, claim, time);
  const placing = { table, claim, key, answer, allocations, rules, unlocked: openUnlockedSeats(table, claim), time };
  const outcome = await attempt(placing, allocatedOf(claim).length > 0 ? ALLOCATIONS_MAX : DECISIONS_MAX);
  if (outcome.is === 'placed' || outcome.is === 'duplicate') return outcome;
  return (await readEarlierOutcome(placing)) ?? outcome;
}

/** Sends the transaction until it commits or its outcome is decided. */
async function attempt(placing: Placing, attemptsMax: number): Promise<PlaceHoldOutcome> {
  const { table, allocations, rules, unlocked } = placing;
  if (rules.refusal) return { is: 'ruled-out', refusal: rules.refusal };
  let changedAt = placing.claim.createdAt;
  for (let attempts = 0; attempts < attemptsMax; attempts++) {
    const chosen = await allocations.choose();
    if (chosen.is === 'short') return readRefusal(placing, async () => chosen.shortages);
    const claim = unlocked.guessFor(chosen.claim);
    const sent = await transact(table, actionsOf(placing, claim, changedAt), { idempotencyFirst: true });
    if (sent.is === 'busy') return readRefusal(placing, () => allocations.shortages());
    if (sent.is === 'committed') {
      allocations.onCommitted(claim);
      return { is: 'placed' };
    }
    const decision = await decide(placing, claim, sent.reasons);
    if (decision.is !== 'retry') return decision;
    changedAt = Math.max(changedAt, decision.lastChangedAt + 1);
  }
  return { is: 'busy' };
}

/** The actions of the transaction. reasonsBySubject() reads the reasons in the same order. */
function actionsOf(
  { table: { name }, key, answer, allocations, rules }: Placing,
  claim: Claim,
  changedAt: number,
): Action[] {
  const now = claim.createdAt;
  const isUnlocked = unlockedSeatsOf(claim);
  const seats = placesOf(claim).seatIds.map(seatId => {
    const times = { now, changedAt };
    return holdSeat(name, claim, seatId, changedAt, isUnlocked.has(seatId) ? mayBeUnlocked(times) : mayBeHeld(times));
  });
  return [
    { Put: put(name, recordRow(key, now, { answer }), isAbsentOrExpired(now)) },
    { Put: put(name, claimRow(claim), isAbsent) },
    { Put: putAlways(name, lapseMarkerRow(claim.id, claim.expiresAt)) },
    ...[...seats, ...allocations.writes(claim), ...rules.writes()].map(Update => ({ Update })),
  ];
}

const holdSeat = (table: string, claim: Claim, seatId: string, changedAt: number, condition: Expression): Update =>
  update(table, seatKeyOf(claim.eventId, seatId), {
    set: [
      seatBecomes('held'),
      expression`claimId = ${claim.id}`,
      expression`holdExpiresAt = ${claim.expiresAt}`,
      expression`changedAt = ${changedAt}`,
    ],
    condition,
  });

function reasonsBySubject([record, ownRow, , ...others]: Reason[], claim: Claim) {
  const { seatIds, shares } = placesOf(claim);
  const [seatsEnd, sharesEnd] = [seatIds.length, seatIds.length + shares.length];
  return {
    record,
    ownRow,
    seats: others.slice(0, seatsEnd),
    shares: others.slice(seatsEnd, sharesEnd),
    rules: others.slice(sharesEnd),
  };
}

/** `lastChangedAt` (epoch ms) is the latest change of a seat that refused only for its time; 0 if none did. */
type Decision = PlaceHoldOutcome | { is: 'retry'; lastChangedAt: number };

/**
 * Decides from the reasons of a cancelled transaction, in the order in which refusals take precedence: the key's own
 * record, the customer's rules, seats that do not exist, seats that are not available. Other reasons lead to a retry.
 */
async function decide(
  { answer, allocations, rules, unlocked }: Placing,
  claim: Claim,
  all: Reason[],
): Promise<Decision> {
  const reasons = reasonsBySubject(all, claim);
  if (reasons.record?.refused && reasons.record.row) return outcomeOf(recordOf(reasons.record.row), answer);
  if (reasons.ownRow?.refused) return outcomeOfOwnRow(reasons.ownRow.row, claim);
  const ruled = await rules.onConflict(reasons.rules);
  if (ruled instanceof Refusal) return { is: 'ruled-out', refusal: ruled };
  const seats = seatsThatRefused(claim, reasons.seats);
  const obstacles = obstaclesAmong(seats, claim.createdAt, unlocked.may);
  if (obstacles) return obstacles;
  await unlocked.onConflict(placesOf(claim).seatIds, reasons.seats);
  const bucketsRefused = allocations.onConflict(claim, reasons.shares);
  if (!bucketsRefused && ruled !== 'retry' && seats.length === 0) {
    throw new Error(`the transaction of the hold ${claim.id} was cancelled, but no action of it was refused`);
  }
  return { is: 'retry', lastChangedAt: lastChangeOf(reasons.seats) };
}

/** A record with exactly our answer was written by an earlier attempt whose response was lost (P8). */
const outcomeOf = (record: IdempotencyRecord, answer: string): PlaceHoldOutcome =>
  record.answer === answer ? { is: 'placed' } : { is: 'duplicate', record };

/** Ids are random, so a claim with our id and our time was placed by an earlier attempt of this call. */
function outcomeOfOwnRow(row: Row | undefined, claim: Claim): PlaceHoldOutcome {
  if (row?.createdAt !== claim.createdAt) throw new Error(`claim ${claim.id} exists already: ids repeat`);
  return { is: 'placed' };
}

/** A seat and its row, which is undefined if the seat does not exist. */
interface SeatRow {
  seatId: string;
  row: Row | undefined;
}

const seatsThatRefused = (claim: Claim, reasons: Reason[]): SeatRow[] =>
  placesOf(claim).seatIds.flatMap((seatId, i) => {
    const reason = reasons[i];
    return reason?.refused ? [{ seatId, row: reason.row }] : [];
  });

/** `mayUnlock`: whether the buyer's code unlocks the seat. */
function obstaclesAmong(seats: SeatRow[], now: number, mayUnlock: (seatId: string) => boolean): Obstacles | undefined {
  const absent = seats.filter(({ row }) => row === undefined).map(({ seatId }) => seatId);
  if (absent.length > 0) return { is: 'absent', seatIds: absent };
  const conflicts = seats.flatMap(({ seatId, row }) => (row && conflictOf(seatOf(row), now, mayUnlock(seatId))) ?? []);
  return conflicts.length > 0 ? { is: 'taken', conflicts } : undefined;
}

/** Reads the seats and returns what prevents a hold on them, if anything does. `unlocked` are those that the buyer's code unlocks. */
export async function readObstacles(
  table: Table,
  eventId: string,
  seatIds: string[],
  now: number,
  unlocked: ReadonlySet<string> = new Set(),
): Promise<Obstacles | undefined> {
  const rows = await readRows(
    table,
    seatIds.map(seatId => seatKeyOf(eventId, seatId)),
  );
  return obstaclesAmong(
    seatIds.map((seatId, i) => ({ seatId, row: rows[i] })),
    now,
    seatId => unlocked.has(seatId),
  );
}

/**
 * Reads what prevents the hold after an area was short or conflicts lasted longer than the retries, in the order in which
 * refusals take precedence. If nothing does, the table is only busy (P9).
 */
async function readRefusal(
  { table, claim, time }: Placing,
  readShortages: () => Promise<Shortage[]>,
): Promise<PlaceHoldOutcome> {
  const refusal = await readRuledOut(table, claim, time());
  if (refusal) return { is: 'ruled-out', refusal };
  const { seatIds } = placesOf(claim);
  const obstacles = await readObstacles(table, claim.eventId, seatIds, claim.createdAt, unlockedSeatsOf(claim));
  if (obstacles) return obstacles;
  const shortages = await readShortages();
  return shortages.length > 0 ? { is: 'sold-out', shortages } : { is: 'busy' };
}

/**
 * Reads the key's record before the hold is refused. An earlier attempt or a duplicate may have committed although no
 * reason named the record; then the places that it took are the answer, and no obstacle.
 */
async function readEarlierOutcome({ table, claim, key, answer }: Placing): Promise<PlaceHoldOutcome | undefined> {
  const record = liveRecordOf(await readRow(table, idempotencyKey(key.callerId, key.key)), claim.createdAt);
  return record && outcomeOf(record, answer);
}
