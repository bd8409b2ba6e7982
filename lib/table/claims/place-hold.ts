/**
 * Places a hold: idempotency record, claim, lapse marker, every seat and every bucket that it takes from, in one request
 * and, on a warm function, with no read before it.
 *
 * The races it must survive: another buyer takes one of the seats first (its condition refuses, and the row that won is
 * the answer); buckets run out (area-takes.ts chooses others); the same key arrives twice or its reply was lost (the record refuses, and is the replay); the seat's
 * last change carries a later time than our clock (decided again with a later one).
 */
import { ALLOCATIONS_MAX, DECISIONS_MAX } from '../../domain/limits.ts';
import type { Area, Claim } from '../../domain/model.ts';
import { countOf, placesOf } from '../../domain/places.ts';
import { Refusal, type Shortage } from '../../domain/refusals.ts';
import { conflictOf } from '../../domain/seat-conflicts.ts';
import type { IdempotencyClaim, IdempotencyRecord, Obstacles, PlaceHoldOutcome } from '../../ports/store.ts';
import { isAbsent, isAbsentOrExpired, mayBeHeld } from '../conditions.ts';
import { seatOf } from '../events/place-rows.ts';
import { expression, put, putAlways, type Update, update } from '../expression.ts';
import { idempotencyKey, seatKeyOf } from '../keys.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact } from '../transact.ts';
import { openTakes, type Takes } from './allocate-buckets.ts';
import type { BucketMemory } from './bucket-memory.ts';
import { claimRow, lapseMarkerRow } from './claim-rows.ts';
import { type HoldRules, openRules, readRuledOut } from './customer-rules.ts';
import { liveRecordOf, recordOf, recordRow } from './idempotency-rows.ts';
import { lastChangeOf, seatBecomes } from './move-places.ts';

/** Commits the claim as given, with shares of its own choice; `answer` is what the record will repeat. */
export async function placeHold(
  table: Table,
  memory: BucketMemory,
  wanted: Claim,
  key: IdempotencyClaim,
  answer: string,
  areas: Area[],
): Promise<PlaceHoldOutcome> {
  const takes = openTakes(table, memory, wanted, areas);
  const rules = await openRules(table, wanted);
  if (rules.refusal) return refusal(table, wanted, key, answer, { is: 'ruled-out', refusal: rules.refusal });
  let changedAt = wanted.createdAt;
  for (let decision = 0; decision < (areas.length > 0 ? ALLOCATIONS_MAX : DECISIONS_MAX); decision++) {
    const chosen = await takes.choose();
    if (chosen.is === 'short') return refusal(table, wanted, key, answer, await soldOut(table, wanted, chosen));
    const { claim } = chosen;
    const actions = placeHoldActions(table.name, claim, key, answer, changedAt, {
      shares: takes.writes(claim),
      rules: rules.writes(),
    });
    const sent = await transact(table, actions, { idempotencyFirst: true });
    if (sent.is === 'committed') {
      takes.onCommitted(claim);
      return { is: 'placed' };
    }
    if (sent.is === 'busy')
      return refusal(table, wanted, key, answer, await readAfterTransientError(table, wanted, takes));
    const outcome = readReasons(sent.reasons, claim, answer, takes, rules);
    if (outcome.is === 'absent' || outcome.is === 'taken' || outcome.is === 'ruled-out')
      return refusal(table, wanted, key, answer, outcome);
    if (outcome.is === 'too-early') changedAt = Math.max(changedAt, outcome.lastChangedAt + 1);
    else if (outcome.is !== 'retry') return outcome;
  }
  return refusal(table, wanted, key, answer, { is: 'busy' });
}

/** The transaction's actions, in the order in which their reasons are read: record, claim, marker, the places, and rules. */
export function placeHoldActions(
  table: string,
  claim: Claim,
  key: IdempotencyClaim,
  answer: string,
  changedAt: number,
  others: { shares: Update[]; rules: Update[] } = { shares: [], rules: [] },
): Action[] {
  const now = claim.createdAt;
  return [
    { Put: put(table, recordRow(key, now, { answer }), isAbsentOrExpired(now)) },
    { Put: put(table, claimRow(claim), isAbsent) },
    { Put: putAlways(table, lapseMarkerRow(claim.id, claim.expiresAt)) },
    ...placesOf(claim).seatIds.map(seatId => ({ Update: takeSeat(table, claim, seatId, changedAt) })),
    ...[...others.shares, ...others.rules].map(Update => ({ Update })),
  ];
}

function takeSeat(table: string, claim: Claim, seatId: string, changedAt: number) {
  return update(table, seatKeyOf(claim.eventId, seatId), {
    set: [
      seatBecomes('held'),
      expression`claimId = ${claim.id}`,
      expression`holdExpiresAt = ${claim.expiresAt}`,
      expression`changedAt = ${changedAt}`,
    ],
    condition: mayBeHeld({ now: claim.createdAt, changedAt }),
  });
}

type Reading = PlaceHoldOutcome | { is: 'too-early'; lastChangedAt: number } | { is: 'retry' };

/** In order of precedence: the key's own record, rules on the customer, seats that do not exist, seats that others have, buckets, a clock behind. */
function readReasons(
  [record, own, , ...others]: Reason[],
  claim: Claim,
  answer: string,
  takes: Takes,
  rules: HoldRules,
): Reading {
  if (record?.refused && record.row) return readRecord(recordOf(record.row), answer);
  if (own?.refused) return readOwnRow(own.row, claim);
  const placed = placesOf(claim);
  const { seatIds } = placed;
  const places = others.slice(0, countOf(placed));
  const ruled = rules.onConflict(others.slice(places.length));
  if (ruled instanceof Refusal) return { is: 'ruled-out', refusal: ruled };
  const seats = seatIds.flatMap((seatId, i) => (places[i]?.refused ? [{ seatId, row: places[i]?.row }] : []));
  const obstacles = obstaclesAmong(seats, claim.createdAt);
  if (obstacles) return obstacles;
  const mustRetry = takes.onConflict(claim, places.slice(seatIds.length)) || ruled === 'retry';
  if (seats.length > 0) return { is: 'too-early', lastChangedAt: lastChangeOf(places.slice(0, seatIds.length)) };
  if (!mustRetry) throw new Error(`the hold ${claim.id} was refused, and nothing refused it`);
  return { is: 'retry' };
}

/** A record that holds our very answer was written by an earlier attempt of this call: the reply was lost (P8). */
function readRecord(record: IdempotencyRecord, answer: string): PlaceHoldOutcome {
  return record.answer === answer ? { is: 'placed' } : { is: 'duplicate', record };
}

/** Ids are random: a claim with our id and our time was placed by an earlier attempt of this very call. */
function readOwnRow(row: Row | undefined, claim: Claim): PlaceHoldOutcome {
  if (row?.createdAt !== claim.createdAt) throw new Error(`claim ${claim.id} exists already: ids repeat`);
  return { is: 'placed' };
}

interface SeatRow {
  seatId: string;
  row: Row | undefined;
}

function obstaclesAmong(seats: SeatRow[], now: number): Obstacles | undefined {
  const absent = seats.filter(({ row }) => row === undefined).map(({ seatId }) => seatId);
  if (absent.length > 0) return { is: 'absent', seatIds: absent };
  const conflicts = seats.flatMap(({ row }) => (row && conflictOf(seatOf(row), now)) ?? []);
  return conflicts.length > 0 ? { is: 'taken', conflicts } : undefined;
}

/** Reads the seats themselves and says what stands in the way of holding them. */
export async function readObstacles(
  table: Table,
  eventId: string,
  seatIds: string[],
  now: number,
): Promise<Obstacles | undefined> {
  const rows = await readRows(
    table,
    seatIds.map(seatId => seatKeyOf(eventId, seatId)),
  );
  return obstaclesAmong(
    seatIds.map((seatId, i) => ({ seatId, row: rows[i] })),
    now,
  );
}

/** Conflicts outlasted our patience: consistent reads tell a lost race (409) from mere crowding (503), P9. */
async function readAfterTransientError(table: Table, claim: Claim, takes: Takes): Promise<PlaceHoldOutcome> {
  const refusal = await readRuledOut(table, claim, claim.createdAt);
  if (refusal) return { is: 'ruled-out', refusal };
  const { seatIds } = placesOf(claim);
  const obstacles = await readObstacles(table, claim.eventId, seatIds, claim.createdAt);
  if (obstacles) return obstacles;
  const shortages = await takes.shortages();
  return shortages.length > 0 ? { is: 'sold-out', shortages } : { is: 'busy' };
}

/** An area is short; a rule on the customer and a seat that somebody has come before it in the order of refusals. */
async function soldOut(
  table: Table,
  claim: Claim,
  { shortages }: { shortages: Shortage[] },
): Promise<PlaceHoldOutcome> {
  const { seatIds } = placesOf(claim);
  const refusal = await readRuledOut(table, claim, claim.createdAt);
  if (refusal) return { is: 'ruled-out', refusal };
  const obstacles =
    seatIds.length > 0 ? await readObstacles(table, claim.eventId, seatIds, claim.createdAt) : undefined;
  return obstacles ?? { is: 'sold-out', shortages };
}

/**
 * The key's record, read before anything is refused and after what refuses us: a reason may be `None` though the record
 * stands, and an attempt of ours, or a twin, may have committed since. What it placed is no obstacle but our answer.
 */
async function refusal(
  table: Table,
  claim: Claim,
  { callerId, key }: IdempotencyClaim,
  answer: string,
  outcome: PlaceHoldOutcome,
): Promise<PlaceHoldOutcome> {
  const row = await readRow(table, idempotencyKey(callerId, key));
  const record = liveRecordOf(row, claim.createdAt);
  return record ? readRecord(record, answer) : outcome;
}
