/** A seat map and an availability from an event's layout and its seats' rows at one time: pure. */
import { seatedSections, seatsOf } from '../domain/layout.ts';
import type { EventFacts, Seat, SeatedSection } from '../domain/model.ts';
import { type SeatStatus, seatStatusAt } from '../domain/seat-lifecycle.ts';
import { money, timestamp } from './answers.ts';
import type { Availability, SeatMap } from './messages.ts';

type Seats = Map<string, Seat>;

/** Every seat in the order of its layout; `now` is when the rows were read, and what lapsed by then is available. */
export function seatMapAnswer(facts: EventFacts, seats: Seats, now: number): SeatMap {
  const { event } = facts;
  const rowsOf = (section: SeatedSection): SeatMap['sections'][number]['rows'] => {
    const rows = new Map<string, SeatMap['sections'][number]['rows'][number]>();
    for (const { row, seatId, label, price, attributes } of seatsOf(section)) {
      const answer = rows.get(row) ?? { row, seats: [] };
      rows.set(row, answer);
      const status = statusOf(seats, seatId, now);
      answer.seats.push({
        seatId,
        label,
        status,
        price: money(price, event.currency),
        ...(attributes && { attributes }),
      });
    }
    return [...rows.values()];
  };
  return {
    sections: seatedSections(facts).map(section => ({ id: section.id, rows: rowsOf(section) })),
    asOf: timestamp(now),
  };
}

/** How many of each status, by section and in all. */
export function availabilityAnswer(facts: EventFacts, seats: Seats, now: number): Availability {
  const bySection = seatedSections(facts).map(section => {
    const counts = { total: 0, available: 0, held: 0, booked: 0, blocked: 0 };
    for (const { seatId } of seatsOf(section)) {
      counts.total += 1;
      counts[statusOf(seats, seatId, now)] += 1;
    }
    return { id: section.id, ...counts };
  });
  const sum = (count: 'total' | SeatStatus): number => bySection.reduce((all, section) => all + section[count], 0);
  return {
    total: sum('total'),
    available: sum('available'),
    held: sum('held'),
    booked: sum('booked'),
    blocked: sum('blocked'),
    sections: bySection,
    asOf: timestamp(now),
  };
}

/** A seat without a row cannot be had. */
function statusOf(seats: Seats, seatId: string, now: number): SeatStatus {
  const seat = seats.get(seatId);
  return seat ? seatStatusAt(seat, now) : 'blocked';
}
