/** The requests of the events function. They refuse unknown fields, and every field is bounded. */
import * as z from 'zod/mini';
import { BLOCK_OWNERS } from '../../domain/blocks.ts';
import { CURRENCIES, whyNoCurrency } from '../../domain/currencies.ts';
import {
  BLOCKS_PAGE_SIZE_MAX,
  CANCELLATION_CLOSES_MINUTES_DEFAULT,
  EVENT_DAYS_MAX,
  HOLD_SECONDS_DEFAULT,
  HOLD_SECONDS_MAX,
  PLACES_PER_HOLD_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { EVENT_KINDS } from '../../domain/model.ts';
import type { SalesState } from '../../domain/sales-window.ts';
import { UTC } from '../../domain/time-zones.ts';
import { NOTICE_REQUESTS } from '../notices/requests.ts';
import { queryTime, time } from '../request-times.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  component,
  described,
  EventId,
  flagOrFalse,
  integer,
  OrganizationId,
  PageQuery,
  pageLimit,
  searchWords,
  string,
  text,
  withKeywords,
} from '../schema-parts.ts';
import { CODE_REQUESTS } from './code-requests.ts';
import { description, imageUrl, route, service } from './description-requests.ts';
import { EventChanges } from './edit-requests.ts';
import { NewPrices } from './price-requests.ts';
import { cancellationClosesMinutes, gates, NewSection, placesPerCustomerMax, timeZone } from './section-requests.ts';

const currency = z.enum(CURRENCIES, {
  error: ({ input }) => (input === undefined ? undefined : whyNoCurrency(String(input))),
});

export const NewEvent = component(
  'NewEvent',
  z.strictObject({
    kind: z.enum(EVENT_KINDS),
    title: text(200),
    startsAt: time,
    endsAt: described(z.clone(time), `at most ${EVENT_DAYS_MAX} days after startsAt`),
    timeZone: described(z._default(timeZone, UTC), 'the IANA zone of the venue, or of the place of departure'),
    venue: z.optional(text(200)),
    description: described(z.optional(description()), 'lines of plain text; lists do not show it'),
    imageUrl: described(z.optional(imageUrl()), 'the https address of a picture'),
    doorsAt: described(
      z.optional(time),
      `when doors open, or boarding begins: not after startsAt, and at most ${EVENT_DAYS_MAX} days before it`,
    ),
    service: z.optional(service),
    route: z.optional(route),
    salesOpenAt: z.optional(time),
    salesCloseAt: described(z.optional(time), 'up to endsAt, or startsAt of a journey; default: startsAt'),
    holdSeconds: z._default(integer.check(z.gte(1), z.lte(HOLD_SECONDS_MAX)), HOLD_SECONDS_DEFAULT),
    placesPerHoldMax: z._default(integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX)), 10),
    placesPerCustomerMax: described(
      z.optional(placesPerCustomerMax),
      'in holds and bookings together; default: no limit',
    ),
    requiresVerifiedEmail: described(
      z.optional(z.boolean()),
      'only customers with a verified e-mail address may hold places; default: the stage decides',
    ),
    cancellationClosesMinutes: described(
      z._default(cancellationClosesMinutes, CANCELLATION_CLOSES_MINUTES_DEFAULT),
      'before the start: until then a booking may be cancelled by its owner, and is refunded',
    ),
    currency,
    organizationId: described(
      z.optional(OrganizationId),
      'the organization to which the event belongs, in which the caller must be owner or editor; default: the own organization of an organizer',
    ),
    sections: z.array(NewSection).check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX)),
    gates: described(z.optional(gates), 'the entrances of the venue; default: tickets are not bound to a gate'),
    prices: described(
      z.optional(NewPrices),
      'ticket types, price tiers, fees and taxes; default: each place has the price of its section',
    ),
  }),
);
export type NewEvent = z.infer<typeof NewEvent>;

// Queries

/** Words or names to search by, as people type them. */
const searchText = () => z.optional(searchWords(100));
const day = z.iso.date({ message: 'must be a day such as 2026-12-31' });

/** The statuses by which a list can be filtered. An event that is being prepared is not listed. */
export const LISTED_STATUSES = ['upcoming', 'open', 'closed', 'cancelled'] as const satisfies SalesState[];
/** Members also see the events of their organizations that are being prepared. */
const STATUSES = ['preparing', ...LISTED_STATUSES] as const satisfies SalesState[];
const isStatus = (name: string): boolean => (STATUSES as readonly string[]).includes(name);
const statuses = z.pipe(
  withKeywords(
    { examples: ['open,upcoming'] },
    string.check(z.refine(names => names.split(',').every(isStatus), `must be one or more of ${STATUSES.join(', ')}`)),
  ),
  // In a fixed order, so that the same statuses always give the same cache key and cursor.
  z.transform(names => STATUSES.filter(name => names.split(',').includes(name))),
);

export const EventsQuery = z
  .strictObject({
    ...PageQuery,
    kind: z.optional(z.enum(EVENT_KINDS)),
    q: described(searchText(), 'words that must all be found, in the title, the venue, the service or the route'),
    status: described(
      z.optional(statuses),
      `one or more of ${LISTED_STATUSES.join(', ')}, and with organizer preparing, separated by commas; default: all but cancelled, and with organizer all`,
    ),
    from: described(
      z.optional(queryTime),
      'events that start at this time or later, also those that have ended; default: events that have not ended',
    ),
    to: described(z.optional(queryTime), 'events that start before this time'),
    origin: described(searchText(), 'of a journey, together with destination'),
    destination: described(searchText(), 'of a journey, together with origin'),
    date: described(
      z.optional(day),
      'the day on which an event starts, in its own time zone; also events that have ended; instead of from and to',
    ),
    service: described(searchText(), 'the number of a flight or train'),
    organizer: described(
      z.optional(z.literal('me')),
      'the events of all organizations of the caller, the newest first: also those that are being prepared, have ended, are closed or cancelled. Needs a token',
    ),
    organizationId: described(
      z.optional(OrganizationId),
      'together with organizer: only the events of this organization of the caller; for an admin, of any',
    ),
  })
  .check(
    z.refine(({ origin, destination }) => (origin === undefined) === (destination === undefined), {
      path: ['destination'],
      message: 'origin and destination go together',
    }),
    z.refine(({ organizer, organizationId }) => organizer !== undefined || organizationId === undefined, {
      path: ['organizationId'],
      message: 'goes together with organizer',
    }),
    z.refine(({ organizer, status }) => organizer !== undefined || !status?.includes('preparing'), {
      path: ['status'],
      message: 'preparing goes together with organizer',
    }),
    z.refine(({ date, from, to }) => date === undefined || (from === undefined && to === undefined), {
      path: ['date'],
      message: 'stands instead of from and to',
    }),
  );
export type EventsQuery = z.infer<typeof EventsQuery>;

const fresh = described(flagOrFalse(), 'true: reads the seats now instead of a response that may be 2 s old');
const FreshQuery = z.strictObject({ fresh });
const SeatsQuery = z.strictObject({
  fresh,
  since: described(
    z.optional(queryTime),
    'asOf of an earlier answer: only what has changed since, or the whole map where that is not known or too much',
  ),
});

const BlocksQuery = z.strictObject({
  ...PageQuery,
  limit: pageLimit(BLOCKS_PAGE_SIZE_MAX),
  owner: described(z.optional(z.enum(BLOCK_OWNERS)), 'only the blocks of this owner'),
});
export type BlocksQuery = z.infer<typeof BlocksQuery>;

const EditQuery = z.strictObject({
  dryRun: described(
    flagOrFalse(),
    'true: validates the edit, shows what it would do to the event and its bookings, and changes nothing. It does not check whether the places that the edit removes or blocks are held or booked',
  ),
});

const event = { params: z.strictObject({ eventId: EventId }) };

/** A browser's request. Any id gets a page, and campaigns and messengers add parameters to the addresses that they show. */
const page = { params: z.strictObject({ eventId: string }), query: z.looseObject({}) };

export const EVENT_REQUESTS = {
  'publish-event': { body: NewEvent },
  'list-events': { query: EventsQuery },
  'read-event': event,
  'edit-event': { ...event, query: EditQuery, body: EventChanges },
  'delete-event': event,
  'read-availability': { ...event, query: FreshQuery },
  'list-blocks': { ...event, query: BlocksQuery },
  'read-seats': { ...event, query: SeatsQuery },
  'read-event-page': page,
  ...CODE_REQUESTS,
  ...NOTICE_REQUESTS,
} as const satisfies RequestsOf<'events'>;
