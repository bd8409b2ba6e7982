/**
 * Places a hold: idempotency record, claim, lapse marker and every seat, in one request and with no read before it.
 *
 * The races it must survive: another buyer takes one of the seats first (its condition refuses, and the row that won is
 * the answer); the same key arrives twice or its reply was lost (the record refuses, and is the replay); the seat's
 * last change carries a later time than our clock (decided again with a later one).
 */
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Claim, Seat } from '../../domain/model.ts';
import type { Conflict } from '../../domain/refusals.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { IdempotencyClaim, IdempotencyRecord, Obstacles, PlaceHoldOutcome } from '../../usecases/dependencies.ts';
import { isAbsent, isAbsentOrExpired, mayBeHeld } from '../conditions.ts';
import { put, update } from '../expression.ts';
import { claimRow, lapseMarkerRow, liveRecordOf, recordOf, recordRow, seatOf } from '../items.ts';
import { idempotencyKey, seatKeyOf } from '../keys.ts';
import { readRow, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, type Row, transact } from '../transact.ts';

/** Commits the claim as given; `answer` is what the record will repeat. */
export async function placeHold(
  table: Table,
  claim: Claim,
  key: IdempotencyClaim,
  answer: string,
): Promise<PlaceHoldOutcome> {
  let changedAt = claim.createdAt;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const actions = placeHoldActions(table.name, claim, key, answer, changedAt);
    const sent = await transact(table, actions, { idempotencyFirst: true });
    if (sent.is === 'committed') return { is: 'placed' };
    const outcome =
      sent.is === 'busy' ? await readAfterWeather(table, claim) : readReasons(sent.reasons, claim, answer);
    if (outcome.is === 'absent' || outcome.is === 'taken' || outcome.is === 'busy') {
      return (await readRecordNow(table, claim, key, answer)) ?? outcome;
    }
    if (outcome.is !== 'too-early') return outcome;
    changedAt = outcome.lastChangedAt + 1;
  }
  return { is: 'busy' };
}

/** The transaction's actions, in the order in which their reasons are read: record, claim, marker, then the places. */
export function placeHoldActions(
  table: string,
  claim: Claim,
  key: IdempotencyClaim,
  answer: string,
  changedAt: number,
): Action[] {
  const now = claim.createdAt;
  return [
    { Put: put(table, recordRow(key, now, { answer }), isAbsentOrExpired, { ':now': now }) },
    { Put: put(table, claimRow(claim), isAbsent) },
    { Put: { TableName: table, Item: lapseMarkerRow(claim.id, claim.expiresAt) } },
    ...claim.places.map(({ seatId }) => ({ Update: takeSeat(table, claim, seatId, changedAt) })),
  ];
}

function takeSeat(table: string, claim: Claim, seatId: string, changedAt: number) {
  return update(table, seatKeyOf(claim.eventId, seatId), {
    set: ['#status = :held', 'claimId = :claimId', 'holdExpiresAt = :expiresAt', 'changedAt = :changedAt'],
    condition: mayBeHeld,
    values: {
      ':available': 'available',
      ':held': 'held',
      ':now': claim.createdAt,
      ':claimId': claim.id,
      ':expiresAt': claim.expiresAt,
      ':changedAt': changedAt,
    },
  });
}

type Reading = PlaceHoldOutcome | { is: 'too-early'; lastChangedAt: number };

/** In order of precedence: the key's own record, places that do not exist, places that others have, a clock behind. */
function readReasons([record, own, , ...places]: Reason[], claim: Claim, answer: string): Reading {
  if (record?.refused && record.row) return readRecord(recordOf(record.row), answer);
  if (own?.refused) return readOwnRow(own.row, claim);
  const refused = claim.places.flatMap(({ seatId }, i) =>
    places[i]?.refused ? [{ seatId, row: places[i]?.row }] : [],
  );
  return (
    obstaclesAmong(refused, claim.createdAt) ?? {
      is: 'too-early',
      lastChangedAt: Math.max(...refused.map(({ row }) => (row ? seatOf(row).changedAt : 0))),
    }
  );
}

/** A record that holds our very answer was written by an earlier attempt of this call: the reply was lost (P8). */
function readRecord(record: IdempotencyRecord, answer: string): PlaceHoldOutcome {
  return record.answer === answer ? { is: 'placed' } : { is: 'keyed', record };
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
  const conflicts = seats.flatMap(({ row }) => (row ? conflictOf(seatOf(row), now) : []));
  return conflicts.length > 0 ? { is: 'taken', conflicts } : undefined;
}

function conflictOf(seat: Seat, now: number): Conflict[] {
  const reason = seatStatusAt(seat, now);
  if (reason === 'available') return [];
  return [{ seatId: seat.seatId, reason, ...(reason === 'held' && { until: seat.holdExpiresAt as number }) }];
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

/** Conflicts outlasted our patience: one consistent read tells a lost race (409) from mere crowding (503), P9. */
async function readAfterWeather(table: Table, claim: Claim): Promise<PlaceHoldOutcome> {
  const seatIds = claim.places.map(({ seatId }) => seatId);
  return (await readObstacles(table, claim.eventId, seatIds, claim.createdAt)) ?? { is: 'busy' };
}

/**
 * The key's record, read before anything is refused and after what refuses us: a reason may be `None` though the record
 * stands, and an attempt of ours, or a twin, may have committed since. What it placed is no obstacle but our answer.
 */
async function readRecordNow(
  table: Table,
  claim: Claim,
  { callerId, key }: IdempotencyClaim,
  answer: string,
): Promise<PlaceHoldOutcome | undefined> {
  const row = await readRow(table, idempotencyKey(callerId, key));
  const record = liveRecordOf(row, claim.createdAt);
  return record && readRecord(record, answer);
}
