/** The representation of a hold in responses: a pure projection. */
import { holdStatusAt } from '../../domain/hold-policy.ts';
import { bookingIdOf, holdIdOf } from '../../domain/ids.ts';
import type { Claim, Place } from '../../domain/model.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { Hold } from './responses.ts';

/** A hold as its owner sees it at `now`. */
export function holdAnswer(claim: Claim, now: number): Hold {
  const status = holdStatusAt(claim, now);
  return {
    id: holdIdOf(claim.id),
    eventId: claim.eventId,
    status,
    places: placesAnswer(claim),
    total: money(claim.total, claim.currency),
    expiresAt: timestamp(claim.expiresAt),
    maxExpiresAt: timestamp(claim.maxExpiresAt),
    createdAt: timestamp(claim.createdAt),
    ...(status === 'confirmed' && { bookingId: bookingIdOf(claim.id) }),
  };
}

/** The places of a hold or booking with their prices. */
export const placesAnswer = ({ places, currency }: Claim) =>
  places.map((place: Place) =>
    'seatId' in place
      ? { seatId: place.seatId, price: money(place.price, currency) }
      : { areaId: place.areaId, quantity: place.quantity, price: money(place.price, currency) },
  );
