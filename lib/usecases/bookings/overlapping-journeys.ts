/**
 * Finds the overlaps of booked journeys. An edit may move an event onto another journey of a customer, and a hold at the same time
 * as an edit may lead to two journeys at one time. Both bookings then show the overlap to their owner.
 */
import { overlapsAnswer } from '../../contract/bookings/presenter.ts';
import type { Booking } from '../../contract/bookings/responses.ts';
import { overlapsOfBooking } from '../../domain/itineraries.ts';
import type { Claim } from '../../domain/model.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

type Overlaps = Pick<Booking, 'overlappingJourneys'>;

/** Returns a function that gives the overlaps of a claim. Reads the itinerary only if one of the claims is a booked journey. */
export async function findOverlaps(
  { store }: Pick<Dependencies, 'store'>,
  { caller, now }: CallerCall,
  claims: Claim[],
): Promise<(claim: Claim) => Overlaps> {
  const booked = claims.filter(isBookedJourney);
  if (booked.length === 0) return () => ({});
  const eventIds = booked.map(({ eventId }) => eventId);
  const journeys = await store.readJourneys(caller.userId, eventIds, now);
  return claim => {
    const overlaps = isBookedJourney(claim) && overlapsOfBooking(claim.eventId, journeys, now);
    return overlaps ? { overlappingJourneys: overlapsAnswer(overlaps) } : {};
  };
}

const isBookedJourney = ({ status, journey }: Claim): boolean => status === 'confirmed' && journey !== undefined;
