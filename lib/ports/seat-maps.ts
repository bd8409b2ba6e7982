/** The ports of seat maps: what is asked of them, and what functions share of what they have read. */
import type { EventFacts, Seat } from '../domain/model.ts';
import type { SeatMapSnapshot } from '../domain/seat-map-snapshot.ts';

/** An answer written out once for all who ask for it; each object is a text of its own. */
export interface WrittenAnswer {
  readonly json: string;
  /** Changes with what the answer says, but not with when it was read; absent where the answer is the caller's own. */
  readonly etag?: string;
}

/** What is known, and how old that is. */
export interface CachedAnswer {
  answer: WrittenAnswer;
  ageMs: number;
}

export interface SeatMapQuery {
  /** Reads the rows themselves. */
  fresh: boolean;
  /** When the request came (epoch ms): what is answered was read at most 2 s before. */
  now: number;
}

/** Seat maps and availability, at most 2 s old unless read fresh; the write condition decides, they only seatMapResponse. */
export interface SeatMapReader {
  /** With `since` (epoch ms) only what may have changed since the caller's map as of then, where that is known. */
  seats(eventId: string, query: SeatMapQuery & { since?: number }): Promise<CachedAnswer | undefined>;
  availability(eventId: string, query: SeatMapQuery): Promise<CachedAnswer | undefined>;
}

/** What functions share about an event: the last snapshot, and until when somebody may be reading the next one. */
export interface SharedSeatMap {
  snapshot?: SeatMapSnapshot;
  leaseUntil?: number;
}

/** Snapshots in the table, made by readers for readers. Eventually consistent: every snapshot says how old it is. */
export interface SeatMapStore {
  read(eventId: string): Promise<SharedSeatMap>;
  /** True for one caller at a time: it is its turn to read the rows for all, until its lease is over. */
  lease(eventId: string, turn: { now: number; until: number }): Promise<boolean>;
  /** Puts a snapshot that is newer than what stands there; without effect where it is not, or the table is busy. */
  share(eventId: string, snapshot: SeatMapSnapshot, now: number): Promise<void>;
  /** Every seat but for whose it is, in no order; each consistent by itself. */
  readSeats(facts: EventFacts): Promise<Map<string, Seat>>;
  /** Which version of its facts an event has now; undefined where it has none. Consistent. */
  readVersion(eventId: string): Promise<EventFacts['event']['version'] | undefined>;
}
