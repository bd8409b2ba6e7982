/** Events with ticket types, tiers, fees and taxes, and requests for their places. */
import type { NewPrices } from '../../lib/contract/events/price-requests.ts';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { NewHold, NewQuote } from '../../lib/contract/holds/requests.ts';
import type { Hold, Quote } from '../../lib/contract/holds/responses.ts';
import { type ApiResponse, edit, newKey, type Person, type ProblemFields, publish, type World } from './world.ts';

/** The sections of a theatre: two with seats, and an area. */
export const THEATRE: NewEvent['sections'] = [
  {
    id: 'stalls',
    name: 'Stalls',
    kind: 'seated',
    price: 5_000,
    rows: [
      { row: 'A', count: 6 },
      { row: 'B', count: 6 },
    ],
  },
  { id: 'balcony', name: 'Balcony', kind: 'seated', price: 3_000, rows: [{ row: 'A', count: 6 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 2_000, capacity: 100 },
];

/** Adults, children at half price beside them, and pensioners in the stalls. */
export const TYPES = {
  adult: { id: 'adult', name: 'Adult' },
  child: { id: 'child', name: 'Child', percent: 50, onlyWith: ['adult'], placesPerHoldMax: 3 },
  pensioner: { id: 'pensioner', name: 'Pensioner', price: 4_000, sections: [{ id: 'stalls' }] },
};
export const TICKET_TYPES = [TYPES.adult, { ...TYPES.child, onlyWith: ['adult', 'pensioner'] }, TYPES.pensioner];

/** Publishes a theatre with these prices. */
export const publishPriced = (
  world: World,
  prices: NewPrices,
  changes: Partial<NewEvent> = {},
  organizer?: Person,
): Promise<Event> => publish(world, { sections: THEATRE, ...changes, prices }, organizer);

/** The members of the refusals of prices. */
export type PriceProblem = Omit<ProblemFields, 'conflicts'> & {
  types: unknown[];
  places: unknown[];
  shortages: { type: string; available: number }[];
  total: { amount: number };
};

/** Requests a hold, with a new idempotency key by default. */
export const holdOf = (
  world: World,
  as: Person,
  { id }: Pick<Event, 'id'>,
  body: NewHold,
  key = newKey(),
): Promise<ApiResponse<Hold & PriceProblem>> => world.invoke('place-hold', { as, key, params: { eventId: id }, body });

/** Requests a quote without a token. */
export const quoteOf = (
  world: World,
  { id }: Pick<Event, 'id'>,
  body: NewQuote,
): Promise<ApiResponse<Quote & PriceProblem>> => world.invoke('quote-places', { params: { eventId: id }, body });

/** Replaces the prices of an event. */
export async function editPrices(world: World, organizer: Person, event: Event, prices: NewPrices): Promise<void> {
  const { status, body } = await edit(world, organizer, event, { prices });
  if (status !== 200) throw new Error(`the edit answered ${status}: ${JSON.stringify(body)}`);
}
