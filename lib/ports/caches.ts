/**
 * The ports of the memory that a process keeps between requests. Nothing here decides a race: the conditions of writes
 * do (P2).
 */
import type { EventFacts, Seat } from '../domain/model.ts';
import type { Obstacles, PlaceHoldOutcome } from './store.ts';

/** Reads event facts. `cached` facts are a few seconds old and may grant a request; only `fresh` facts may refuse one. */
export interface EventReader {
  cached(eventId: string): Promise<EventFacts | undefined>;
  fresh(eventId: string): Promise<EventFacts | undefined>;
}

/** Seats as they were a moment ago, for proposals of the best available ones. */
export interface SeatViews {
  /** The seats of these sections. */
  recent(facts: EventFacts): Promise<Map<string, Seat>>;
  /** Excludes seats from proposals for a moment: another request tries to hold them, or found them taken. */
  avoid(eventId: string, seatIds: string[]): void;
  isAvoided(eventId: string, seatId: string): boolean;
}

/** Competing holds, as far as this process knows them. It saves transactions that would be refused. */
export interface SeatContention {
  /**
   * Waits for holds on these seats that are in flight in this process, then reads the seats consistently. Resolves to
   * the conflicts, or to undefined if there are none. Returns undefined synchronously if no competing hold is known: a
   * caller that begins at once is then the first of this process. `unlocked` are the seats that the buyer's code unlocks.
   */
  waitForCompetingHolds(
    eventId: string,
    seatIds: string[],
    now: number,
    unlocked?: ReadonlySet<string>,
  ): Promise<Obstacles | undefined> | undefined;
  /** Runs `place`, lets later calls wait for it, and remembers for a moment which seats it found taken. */
  trackHold(eventId: string, seatIds: string[], place: () => Promise<PlaceHoldOutcome>): Promise<PlaceHoldOutcome>;
}
