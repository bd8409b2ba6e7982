/** The representation of an event in responses: a pure projection. */
import type { Event as EventOfDomain, EventSummary } from '../../domain/model.ts';
import { salesStateAt } from '../../domain/sales-window.ts';
import { timestamp } from '../presenter-parts.ts';
import { pricesAnswer } from './price-presenter.ts';
import type { Event } from './responses.ts';

/** An event as clients see it at `now`. */
export function eventAnswer({ event, sections }: EventSummary, now: number): Event {
  const { id, kind, title, venue, description, imageUrl, service, route, currency } = event;
  const { holdSeconds, placesPerHoldMax, placesPerCustomerMax } = event;
  const prices = pricesAnswer(event.prices, currency);
  return {
    id,
    organizationId: event.organizationId,
    kind,
    title,
    ...times(event),
    ...(venue !== undefined && { venue }),
    ...(description !== undefined && { description }),
    ...(imageUrl !== undefined && { imageUrl }),
    ...(service && { service }),
    ...(route && { route }),
    status: salesStateAt(event, now),
    holdSeconds,
    placesPerHoldMax,
    ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
    ...(event.requiresVerifiedEmail && { requiresVerifiedEmail: true }),
    cancellationClosesMinutes: event.cancellationClosesMinutes,
    currency,
    sections: sections.map(sectionAnswer),
    ...(event.gates && { gates: event.gates }),
    ...(prices && { prices }),
  };
}

/** An event in a list. Descriptions, gates and prices may be long, and a list is read to choose an event. */
export function listedEventAnswer(facts: EventSummary, now: number): Event {
  const { description: _long, gates: _many, prices: _detailed, ...event } = eventAnswer(facts, now);
  return event;
}

const times = ({ startsAt, endsAt, doorsAt, timeZone, salesOpenAt, salesCloseAt }: EventOfDomain) => ({
  ...(doorsAt !== undefined && { doorsAt: timestamp(doorsAt) }),
  startsAt: timestamp(startsAt),
  endsAt: timestamp(endsAt),
  timeZone,
  ...(salesOpenAt !== undefined && { salesOpenAt: timestamp(salesOpenAt) }),
  salesCloseAt: timestamp(salesCloseAt),
});

const sectionAnswer = ({
  id,
  name,
  kind,
  price,
  capacity,
  attributes,
}: EventSummary['sections'][number]): Event['sections'][number] => ({
  id,
  name,
  kind,
  price,
  capacity,
  ...(attributes && { attributes }),
});
