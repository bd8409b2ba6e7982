/** The representation of a hold in responses: a pure projection. */
import { holdStatusAt } from '../../domain/hold-policy.ts';
import { bookingIdOf, holdIdOf } from '../../domain/ids.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import type { PricedPlaces } from '../../domain/price-places.ts';
import { money, timestamp } from '../presenter-parts.ts';
import { placesAnswer, saleAnswer } from './price-presenter.ts';
import type { Hold, Quote } from './responses.ts';

/** A hold as its owner sees it at `now`. `facts` name its places; they are undefined if the event was deleted. */
export function holdAnswer(claim: Claim, now: number, facts: EventFacts | undefined): Hold {
  const status = holdStatusAt(claim, now);
  return {
    id: holdIdOf(claim.id),
    eventId: claim.eventId,
    status,
    places: placesAnswer(claim, facts),
    total: money(claim.total, claim.currency),
    ...saleAnswer(claim, facts),
    expiresAt: timestamp(claim.expiresAt),
    maxExpiresAt: timestamp(claim.maxExpiresAt),
    createdAt: timestamp(claim.createdAt),
    ...(status === 'confirmed' && { bookingId: bookingIdOf(claim.id) }),
  };
}

/** The prices of places that are not held. */
export function quoteAnswer(facts: EventFacts, { places, total, sale = {} }: PricedPlaces): Quote {
  const { id: eventId, currency } = facts.event;
  const sold = { places, currency, sale, tickets: [] };
  const { lines = [], ...taxed } = saleAnswer(sold, facts);
  return { eventId, places: placesAnswer(sold, facts), total: money(total, currency), lines, ...taxed };
}
