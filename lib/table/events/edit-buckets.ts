/**
 * Changes the buckets of areas for an edit: places are withdrawn from sale and restored, and buckets shrink and grow. A
 * withdrawal is an entry among the bucket's claims, named by the job and its step. It never lapses, and undoing it restores
 * exactly its places.
 */
import { availableAt, lapsedClaimsOf, withdrawnBy } from '../../domain/buckets.ts';
import type { Origin } from '../../domain/claim-changes.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { BUCKETS_PER_STEP_MAX, LAST_INSTANT } from '../../domain/limits.ts';
import type { Bucket, BucketShare, PlacesTouched } from '../../domain/model.ts';
import { allocateFromBucket } from '../claims/allocate-from-bucket.ts';
import { hasStill, isAbsent, isStillLapsed, isThere, shareIsStillMine } from '../conditions.ts';
import { and, attribute, type Expression, expression, put, update } from '../expression.ts';
import { bucketKey } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Action } from '../transact.ts';
import { changePlaces } from './edit-step.ts';
import { availableBucketRow } from './place-rows.ts';

/** Withdraws these shares from sale. `seen` are the buckets as they were read. A bucket that has fewer places now is left out. */
export function withdrawShares(
  table: Table,
  leased: LeasedEdit,
  areaId: string,
  shares: BucketShare[],
  seen: Bucket[],
  origin: Origin,
): Promise<LeasedEdit> {
  const byNumber = new Map(seen.map(bucket => [bucket.number, bucket]));
  return changePlaces(table, leased, shares, {
    action: 'event.places-blocked',
    origin,
    atOnce: BUCKETS_PER_STEP_MAX,
    write(share, { eventId, entries, job: { id } }) {
      const claim = { id: `${id}.${entries}`, eventId, createdAt: origin.at, expiresAt: LAST_INSTANT };
      return { Update: allocateFromBucket(table.name, claim, areaId, share, byNumber.get(share.bucket)) };
    },
    touched: some => touchedShares(areaId, some),
  });
}

/** Withdrawn places go back on sale, or make their bucket smaller for good. */
const ENDS = {
  restore: { action: 'event.places-unblocked', set: restored },
  shrink: { action: 'event.places-removed', set: removed },
};

function restored(quantity: number): Expression[] {
  return [expression`available = available + ${quantity}`, expression`freed = freed + ${quantity}`];
}

function removed(quantity: number): Expression[] {
  return [expression`#capacity = #capacity - ${quantity}`];
}

/** Ends all withdrawals of this job from these buckets. */
export async function endWithdrawals(
  table: Table,
  leased: LeasedEdit,
  buckets: Bucket[],
  how: keyof typeof ENDS,
  origin: Origin,
): Promise<LeasedEdit> {
  const { action, set } = ENDS[how];
  const withdrawals = buckets.flatMap(({ areaId, number, ...bucket }) =>
    withdrawnBy(bucket, leased.job.id).map((claim, round) => ({ areaId, bucket: number, ...claim, round })),
  );
  let current = leased;
  // Each round has one withdrawal of each bucket, because a transaction takes each row once.
  for (const round of Map.groupBy(withdrawals, ({ round }) => round).values()) {
    current = await changePlaces(table, current, round, {
      action,
      origin,
      atOnce: BUCKETS_PER_STEP_MAX,
      write: ({ areaId, bucket, id, quantity }, { eventId }) => ({
        Update: update(table.name, bucketKey(eventId, areaId, bucket), {
          set: set(quantity),
          remove: [expression`claims.${attribute(id)}`],
          condition: shareIsStillMine({ claimId: id, quantity }),
        }),
      }),
      touched: some => ({
        seatIds: [],
        shares: some.map(({ areaId, bucket, quantity }) => ({ areaId, bucket, quantity })),
      }),
    });
  }
  return current;
}

/** Adds places to buckets. A bucket that is not in `there` is created, unless it exists meanwhile. */
export function raiseBuckets(
  table: Table,
  leased: LeasedEdit,
  areaId: string,
  by: BucketShare[],
  there: Bucket[],
  origin: Origin,
): Promise<LeasedEdit> {
  const known = new Set(there.map(({ number }) => number));
  return changePlaces(table, leased, by, {
    action: 'event.places-added',
    origin,
    atOnce: BUCKETS_PER_STEP_MAX,
    write: ({ bucket, quantity }, { eventId }) =>
      known.has(bucket)
        ? raise(table.name, eventId, areaId, { bucket, quantity })
        : { Put: put(table.name, availableBucketRow(eventId, areaId, bucket, quantity), isAbsent) },
    touched: some => touchedShares(areaId, some),
  });
}

/** This write is not idempotent, but the step that contains it is. */
const raise = (table: string, eventId: string, areaId: string, { bucket, quantity }: BucketShare): Action => ({
  Update: update(table, bucketKey(eventId, areaId, bucket), {
    set: [
      expression`#capacity = #capacity + ${quantity}`,
      expression`available = available + ${quantity}`,
      expression`freed = freed + ${quantity}`,
    ],
    condition: isThere,
  }),
});

/** Blocks all places that buckets have left, also those of lapsed claims. A bucket that has changed since is left out. */
export const blockBuckets = (
  table: Table,
  leased: LeasedEdit,
  buckets: Bucket[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changePlaces(table, leased, buckets, {
    action: 'event.places-blocked',
    origin,
    atOnce: BUCKETS_PER_STEP_MAX,
    write: (bucket, { eventId }) => blockBucket(table.name, eventId, bucket, origin.at),
    touched: some => ({
      seatIds: [],
      shares: some.map(bucket => ({
        areaId: bucket.areaId,
        bucket: bucket.number,
        quantity: availableAt(bucket, origin.at),
      })),
    }),
  });

function blockBucket(table: string, eventId: string, bucket: Bucket, now: number): Action {
  const lapsed = lapsedClaimsOf(bucket, now);
  return {
    Update: update(table, bucketKey(eventId, bucket.areaId, bucket.number), {
      set: [expression`blocked = blocked + ${availableAt(bucket, now)}`, expression`available = ${0}`],
      remove: lapsed.map(({ claimId }) => expression`claims.${attribute(claimId)}`),
      condition: and(hasStill(bucket.available), ...lapsed.map(isStillLapsed)),
    }),
  };
}

const touchedShares = (areaId: string, shares: BucketShare[]): PlacesTouched => ({
  seatIds: [],
  shares: shares.map(({ bucket, quantity }) => ({ areaId, bucket, quantity })),
});
