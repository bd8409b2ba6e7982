/** The port of editing events: steps that change an event and its places, each with its journal entry, under the job's lease. */
import type { Resize, WithdrawnShare } from '../domain/area-resize.ts';
import type { Origin } from '../domain/claim-changes.ts';
import type { AddedSeat } from '../domain/event-edits.ts';
import type { EditJob, EventJob, LeasedEdit, LeasedJob } from '../domain/event-jobs.ts';
import type { FactsBefore } from '../domain/facts-before.ts';
import type { Bucket, BucketShare, EventFacts, Seat, SeatedSection } from '../domain/model.ts';

/**
 * Each step returns the job as it is after the step. It throws `busy` if the step failed: another function may hold the
 * lease by now.
 */
export interface EventEdits {
  /** Length of the event's journal. A decision from later reads is valid while the journal has this length. */
  readEntries(eventId: string): Promise<number>;
  /** The same, with the unfinished job if there is one, leased or not. */
  readJob(eventId: string): Promise<{ entries: number; job?: EventJob | undefined }>;
  /** Begins and leases a job; undefined if the journal has grown since, or another job is unfinished. */
  begin(eventId: string, job: EventJob, lease: Lease & { entries: number }): Promise<LeasedJob | undefined>;
  /** Leases the unfinished job; undefined if there is none, or another function holds its lease. */
  lease(eventId: string, lease: Lease): Promise<LeasedJob | undefined>;
  /** Replaces the leased job by another one. */
  replace(leased: LeasedEdit, job: EditJob): Promise<LeasedEdit>;
  /** Gives the lease back, so that another run can continue at once. */
  leave(leased: LeasedJob): Promise<void>;
  /** Marks the edit as refused: from then on it is only undone. */
  refuse(leased: LeasedEdit, origin: Origin): Promise<LeasedEdit>;
  /** Ends a job that has nothing left to do. */
  end(leased: LeasedEdit): Promise<void>;

  /** Reads the rows of these seats, as far as they exist. Each read is consistent by itself. */
  readSeatsById(eventId: string, seatIds: string[]): Promise<Seat[]>;
  /** Blocks those seats that are available or lapsed. The blocks are the job's own. */
  blockSeats(leased: LeasedEdit, seatIds: string[], origin: Origin): Promise<LeasedEdit>;
  /** Takes seats that the organizer has blocked, so that no code unlocks them any more. The blocks are the job's own. */
  takeFromOrganizer(leased: LeasedEdit, seatIds: string[], origin: Origin): Promise<LeasedEdit>;
  /** Makes the organizer the owner again of blocks that this job has taken. */
  returnToOrganizer(leased: LeasedEdit, seatIds: string[], origin: Origin): Promise<LeasedEdit>;
  /** Gives seats of lapsed holds, which a code had unlocked, back to the organizer's block. */
  restoreBlocks(leased: LeasedEdit, seatIds: string[], origin: Origin): Promise<LeasedEdit>;
  /** Makes the organizer the owner of the blocks that still have the owner that was read, with the edit's note. */
  keepSeats(leased: LeasedEdit, seats: BlockedSeat[], origin: Origin): Promise<LeasedEdit>;
  /** Unblocks the seats whose blocks still have the owner that was read. */
  unblockSeats(leased: LeasedEdit, seats: BlockedSeat[], origin: Origin): Promise<LeasedEdit>;
  /** Creates seats that no layout names yet, for sale or blocked. */
  addSeats(leased: LeasedEdit, seats: AddedSeat[], origin: Origin): Promise<LeasedEdit>;

  /** Withdraws shares of buckets from sale, computed from `seen`. A bucket that has fewer places by now is left out. */
  withdraw(
    leased: LeasedEdit,
    areaId: string,
    shares: BucketShare[],
    seen: Bucket[],
    origin: Origin,
  ): Promise<LeasedEdit>;
  /** Puts on sale again the places that this job has withdrawn from these buckets. */
  restore(leased: LeasedEdit, buckets: Bucket[], origin: Origin): Promise<LeasedEdit>;
  /** Removes the places that this job has withdrawn from these buckets. */
  shrink(leased: LeasedEdit, buckets: Bucket[], origin: Origin): Promise<LeasedEdit>;
  /** Makes the organizer the owner of places that this job has withdrawn. */
  keep(leased: LeasedEdit, withdrawals: WithdrawnShare[], origin: Origin): Promise<LeasedEdit>;
  /** Adds places to buckets, or ends blocks of the organizer; creates the buckets that are not in `there`. */
  resize(leased: LeasedEdit, areaId: string, change: Resize, there: Bucket[], origin: Origin): Promise<LeasedEdit>;
  /**
   * Blocks all places that these buckets have left. A bucket that has changed since it was read is left out.
   */
  blockBuckets(leased: LeasedEdit, buckets: Bucket[], origin: Origin): Promise<LeasedEdit>;
  /** Puts on sale again all places that the end of sales has blocked in these buckets. */
  unblockBuckets(leased: LeasedEdit, buckets: Bucket[], origin: Origin): Promise<LeasedEdit>;

  /**
   * Writes the edited event with its changed layouts: from then on the edit is decided. `before` are the changed facts that are
   * mailed to the holders of tickets, as they were.
   */
  decide(
    leased: LeasedEdit,
    after: EventFacts,
    layouts: SeatedSection[],
    action: EditAction,
    origin: Origin,
    before?: FactsBefore,
  ): Promise<LeasedEdit>;
}

/** A blocked seat, with the owner of its block as it was read. */
export type BlockedSeat = Required<Pick<Seat, 'seatId' | 'blockedBy'>>;

export type EditAction = 'event.edited' | 'event.closed' | 'event.cancelled' | 'event.deleted' | 'event.reopened';

/** A lease to take: its time (epoch ms), and a new id. */
export interface Lease {
  now: number;
  leaseOf: string;
}
