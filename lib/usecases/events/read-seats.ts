/** Reads the seat map or the availability of an event. Both may be 2 s old: only the condition of a hold decides. */
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { CachedAnswer } from '../../ports/seat-maps.ts';

export interface AvailabilityQuery {
  eventId: string;
  /** Whether to read the rows themselves instead of a cached answer. */
  fresh: boolean;
}

export interface SeatsQuery extends AvailabilityQuery {
  /** The time of the caller's own map (RFC 3339): only the changes since then are returned, if they are known. */
  since?: string | undefined;
}

export async function readSeats(
  { seatMaps }: Pick<Dependencies, 'seatMaps'>,
  { now }: Call,
  { eventId, fresh, since }: SeatsQuery,
): Promise<CachedAnswer> {
  return required(await seatMaps.seats(eventId, { fresh, now, ...(since && { since: Date.parse(since) }) }));
}

export async function readAvailability(
  { seatMaps }: Pick<Dependencies, 'seatMaps'>,
  { now }: Call,
  { eventId, fresh }: AvailabilityQuery,
): Promise<CachedAnswer> {
  return required(await seatMaps.availability(eventId, { fresh, now }));
}

function required(answer: CachedAnswer | undefined): CachedAnswer {
  if (answer === undefined) throw refuse('event-not-found');
  return answer;
}
