/** Reads an event's seat map or availability: advice, at most 2 s old; the condition of a hold decides. */
import type { Availability, SeatMap } from '../contract/messages.ts';
import { refuse } from '../domain/refusals.ts';
import type { Call, Dependencies } from './dependencies.ts';

export interface SeatsQuery {
  eventId: string;
  /** Reads the rows themselves. */
  fresh: boolean;
}

export async function readSeats({ seatMaps }: Dependencies, call: Call, query: SeatsQuery): Promise<SeatMap> {
  return required(await seatMaps.seats(query.eventId, { fresh: query.fresh, now: call.now }));
}

export async function readAvailability(
  { seatMaps }: Dependencies,
  call: Call,
  query: SeatsQuery,
): Promise<Availability> {
  return required(await seatMaps.availability(query.eventId, { fresh: query.fresh, now: call.now }));
}

function required<Answer>(answer: Answer | undefined): Answer {
  if (answer === undefined) throw refuse('event-not-found');
  return answer;
}
