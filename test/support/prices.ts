/** Events with ticket types, tiers, fees and taxes, and requests for their places. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { NewHold, NewQuote } from '../../lib/contract/holds/requests.ts';
import type { Hold, Quote } from '../../lib/contract/holds/responses.ts';
import { bucketCountOf } from '../../lib/domain/buckets.ts';
import type { EventPrices } from '../../lib/domain/price-model.ts';
import { eventRow, pricesRow } from '../../lib/table/events/event-rows.ts';
import { tableNameOf } from '../../lib/table/table.ts';
import { type ApiResponse, newKey, type Person, type ProblemFields, publish, type World } from './world.ts';

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
  child: { id: 'child', name: 'Child', percent: 50, onlyWith: ['adult', 'pensioner'], placesPerHoldMax: 3 },
  pensioner: { id: 'pensioner', name: 'Pensioner', price: 4_000, sections: [{ id: 'stalls' }] },
};
export const TICKET_TYPES = Object.values(TYPES);

/** Publishes a theatre with these prices. */
export async function publishPriced(
  world: World,
  prices: EventPrices,
  changes: Partial<NewEvent> = {},
  organizer?: Person,
): Promise<Event> {
  const { store } = world.service.dependencies;
  const { publishEvent } = store;
  const priced = {
    ...prices,
    ...(prices.ticketTypes && {
      ticketTypes: prices.ticketTypes.map(type => ({
        ...type,
        ...(type.placesMax !== undefined && { buckets: bucketCountOf(type.placesMax) }),
      })),
    }),
  };
  store.publishEvent = (facts, ...more) =>
    publishEvent({ ...facts, event: { ...facts.event, prices: priced } }, ...more);
  try {
    return await publish(world, { sections: THEATRE, ...changes }, organizer);
  } finally {
    store.publishEvent = publishEvent;
  }
}

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
export async function editPrices(world: World, _organizer: Person, { id }: Event, prices: EventPrices): Promise<void> {
  const { store } = world.service.dependencies;
  const facts = await store.readEvent(id);
  if (!facts) throw new Error(`there is no event ${id}`);
  const { table } = world;
  const event = { ...facts.event, prices, version: facts.event.version + 1 };
  for (const row of [pricesRow(event), eventRow({ ...facts, event })]) {
    await table.documents.send(new PutCommand({ TableName: tableNameOf(table, row), Item: row }));
  }
}
