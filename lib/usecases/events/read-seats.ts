/** Reads an event's seat map or availability: advice, at most 2 s old; the condition of a hold decides. */
import { refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { CachedAnswer } from '../../ports/seat-maps.ts';

export interface AvailabilityQuery {
  eventId: string;
  /** Reads the rows themselves. */
  fresh: boolean;
}

export interface SeatsQuery extends AvailabilityQuery {
  /** When the caller's own map was read (RFC 3339): it wants to know what has changed since. */
  since?: string | undefined;
}

export async function readSeats(
  { seatMaps }: Dependencies,
  { now }: Call,
  { eventId, fresh, since }: SeatsQuery,
): Promise<CachedAnswer> {
  return required(await seatMaps.seats(eventId, { fresh, now, ...(since && { since: Date.parse(since) }) }));
}

export async function readAvailability(
  { seatMaps }: Dependencies,
  { now }: Call,
  { eventId, fresh }: AvailabilityQuery,
): Promise<CachedAnswer> {
  return required(await seatMaps.availability(eventId, { fresh, now }));
}

function required(advice: CachedAnswer | undefined): CachedAnswer {
  if (advice === undefined) throw refuse('event-not-found');
  return advice;
}
