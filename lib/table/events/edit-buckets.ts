/**
 * Changes the buckets of areas for an edit: places are withdrawn from sale and restored, and buckets shrink and grow. A
 * withdrawal is an entry among the bucket's claims, named by the job and its step. It never lapses, and undoing it restores
 * exactly its places.
 */
import type { Resize, WithdrawnShare } from '../../domain/area-resize.ts';
import { availableAt, lapsedClaimsOf, withdrawnBy } from '../../domain/buckets.ts';
import type { Origin } from '../../domain/claim-changes.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { BUCKETS_PER_STEP_MAX, LAST_INSTANT } from '../../domain/limits.ts';
import type { Bucket, BucketShare, PlacesTouched } from '../../domain/model.ts';
import { allocateFromBucket } from '../claims/allocate-from-bucket.ts';
import { hasBlocked, hasKept, hasStill, isAbsent, isStillLapsed, isThere, shareIsStillMine } from '../conditions.ts';
import { and, attribute, type Expression, expression, put, update } from '../expression.ts';
import { bucketKey } from '../keys.ts';
import type { Table } from '../table.ts';
import type { Action } from '../transact.ts';
import { changePlaces } from './edit-step.ts';
import { newBucketRow } from './place-rows.ts';

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
export function endWithdrawals(
  table: Table,
  leased: LeasedEdit,
  buckets: Bucket[],
  how: keyof typeof ENDS,
  origin: Origin,
): Promise<LeasedEdit> {
  const { action, set } = ENDS[how];
  const withdrawals = buckets.flatMap(({ areaId, number, ...bucket }) =>
    withdrawnBy(bucket, leased.job.id).map(claim => ({ areaId, bucket: number, ...claim })),
  );
  return inRounds(withdrawals, leased, (current, round) =>
    changePlaces(table, current, round, {
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
    }),
  );
}

/** Changes withdrawals in rounds. Each round has one withdrawal of each bucket, because a transaction takes each row once. */
async function inRounds<Of extends { areaId: string; bucket: number }>(
  withdrawals: Of[],
  leased: LeasedEdit,
  change: (leased: LeasedEdit, round: Of[]) => Promise<LeasedEdit>,
): Promise<LeasedEdit> {
  const ofBuckets = Map.groupBy(withdrawals, ({ areaId, bucket }) => `${areaId} ${bucket}`);
  const numbered = [...ofBuckets.values()].flatMap(own => own.map((withdrawal, round) => ({ withdrawal, round })));
  let current = leased;
  for (const round of Map.groupBy(numbered, ({ round }) => round).values()) {
    const ofRound = round.map(({ withdrawal }) => withdrawal);
    current = await change(current, ofRound);
  }
  return current;
}

/** Makes the organizer the owner of places that this job has withdrawn. The rest of each withdrawal stays as it is. */
export const keepWithdrawn = (
  table: Table,
  leased: LeasedEdit,
  withdrawals: WithdrawnShare[],
  origin: Origin,
): Promise<LeasedEdit> =>
  inRounds(withdrawals, leased, (current, round) =>
    changePlaces(table, current, round, {
      action: 'event.places-kept',
      origin,
      atOnce: BUCKETS_PER_STEP_MAX,
      write: ({ areaId, bucket, id, quantity, kept }, { eventId }) => ({
        Update: update(table.name, bucketKey(eventId, areaId, bucket), {
          set: [
            keeps(kept),
            ...(kept < quantity ? [expression`claims.${attribute(id)}.quantity = ${quantity - kept}`] : []),
          ],
          ...(kept === quantity && { remove: [expression`claims.${attribute(id)}`] }),
          condition: shareIsStillMine({ claimId: id, quantity }),
        }),
      }),
      touched: some => ({
        seatIds: [],
        shares: some.map(({ areaId, bucket, kept }) => ({ areaId, bucket, quantity: kept })),
      }),
    }),
  );

/** Rows of earlier versions lack the number. */
const keeps = (quantity: number): Expression =>
  expression`blockedByOrganizer = if_not_exists(blockedByOrganizer, ${0}) + ${quantity}`;

/** How places are added to a bucket, or how places that the organizer keeps from sale end. */
const RESIZES = {
  raise: { action: 'event.places-added', set: raised, condition: () => isThere },
  'raise-kept': { action: 'event.blocks-added', set: raisedAndKept, condition: () => isThere },
  lift: { action: 'event.blocks-lifted', set: lifted, condition: hasKept },
  retire: { action: 'event.blocks-removed', set: retired, condition: hasKept },
};

function raised(quantity: number): Expression[] {
  return [expression`#capacity = #capacity + ${quantity}`, ...restored(quantity)];
}

function raisedAndKept(quantity: number): Expression[] {
  return [expression`#capacity = #capacity + ${quantity}`, keeps(quantity)];
}

function lifted(quantity: number): Expression[] {
  return [expression`blockedByOrganizer = blockedByOrganizer - ${quantity}`, ...restored(quantity)];
}

function retired(quantity: number): Expression[] {
  return [expression`blockedByOrganizer = blockedByOrganizer - ${quantity}`, ...removed(quantity)];
}

/**
 * Changes the capacity of buckets, and the places that the organizer keeps of them. A bucket that is not in `there` is
 * created, unless it exists meanwhile. These writes are not idempotent, but the step that contains them is.
 */
export function resizeBuckets(
  table: Table,
  leased: LeasedEdit,
  areaId: string,
  { does, shares }: Resize,
  there: Bucket[],
  origin: Origin,
): Promise<LeasedEdit> {
  const known = new Set(there.map(({ number }) => number));
  const { action, set, condition } = RESIZES[does];
  return changePlaces(table, leased, shares, {
    action,
    origin,
    atOnce: BUCKETS_PER_STEP_MAX,
    write: ({ bucket, quantity }, { eventId }) => {
      if (!known.has(bucket)) {
        const row = newBucketRow(eventId, areaId, bucket, quantity, does === 'raise-kept' ? quantity : 0);
        return { Put: put(table.name, row, isAbsent) };
      }
      const change = { set: set(quantity), condition: condition(quantity) };
      return { Update: update(table.name, bucketKey(eventId, areaId, bucket), change) };
    },
    touched: some => touchedShares(areaId, some),
  });
}

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

/** Puts on sale again all places of buckets that the end of sales has blocked. */
export const unblockBuckets = (
  table: Table,
  leased: LeasedEdit,
  buckets: Bucket[],
  origin: Origin,
): Promise<LeasedEdit> =>
  changePlaces(table, leased, buckets, {
    action: 'event.places-unblocked',
    origin,
    atOnce: BUCKETS_PER_STEP_MAX,
    write: ({ areaId, number, blocked }, { eventId }) => ({
      Update: update(table.name, bucketKey(eventId, areaId, number), {
        set: [expression`blocked = blocked - ${blocked}`, ...restored(blocked)],
        condition: hasBlocked(blocked),
      }),
    }),
    touched: some => ({
      seatIds: [],
      shares: some.map(({ areaId, number, blocked }) => ({ areaId, bucket: number, quantity: blocked })),
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
