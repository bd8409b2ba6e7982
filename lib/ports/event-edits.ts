/** The port of editing: steps that change an event and its places, each with its journal entry, under the work's lease. */
import type { Origin } from '../domain/claim-changes.ts';
import type { EditJob, EventJob, LeasedJob } from '../domain/event-jobs.ts';
import type { Bucket, BucketShare, EventFacts, Seat, SeatedSection } from '../domain/model.ts';

type Leased = LeasedJob<EditJob>;

/** Each step answers with the work as it stands then, or throws `busy`: somebody else may be at it by now. */
export interface EventEdits {
  /** Length of the event's journal. Whatever is decided from reads after this one holds while it is as long. */
  readEntries(eventId: string): Promise<number>;
  /** Begins and leases a piece of work; undefined where the journal has grown since, or other work is unfinished. */
  begin(eventId: string, job: EventJob, lease: Lease & { entries: number }): Promise<LeasedJob | undefined>;
  /** Leases what is unfinished; undefined where there is nothing, or somebody is at it. */
  lease(eventId: string, lease: Lease): Promise<LeasedJob | undefined>;
  /** Puts another piece of work in the place of one that is leased. */
  replace(leased: Leased, job: EditJob): Promise<Leased>;
  /** Lets others take it up at once. */
  leave(leased: LeasedJob): Promise<void>;
  /** From now on the edit is only undone. */
  refuse(leased: Leased, origin: Origin): Promise<Leased>;
  /** Ends work of which nothing is left to do. */
  end(leased: Leased): Promise<void>;

  /** Rows of these seats, as far as they are there; consistent each by itself. */
  readSeatsById(eventId: string, seatIds: string[]): Promise<Seat[]>;
  /** Blocks those of the seats that are available or lapsed. */
  blockSeats(leased: Leased, seatIds: string[], origin: Origin): Promise<Leased>;
  /** Sells blocked seats again: all of them, or only what this very work has blocked. */
  unblockSeats(leased: Leased, seatIds: string[], origin: Origin, only: 'own' | 'any'): Promise<Leased>;
  /** Makes seats that no layout names yet. */
  addSeats(leased: Leased, seatIds: string[], origin: Origin): Promise<Leased>;

  /** Takes shares of buckets (as they were seen) from sale, as many as still can be. */
  withdraw(leased: Leased, areaId: string, shares: BucketShare[], seen: Bucket[], origin: Origin): Promise<Leased>;
  /** Sells again what this work has withdrawn of these buckets. */
  restore(leased: Leased, buckets: Bucket[], origin: Origin): Promise<Leased>;
  /** Makes these buckets as much smaller as this work has withdrawn of them. */
  shrink(leased: Leased, buckets: Bucket[], origin: Origin): Promise<Leased>;
  /** Makes buckets so much larger, or makes them. */
  raise(leased: Leased, areaId: string, by: BucketShare[], there: Bucket[], origin: Origin): Promise<Leased>;
  /** Keeps all that these buckets have left from sale for good, as far as they are as they were seen. */
  blockBuckets(leased: Leased, buckets: Bucket[], origin: Origin): Promise<Leased>;

  /** Writes the event as the edit leaves it, with the layouts that it changes: from then on the edit is decided. */
  decide(
    leased: Leased,
    after: EventFacts,
    layouts: SeatedSection[],
    action: EditAction,
    origin: Origin,
  ): Promise<Leased>;
}

export type EditAction = 'event.edited' | 'event.closed' | 'event.cancelled' | 'event.deleted';

export interface Lease {
  now: number;
  leaseOf: string;
}
