/**
 * What an edit does to places, one write each: seats are blocked, unblocked and added, buckets give up places, get them
 * back, shrink and grow. Each write has the condition that sales running at the same moment cannot get past (P2).
 */
import { lapsedClaimsOf } from '../../domain/buckets.ts';
import type { Bucket, BucketShare } from '../../domain/model.ts';
import {
  hasStill,
  isAbsent,
  isStillLapsed,
  isThere,
  mayBeAdded,
  mayBeBlocked,
  mayBeUnblocked,
  shareIsStillMine,
  wasBlockedBy,
} from '../conditions.ts';
import { put, update } from '../expression.ts';
import { availableBucketRow } from '../items.ts';
import { bucketKey, seatKey, seatKeyOf } from '../keys.ts';
import type { Action } from '../transact.ts';
import { takeShare } from './take-share.ts';

const STATUSES = { ':available': 'available', ':held': 'held', ':blocked': 'blocked' };

export interface SeatStep {
  table: string;
  eventId: string;
  /** The clock of the step, and a time after the seats' last changes, where that is later. */
  now: number;
  changedAt: number;
  /** The piece of work that blocks, or that unblocks what it has blocked. */
  by?: string;
}

export const blockSeat = ({ table, eventId, now, changedAt, by }: SeatStep, seatId: string): Action => ({
  Update: update(table, seatKeyOf(eventId, seatId), {
    set: ['#status = :blocked', 'blockedBy = :blockedBy', 'changedAt = :changedAt'],
    remove: ['claimId', 'holdExpiresAt'],
    condition: mayBeBlocked,
    values: { ...STATUSES, ':now': now, ':changedAt': changedAt, ':blockedBy': by },
  }),
});

export const unblockSeat = ({ table, eventId, changedAt, by }: SeatStep, seatId: string): Action => ({
  Update: update(table, seatKeyOf(eventId, seatId), {
    set: ['#status = :available', 'changedAt = :changedAt'],
    remove: ['blockedBy'],
    condition: by === undefined ? mayBeUnblocked : `${mayBeUnblocked} AND ${wasBlockedBy}`,
    values: { ...STATUSES, ':changedAt': changedAt, ':blockedBy': by },
  }),
});

export const addSeat = (
  { table, eventId, changedAt }: Omit<SeatStep, 'now'>,
  { sectionId, label }: { sectionId: string; label: string },
): Action => ({
  Update: update(table, seatKey(eventId, sectionId, label), {
    set: ['#status = :available', 'changedAt = :changedAt'],
    remove: ['blockedBy'],
    condition: mayBeAdded,
    values: { ...STATUSES, ':changedAt': changedAt },
  }),
});

/** What an edit keeps from sale stands among the claims of a bucket, and never lapses. */
const NEVER = 8_640_000_000_000_000;

/** `id` names the step among the bucket's claims. */
export const withdrawShare = (
  { table, eventId, now }: Pick<SeatStep, 'table' | 'eventId' | 'now'>,
  areaId: string,
  share: BucketShare,
  seen: Bucket | undefined,
  id: string,
): Action => ({ Update: takeShare(table, { id, eventId, createdAt: now, expiresAt: NEVER }, areaId, share, seen) });

/** Gives back what a step withdrew, or takes it out of the bucket for good. */
export const endWithdrawal = (
  { table, eventId }: Pick<SeatStep, 'table' | 'eventId'>,
  { areaId, number }: Bucket,
  { id, quantity }: { id: string; quantity: number },
  how: 'restore' | 'shrink',
): Action => ({
  Update: update(table, bucketKey(eventId, areaId, number), {
    set:
      how === 'restore'
        ? ['available = available + :quantity', 'freed = freed + :quantity']
        : ['#capacity = #capacity - :quantity'],
    remove: ['claims.#claim'],
    condition: shareIsStillMine,
    values: { ':quantity': quantity },
    names: { '#claim': id },
  }),
});

/** Not repeatable by itself: the step that it stands in is. */
export const raiseBucket = (
  { table, eventId }: Pick<SeatStep, 'table' | 'eventId'>,
  areaId: string,
  { bucket, quantity }: BucketShare,
  existsAlready: boolean,
): Action =>
  existsAlready
    ? {
        Update: update(table, bucketKey(eventId, areaId, bucket), {
          set: ['#capacity = #capacity + :quantity', 'available = available + :quantity', 'freed = freed + :quantity'],
          condition: isThere,
          values: { ':quantity': quantity },
        }),
      }
    : { Put: put(table, availableBucketRow(eventId, areaId, bucket, quantity), isAbsent) };

/** All that a bucket has left, lapsed claims among it. */
export function blockBucket(
  { table, eventId, now }: Pick<SeatStep, 'table' | 'eventId' | 'now'>,
  bucket: Bucket,
): Action {
  const lapsed = lapsedClaimsOf(bucket, now).map((claim, i) => ({ name: `old${i}`, ...claim }));
  return {
    Update: update(table, bucketKey(eventId, bucket.areaId, bucket.number), {
      set: ['blocked = blocked + :blocked', 'available = :zero'],
      remove: lapsed.map(({ name }) => `claims.#${name}`),
      condition: [hasStill, ...lapsed.map(({ name }) => isStillLapsed(name))].join(' AND '),
      values: {
        ':blocked': lapsed.reduce((sum, { quantity }) => sum + quantity, bucket.available),
        ':zero': 0,
        ':available': bucket.available,
        ...Object.fromEntries(lapsed.map(({ name, expiresAt }) => [`:${name}`, expiresAt])),
      },
      names: Object.fromEntries(lapsed.map(({ name, claimId }) => [`#${name}`, claimId])),
    }),
  };
}
