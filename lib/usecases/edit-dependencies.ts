/** The port of editing: steps that change an event and its places, each with its journal entry, under the work's lease. */
import type { Origin } from '../domain/claim-changes.ts';
import type { EditWork, EventWork, LeasedWork } from '../domain/event-work.ts';
import type { Area, Bucket, BucketShare, EventFacts, Seat, SeatedSection } from '../domain/model.ts';
import type { Conflict } from '../domain/refusals.ts';

type Leased = LeasedWork<EditWork>;

export interface EventEdits {
  /** Begins and leases a piece of work; undefined where another is unfinished. */
  begin(eventId: string, work: EventWork, lease: Lease): Promise<LeasedWork | undefined>;
  /** Leases what is unfinished; undefined where there is nothing, or somebody is at it. */
  lease(eventId: string, lease: Lease): Promise<LeasedWork | undefined>;
  /** Lets others take it up at once. */
  leave(work: LeasedWork): Promise<void>;
  /** Remembers that the edit was refused, before anything of it is undone. */
  refuse(work: Leased): Promise<Leased>;
  /** Ends work of which nothing is left to do. */
  end(work: LeasedWork): Promise<void>;

  /** Rows of these seats, as far as they are there; consistent each by itself. */
  readSeatsById(eventId: string, seatIds: string[]): Promise<Seat[]>;
  /** Blocks those that are available or lapsed; names the others, but for those that are blocked already. */
  blockSeats(work: Leased, seatIds: string[], origin: Origin): Promise<{ work: Leased; conflicts: Conflict[] }>;
  /** Sells blocked seats again: all of them, or only what this very work has blocked. */
  unblockSeats(work: Leased, seatIds: string[], origin: Origin, only: 'own' | 'any'): Promise<Leased>;
  /** Makes seats that no layout names yet. */
  addSeats(eventId: string, seats: { sectionId: string; label: string }[], at: number): Promise<void>;

  /** Takes shares of buckets (as they were seen) from sale; false where one of them had less by now. */
  withdraw(work: Leased, area: Area, shares: BucketShare[], seen: Bucket[], origin: Origin): Promise<Leased | false>;
  /** Sells again what this work has withdrawn of these buckets. */
  restore(work: Leased, buckets: Bucket[], origin: Origin): Promise<Leased>;
  /** Makes these buckets as much smaller as this work has withdrawn of them. */
  shrink(work: Leased, buckets: Bucket[], origin: Origin): Promise<Leased>;
  /** Makes buckets so much larger, or makes them. */
  raise(work: Leased, areaId: string, by: BucketShare[], there: Bucket[], origin: Origin): Promise<Leased>;
  /** Keeps all that these buckets have left from sale for good; false where one of them has changed since. */
  blockBuckets(work: Leased, buckets: Bucket[], origin: Origin): Promise<Leased | false>;

  /** Writes the event as the edit leaves it, with these sections' layouts: from then on the edit is decided. */
  decide(
    work: Leased,
    after: EventFacts,
    layouts: SeatedSection[],
    change: { action: EditAction; origin: Origin; decidedAt: number },
  ): Promise<Leased>;
}

export type EditAction = 'event.edited' | 'event.closed' | 'event.cancelled' | 'event.deleted';

export interface Lease {
  now: number;
  leaseOf: string;
}
