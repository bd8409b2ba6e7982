/** Times and amounts as they go over the wire. */
import type { TimedJourney } from '../domain/itineraries.ts';
import type { Money } from './schema-parts.ts';

/** Epoch milliseconds as RFC 3339 in UTC. */
export const timestamp = (epochMs: number): string => new Date(epochMs).toISOString();

/** Other journeys of a customer, each with the present times of its event. */
export const journeysAnswer = (journeys: TimedJourney[]) =>
  journeys.map(({ eventId, startsAt, endsAt }) => ({
    eventId,
    startsAt: timestamp(startsAt),
    endsAt: timestamp(endsAt),
  }));

export const money = (amount: number, currency: string): Money => ({ amount, currency });
