/** The ports of seat maps: how they are read, and the snapshots that functions share. */
import type { EventFacts, Seat } from '../domain/model.ts';
import type { SeatMapSnapshot } from '../domain/seat-map-snapshot.ts';

/** A response body, serialized once for all callers. Each object has a text of its own. */
export interface WrittenAnswer {
  readonly json: string;
  /** Identifies the content, without the time at which it was read; absent if the answer is for one caller only. */
  readonly etag?: string;
}

/** An answer and its age. */
export interface CachedAnswer {
  answer: WrittenAnswer;
  ageMs: number;
}

export interface SeatMapQuery {
  /** Whether to read the rows themselves instead of a cache. */
  fresh: boolean;
  /** The time of the request (epoch ms): the answer was read at most 2 s before. */
  now: number;
}

/** Reads seat maps and availability, at most 2 s old unless `fresh`. They only inform: the write conditions decide. */
export interface SeatMapReader {
  /** With `since` (epoch ms), returns only the seats that may have changed since then, if they are known. */
  seats(eventId: string, query: SeatMapQuery & { since?: number }): Promise<CachedAnswer | undefined>;
  availability(eventId: string, query: SeatMapQuery): Promise<CachedAnswer | undefined>;
}

/** The shared state of an event's seat map: the last snapshot, and the lease of the function that reads the next one. */
export interface SharedSeatMap {
  snapshot?: SeatMapSnapshot;
  leaseUntil?: number;
}

/** Snapshots in the table, which readers write for other readers. Eventually consistent: each snapshot has its time. */
export interface SeatMapStore {
  read(eventId: string): Promise<SharedSeatMap>;
  /** True for one caller at a time, which then reads the rows for all until its lease ends. */
  lease(eventId: string, turn: { now: number; until: number }): Promise<boolean>;
  /** Puts a snapshot. Without effect if the stored one is newer, or the table is busy. */
  share(eventId: string, snapshot: SeatMapSnapshot, now: number): Promise<void>;
  /** Reads every seat without its claim, in no order. Each row is read consistently. */
  readSeats(facts: EventFacts): Promise<Map<string, Seat>>;
  /** Reads the current version of an event consistently; undefined if there is no such event. */
  readVersion(eventId: string): Promise<EventFacts['event']['version'] | undefined>;
}
