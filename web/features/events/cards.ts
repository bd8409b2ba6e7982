/** Puts the events of one service, or of one series, on one card. */
import type { Schemas } from '../../../tools/client/src/types.ts';

type Event = Schemas['Event'];

export interface EventGroup {
  key: string;
  /** At least one, in the order of the list. */
  events: [Event, ...Event[]];
}

/** Cards are in the order of their first events. */
export function groupEvents(events: readonly Event[]): EventGroup[] {
  const groups = new Map<string, EventGroup>();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group) group.events.push(event);
    else groups.set(key, { key, events: [event] });
  }
  return [...groups.values()];
}

/** A service has its number and its route. A series has its title and its venue. Both have one organizer. */
function keyOf({ kind, organizationId, service, route, title, venue = '' }: Event): string {
  const own = service ? [service.number, route?.origin, route?.destination] : [title, venue];
  return JSON.stringify([kind, organizationId, ...own]);
}

/** The lowest price of the sections of these events; undefined if they have several currencies. */
export function lowestPrice(events: readonly Event[]): { amount: number; currency: string } | undefined {
  const currency = events[0]?.currency;
  if (currency === undefined || events.some(event => event.currency !== currency)) return undefined;
  const prices = events.flatMap(({ sections }) => sections.map(({ price }) => price));
  return prices.length === 0 ? undefined : { amount: Math.min(...prices), currency };
}
