/**
 * Chooses seats for one best-available call: from views of the seats that may be a second old, and from consistent
 * reads once these views have misled it.
 */
import { chooseBestAvailable, type SeatsRequest } from '../../domain/best-available.ts';
import type { Attempt } from '../../domain/block-choice.ts';
import type { Event, Seat, SeatedSection } from '../../domain/model.ts';
import { busy } from '../../domain/refusals.ts';
import { isRush } from '../../domain/sales-rush.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import { type Call, timeOf } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export interface SeatChoice {
  /** The version of the event whose seats it chooses from. */
  version: number;
  /** The next seats to try. Undefined if a read that began after the last lost race shows none. */
  next(): Promise<string[] | undefined>;
  /** Excludes seats that the last try found taken, until the next consistent read. */
  markUnavailable(seatIds: string[]): void;
}

/** A view that has misled this many tries costs more than a consistent read. */
const LOST_RACES_PER_VIEW = 2;

export function openSeatChoice(
  { store, seatViews, random }: Pick<Dependencies, 'store' | 'seatViews' | 'random'>,
  call: Pick<Call, 'now' | 'age'>,
  request: SeatsRequest,
  event: Event,
  sections: SeatedSection[],
): SeatChoice {
  const unavailable = new Set<string>();
  let lostRaces = 0;
  let lostRacesSinceRead = 0;
  let seatsRead: Map<string, Seat> | undefined;
  const isAvailable = (seat: Seat | undefined, now = call.now): boolean =>
    seat !== undefined && !unavailable.has(seat.seatId) && seatStatusAt(seat, now) === 'available';

  const attemptFrom = (seats: Map<string, Seat>): Attempt => ({
    random: random(),
    losses: lostRaces,
    isRush: isRush(event, seats.values(), call.now),
  });
  /** Looks at one price after another, so that a large event is not read only to find its best section full. */
  const chooseFromViews = async (): Promise<string[] | undefined> => {
    for (const samePrice of Map.groupBy(sections, ({ price }) => price).values()) {
      const seats = await seatViews.recent({ event, sections: samePrice });
      const isFree = (seatId: string) => isAvailable(seats.get(seatId)) && !seatViews.isAvoided(event.id, seatId);
      const found = chooseBestAvailable(samePrice, isFree, { ...request, adjacent: true }, attemptFrom(seats));
      if (found) return found;
    }
    return undefined;
  };
  const chooseFrom = (seats: Map<string, Seat>, now = call.now): string[] | undefined => {
    const isFree = (seatId: string) => isAvailable(seats.get(seatId), now);
    return chooseBestAvailable(sections, isFree, request, attemptFrom(seats));
  };
  const readSeats = async (): Promise<Map<string, Seat>> => {
    unavailable.clear();
    lostRacesSinceRead = 0;
    seatsRead = await store.readSeats({ event, sections });
    return seatsRead;
  };
  /** Seats whose holds have lapsed since the call began are available too, but only a later call can take them. */
  const chooseFromRows = async (): Promise<string[] | undefined> => {
    const seats = await readSeats();
    const found = chooseFrom(seats);
    if (!found && chooseFrom(seats, timeOf(call))) throw busy();
    return found;
  };
  const choose = async (): Promise<string[] | undefined> => {
    if (lostRacesSinceRead >= LOST_RACES_PER_VIEW) await readSeats();
    const found = seatsRead ? chooseFrom(seatsRead) : await chooseFromViews();
    return found ?? chooseFromRows();
  };

  return {
    version: event.version,
    async next() {
      const seatIds = await choose();
      if (seatIds) seatViews.avoid(event.id, seatIds);
      return seatIds;
    },
    markUnavailable(seatIds) {
      lostRaces += 1;
      lostRacesSinceRead += 1;
      for (const seatId of seatIds) unavailable.add(seatId);
      seatViews.avoid(event.id, seatIds);
    },
  };
}
