/** The events of a run, and its organizers and administrator. They are made before the first step, without faults. */
import type { NewGate } from '../contract/events/section-requests.ts';
import type { Account, Role } from '../domain/account.ts';
import type { Event, LayoutRow } from '../domain/model.ts';
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import type { Caller } from '../ports/calls.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import { newSession } from '../usecases/accounts/open-session.ts';
import type { ApiClient } from './api-client.ts';
import { type Chance, chanceOf } from './chance.ts';
import { drawCodes, drawPrices } from './drawn-prices.ts';
import type { Instance } from './instance.ts';
import { type Scenario, START } from './scenario.ts';

/** The facts of an event that customers use in their requests without reading them first. */
export interface VenueEvent {
  id: string;
  /** The organizer who published it. */
  organizer: Caller;
  seatIds: string[];
  areaIds: string[];
  /** The ids of its gates. */
  gates: string[];
  isJourney: boolean;
  isFree: boolean;
  /** It has ticket types and codes, or had them. */
  isPriced: boolean;
  cancellationClosesMinutes: number;
  /** As it was published (epoch ms). */
  startsAt: number;
  /** The starts and the deadlines for cancellation that the event has had, or may have had (epoch ms). */
  deadlines: number[];
}

export interface Venue {
  events: VenueEvent[];
  /** Each has an organization of their own. Most events are of the first one. */
  organizers: readonly [Caller, Caller];
  admin: Caller;
}

/** Areas are divided into this many buckets, so that few places already make several rows. */
const BUCKETS = 2;

export async function openVenue(
  { seed, events: concerts, hasTrains, hasPrices, holdSeconds, spanMs }: Scenario,
  instance: Instance,
  client: ApiClient,
): Promise<Venue> {
  const chance = chanceOf(seed, 'venue');
  const organizers = [
    await signUp(instance, userIdOf('organizer'), 'organizer'),
    await signUp(instance, userIdOf('organizer2'), 'organizer'),
  ] as const;
  const admin = await signUp(instance, userIdOf('admin'), 'admin');
  const events: VenueEvent[] = [];
  const pricing = hasPrices ? chanceOf(seed, 'price-lists') : undefined;
  const undo = divideAreas(instance);
  const kinds = Array.from({ length: concerts }, () => (chance.happens(0.25) ? 'free' : 'concert'));
  for (const kind of hasTrains ? [...kinds, 'train', 'train'] : kinds) {
    const organizer = organizers[chance.happens(0.25) ? 1 : 0];
    const event = await publish(kind, { chance, spanMs, holdSeconds, organizer, client, pricing });
    events.push(event as VenueEvent);
  }
  undo();
  for (const { id } of events) await client.send('read-event', { params: { eventId: id } });
  return { events, organizers, admin };
}

/** A readable id of the usual length. */
export const userIdOf = (name: string): string => `usr_${name.padEnd(25, '0')}`;

/** Creates an account with a live session, without a password. */
async function signUp({ dependencies, call }: Instance, userId: string, role: Role): Promise<Caller> {
  const { now } = call('sign-up');
  const email = `${userId}@holdfast.example`;
  const account: Account = { id: userId, email, name: role, role, createdAt: now, version: 0, passwordVersion: 0 };
  const { session } = newSession(dependencies, { now, requestId: 'sign-up' }, account);
  await dependencies.accounts.create(account, { session });
  return { userId, role, sessionId: session.id };
}

/** When the two trains depart at first: together, so that a customer can be on one of them only. */
export const firstDeparture = (spanMs: number): number => START + spanMs + 48 * HOUR_MS;

export interface Publishing {
  chance: Chance;
  spanMs: number;
  holdSeconds: number;
  organizer: Caller;
  client: ApiClient;
  /** Draws the prices of the event; without it, the event has none. */
  pricing?: Chance | undefined;
}

/** Publishes an event whose cancellation closes within the run, or long after it. Undefined if the outcome is unknown. */
export async function publish(
  kind: string,
  { chance, spanMs, holdSeconds, organizer, client, pricing }: Publishing,
): Promise<VenueEvent | undefined> {
  const closes = chance.pick([0, 30, 60]);
  const soon = START + closes * MINUTE_MS + chance.between(0.2, 1.2) * spanMs;
  const startsAt = kind === 'train' || chance.happens(0.5) ? firstDeparture(spanMs) : Math.round(soon);
  const endsAt = startsAt + 2 * HOUR_MS;
  const isFree = kind === 'free';
  const isPriced = pricing !== undefined && !isFree;
  const seats = 3 + chance.below(3);
  const gates = chance.happens(0.6) ? GATES : [];
  const answer = await client.send('publish-event', {
    as: organizer,
    body: {
      kind: kind === 'train' ? 'train' : 'concert',
      title: `A ${kind}`,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      // Sales of some events go on after the start.
      ...(kind !== 'train' && chance.happens(0.3) && { salesCloseAt: new Date(endsAt).toISOString() }),
      holdSeconds,
      placesPerHoldMax: 6,
      ...(kind === 'train' && { placesPerCustomerMax: 3 }),
      cancellationClosesMinutes: closes,
      currency: 'EUR',
      ...(isPriced && { prices: drawPrices(pricing) }),
      // Otherwise the doors of a distant event are closed during the run.
      ...(chance.happens(0.7) && { doorsAt: new Date(START).toISOString() }),
      ...(gates.length > 0 && { gates }),
      sections: [
        {
          id: 'a',
          name: 'A',
          kind: 'seated',
          price: isFree ? 0 : 5_000,
          rows: rowsWith(seats),
        },
        { id: 'standing', name: 'Standing', kind: 'area', price: isFree ? 0 : 1_000, capacity: 4 + chance.below(4) },
      ],
    },
  });
  if (answer?.status !== 201) return undefined;
  if (isPriced) await createCodes(client, organizer, answer.body.id, drawCodes(pricing, spanMs));
  return {
    id: answer.body.id,
    organizer,
    seatIds: Array.from({ length: seats }, (_, i) => `a/A-${i + 1}`),
    areaIds: ['standing'],
    gates: gates.map(({ id }) => id),
    isJourney: kind === 'train',
    isFree,
    isPriced,
    cancellationClosesMinutes: closes,
    startsAt,
    deadlines: [startsAt - closes * MINUTE_MS],
  };
}

async function createCodes(client: ApiClient, as: Caller, eventId: string, all: object[]): Promise<void> {
  for (const [i, body] of all.entries())
    await client.send('create-codes', { as, key: `codes-${eventId}-${i}`, params: { eventId }, body });
}

/** Gates for seats, for the area, and for all. */
const GATES: NewGate[] = [
  { id: 'north', name: 'North', sections: ['a'] },
  { id: 'south', name: 'South', areas: ['standing'] },
  { id: 'main', name: 'Main entrance' },
  { id: 'back', name: 'Back entrance' },
];

/** A row with a gap in the middle, and a place for a wheelchair, which customers get only as the best available. */
const rowsWith = (seats: number): LayoutRow[] => [
  { row: 'A', from: 1, to: 2 },
  { row: 'A', from: 3, to: seats },
  {
    row: 'W',
    seats: [
      { number: '1', access: 'wheelchair' },
      { number: '1c', access: 'companion' },
    ],
  },
];

/** Divides areas and counters into several buckets, which the service does for larger ones only. */
function divideAreas({ dependencies }: Instance): () => void {
  const { store } = dependencies;
  dependencies.store = {
    ...store,
    publishEvent: ({ event, sections }, ...others) => {
      const divided = sections.map(section => (section.kind === 'area' ? { ...section, buckets: BUCKETS } : section));
      return store.publishEvent({ event: withDividedTypes(event), sections: divided }, ...others);
    },
  };
  const undo = divideCodes(dependencies);
  return () => {
    dependencies.store = store;
    undo();
  };
}

/** Divides the uses of codes into several buckets too. */
function divideCodes(dependencies: Dependencies): () => void {
  const { codes } = dependencies;
  dependencies.codes = {
    ...codes,
    create: ({ codes: all, ...others }) =>
      codes.create({
        codes: all.map(code => (code.usesMax === undefined ? code : { ...code, buckets: BUCKETS })),
        ...others,
      }),
  };
  return () => {
    dependencies.codes = codes;
  };
}

function withDividedTypes(event: Event): Event {
  const { ticketTypes, ...others } = event.prices ?? {};
  if (!ticketTypes) return event;
  const divided = ticketTypes.map(type => (type.placesMax === undefined ? type : { ...type, buckets: BUCKETS }));
  return { ...event, prices: { ...others, ticketTypes: divided } };
}
