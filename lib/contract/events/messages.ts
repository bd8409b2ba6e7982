/**
 * What goes over the wire, as schemas; every type is inferred from its schema and has its name. Requests refuse unknown
 * fields and are bounded; answers list exactly what may leave.
 */
import * as z from 'zod';
import {
  CANCELLATION_CLOSES_MINUTES_DEFAULT,
  CANCELLATION_CLOSES_MINUTES_MAX,
  DEMO_CUSTOMERS_MAX,
  HOLD_SECONDS_DEFAULT,
  HOLD_SECONDS_MAX,
  PLACES_PER_CUSTOMER_MAX,
  PLACES_PER_EVENT_MAX,
  PLACES_PER_HOLD_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { EVENT_KINDS } from '../../domain/model.ts';
import { SEAT_STATUSES } from '../../domain/seat-lifecycle.ts';
import { id, PageQuery, text, timestamp } from '../schema-parts.ts';

export const PRICE_MAX = 1_000_000_000;
export const minorUnits = z.int().min(0).max(PRICE_MAX);
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code');

export const Money = z
  .strictObject({ amount: z.int().meta({ description: 'minor units' }), currency })
  .meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

export const EventId = id('evt');

/** A part of an id that stands in an address and a key: no slash, no `#`. */
export const SectionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'must be 1 to 40 of A-Z a-z 0-9 . _ -');
export const Label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/, 'must be 1 to 20 of A-Z a-z 0-9 . _ -');
/** Any short text: one that names no seat of the event is answered with `place-not-found`. */
export const SeatId = z
  .string()
  .min(1)
  .max(90)
  .meta({ id: 'SeatId', examples: ['economy/12A'] });

export const Attributes = z
  .record(
    z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,29}$/, 'must be a camelCase name')
      .refine(name => !(name in {}), 'must not be a name that every object has'),
    text(60),
  )
  .refine(attributes => Object.keys(attributes).length <= 10, 'at most 10 attributes');

// Events and places

const NewSeat = z.strictObject({ number: Label, label: Label.optional(), attributes: Attributes.optional() });
const seatNumber = z.int().min(0).max(PLACES_PER_EVENT_MAX);
const ofAll = Attributes.optional().meta({ description: 'of every seat that it describes' });
/** A row, or a part of one: the seats of several that have the same name stand in one row, in their order. */
export const NewRow = z.union(
  [
    z.strictObject({ row: Label, count: z.int().min(1).max(PLACES_PER_EVENT_MAX), attributes: ofAll }).meta({
      description: 'so many seats, numbered from 1',
    }),
    z
      .strictObject({
        row: Label,
        from: seatNumber,
        to: seatNumber,
        step: z.int().min(1).max(100).optional().meta({ description: 'default: 1; 2 for odd or even numbers' }),
        attributes: ofAll,
      })
      .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be below from' })
      .meta({ description: 'seats numbered from the one to the other' }),
    z
      .strictObject({ row: Label, seats: z.array(NewSeat).min(1).max(1000) })
      .meta({ description: 'each seat by itself' }),
  ],
  'must be a row with count, with from and to, or with seats',
);
const sectionFacts = { id: SectionId, name: text(100), price: minorUnits, attributes: Attributes.optional() };
export const NewSection = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('seated'), ...sectionFacts, rows: z.array(NewRow).min(1).max(1000) }),
    z.strictObject({ kind: z.literal('area'), ...sectionFacts, capacity: z.int().min(1).max(PLACES_PER_EVENT_MAX) }),
  ])
  .meta({ id: 'NewSection' });
export type NewSection = z.infer<typeof NewSection>;
export type NewSeatedSection = Extract<NewSection, { kind: 'seated' }>;

export const placesPerCustomerMax = z.int().min(1).max(PLACES_PER_CUSTOMER_MAX);
export const cancellationClosesMinutes = z.int().min(0).max(CANCELLATION_CLOSES_MINUTES_MAX);

export const NewEvent = z
  .strictObject({
    kind: z.enum(EVENT_KINDS),
    title: text(200),
    startsAt: timestamp,
    endsAt: timestamp,
    venue: text(200).optional(),
    service: z.strictObject({ number: text(20), carrier: text(100) }).optional(),
    route: z.strictObject({ origin: text(100), destination: text(100) }).optional(),
    salesOpenAt: timestamp.optional(),
    salesCloseAt: timestamp.optional().meta({ description: 'default: startsAt' }),
    holdSeconds: z.int().min(1).max(HOLD_SECONDS_MAX).default(HOLD_SECONDS_DEFAULT),
    placesPerHoldMax: z.int().min(1).max(PLACES_PER_HOLD_MAX).default(10),
    placesPerCustomerMax: placesPerCustomerMax
      .optional()
      .meta({ description: 'in holds and bookings together; default: no limit' }),
    cancellationClosesMinutes: cancellationClosesMinutes
      .default(CANCELLATION_CLOSES_MINUTES_DEFAULT)
      .meta({ description: 'before the start: until then a booking may be cancelled by its owner, and is refunded' }),
    currency,
    sections: z.array(NewSection).min(1).max(SECTIONS_PER_EVENT_MAX),
  })
  .meta({ id: 'NewEvent' });
export type NewEvent = z.infer<typeof NewEvent>;

const EventStatus = z.enum(['preparing', 'upcoming', 'open', 'closed', 'cancelled']);

export const Event = z
  .strictObject({
    id: EventId,
    kind: z.enum(EVENT_KINDS),
    title: z.string(),
    startsAt: timestamp,
    endsAt: timestamp,
    venue: z.string().optional(),
    service: z.strictObject({ number: z.string(), carrier: z.string() }).optional(),
    route: z.strictObject({ origin: z.string(), destination: z.string() }).optional(),
    salesOpenAt: timestamp.optional(),
    salesCloseAt: timestamp,
    status: EventStatus,
    holdSeconds: z.int(),
    placesPerHoldMax: z.int(),
    placesPerCustomerMax: z.int().optional(),
    cancellationClosesMinutes: z.int(),
    currency,
    sections: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        kind: z.enum(['seated', 'area']),
        price: z.int().meta({ description: "minor units of the event's currency" }),
        capacity: z.int(),
        attributes: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .meta({ id: 'Event' });
export type Event = z.infer<typeof Event>;

const counts = { total: z.int(), available: z.int(), held: z.int(), booked: z.int(), blocked: z.int() };

export const Availability = z
  .strictObject({ ...counts, sections: z.array(z.strictObject({ id: z.string(), ...counts })), asOf: timestamp })
  .meta({ id: 'Availability' });
export type Availability = z.infer<typeof Availability>;

export const SeatMap = z
  .strictObject({
    sections: z.array(
      z.strictObject({
        id: z.string(),
        price: Money.meta({ description: 'of each of its seats' }),
        rows: z.array(
          z.strictObject({
            row: z.string(),
            seats: z.array(
              z.strictObject({
                seatId: SeatId,
                label: z.string(),
                status: z.enum(SEAT_STATUSES),
                attributes: z.record(z.string(), z.string()).optional(),
              }),
            ),
          }),
        ),
      }),
    ),
    asOf: timestamp,
  })
  .meta({ id: 'SeatMap' });
export type SeatMap = z.infer<typeof SeatMap>;

/** What brings a map as of `since` up to `asOf`; told from a whole map by its `changes`. */
export const SeatMapChanges = z
  .strictObject({
    changes: z
      .array(z.strictObject({ seatId: SeatId, status: z.enum(SEAT_STATUSES) }))
      .meta({ description: 'every seat whose status has changed since, and perhaps some that have not' }),
    since: timestamp,
    asOf: timestamp,
  })
  .meta({ id: 'SeatMapChanges' });
export type SeatMapChanges = z.infer<typeof SeatMapChanges>;

// Queries

/** Words or names to search by, as people type them. */
const SearchText = text(100);
const day = z.iso.date({ message: 'must be a day such as 2026-12-31' });

export const EventsQuery = z
  .strictObject({
    ...PageQuery,
    kind: z.enum(EVENT_KINDS).optional(),
    q: SearchText.optional().meta({
      description: 'words that must all be found, in the title, the venue, the service or the route',
    }),
    from: timestamp.optional().meta({ description: 'events that start at this time or after it; default: now' }),
    to: timestamp.optional().meta({ description: 'and before this one' }),
    origin: SearchText.optional().meta({ description: 'of a journey, together with destination' }),
    destination: SearchText.optional().meta({ description: 'of a journey, together with origin' }),
    date: day.optional().meta({ description: 'the day (UTC) on which it starts, instead of from and to' }),
    service: SearchText.optional().meta({ description: 'the number of a flight or train' }),
  })
  .refine(({ origin, destination }) => (origin === undefined) === (destination === undefined), {
    path: ['destination'],
    message: 'origin and destination go together',
  })
  .refine(({ date, from, to }) => date === undefined || (from === undefined && to === undefined), {
    path: ['date'],
    message: 'stands instead of from and to',
  });
export type EventsQuery = z.infer<typeof EventsQuery>;

/** `?fresh=true` reads the rows themselves instead of an answer that may be 2 s old. */
export const FreshQuery = z.strictObject({
  fresh: z
    .enum(['true', 'false'])
    .default('false')
    .transform(value => value === 'true'),
});
export const SeatsQuery = FreshQuery.extend({
  since: timestamp.optional().meta({
    description:
      'asOf of an earlier answer: only what has changed since, or the whole map where that is not known or too much',
  }),
});

// Demonstration and health

export const NewDemoCustomers = z
  .strictObject({ count: z.int().min(1).max(DEMO_CUSTOMERS_MAX) })
  .meta({ id: 'NewDemoCustomers' });
export const DemoCustomers = z
  .strictObject({ items: z.array(z.strictObject({ email: z.string(), accessToken: z.string() })) })
  .meta({ id: 'DemoCustomers' });

export const Health = z
  .strictObject({
    status: z.enum(['ok', 'unavailable']),
    dependencies: z.record(z.string(), z.enum(['ok', 'missing', 'unreachable'])),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;

export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
