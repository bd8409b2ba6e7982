/**
 * The prices of an event after it is published or edited: each type with a maximum gets the number of its counter's buckets. The
 * number never shrinks, also if the maximum or the whole type is removed and added again, because rows of these buckets exist.
 */
import { bucketCountOf } from './buckets.ts';
import type { EventPrices, TicketType } from './price-model.ts';

/** The prices that an edit sets; null removes them. Undefined if the event then has no prices and never had a counter. */
export function editedPrices(before: EventPrices | undefined, requested: EventPrices | null): EventPrices | undefined {
  const known = countersOf(before);
  const { formerCounters: _unknown, ...prices } = requested ?? {};
  const ticketTypes = prices.ticketTypes?.map(type => withBuckets(type, known.get(type.id) ?? 0));
  const counted = new Set(ticketTypes?.filter(({ buckets }) => buckets !== undefined).map(({ id }) => id));
  const formerCounters = [...known].flatMap(([type, buckets]) => (counted.has(type) ? [] : [{ type, buckets }]));
  const after = {
    ...prices,
    ...(ticketTypes && { ticketTypes }),
    ...(formerCounters.length > 0 && { formerCounters }),
  };
  return Object.keys(after).length > 0 ? after : undefined;
}

/** The number of buckets of each counter that the event has or had, by the id of its type. */
const countersOf = ({ ticketTypes = [], formerCounters = [] }: EventPrices = {}): Map<string, number> =>
  new Map([
    ...formerCounters.map(({ type, buckets }): [string, number] => [type, buckets]),
    ...ticketTypes.flatMap(({ id, buckets }): [string, number][] => (buckets === undefined ? [] : [[id, buckets]])),
  ]);

function withBuckets({ buckets: _unknown, ...type }: TicketType, atLeast: number): TicketType {
  return type.placesMax === undefined ? type : { ...type, buckets: Math.max(atLeast, bucketCountOf(type.placesMax)) };
}

/** The ids of the ticket types that an edit removes. */
export function removedTypes(before: EventPrices | undefined, requested: EventPrices | null | undefined): string[] {
  if (requested === undefined) return [];
  const kept = new Set(requested?.ticketTypes?.map(({ id }) => id));
  return (before?.ticketTypes ?? []).flatMap(({ id }) => (kept.has(id) ? [] : [id]));
}
