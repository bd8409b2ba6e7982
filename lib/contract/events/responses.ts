/** The responses of the events function. */
import * as z from 'zod/mini';
import { BLOCK_OWNERS } from '../../domain/blocks.ts';
import { START_MOVED_MS } from '../../domain/limits.ts';
import { ACCESS_KINDS, EVENT_KINDS } from '../../domain/model.ts';
import { SEAT_STATUSES } from '../../domain/seat-lifecycle.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { NOTICE_RESPONSES } from '../notices/responses.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import {
  component,
  count,
  currency,
  described,
  EventId,
  Money,
  OrganizationId,
  pageOf,
  SeatId,
  timestamp,
  withKeywords,
} from '../schema-parts.ts';
import { CODE_RESPONSES } from './code-responses.ts';
import { Prices } from './price-responses.ts';

const attributes = z.optional(z.record(z.string(), z.string()));

const section = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['seated', 'area']),
  price: described(z.int(), "minor units of the event's currency"),
  capacity: z.int(),
  attributes,
});
const gate = z.strictObject({
  id: z.string(),
  name: z.string(),
  sections: described(z.optional(z.array(z.string())), 'the sections with seats whose tickets it admits'),
  areas: described(
    z.optional(z.array(z.string())),
    'the areas whose tickets it admits; without sections and areas it admits all tickets of the event',
  ),
});
export const Event = component(
  'Event',
  z.strictObject({
    id: EventId,
    organizationId: described(z.clone(OrganizationId), 'the organization to which the event belongs'),
    kind: z.enum(EVENT_KINDS),
    title: z.string(),
    startsAt: timestamp,
    endsAt: timestamp,
    timeZone: described(z.string(), 'the IANA zone of the venue, or of the place of departure'),
    doorsAt: described(z.optional(timestamp), 'when doors open, or boarding begins'),
    venue: z.optional(z.string()),
    description: described(z.optional(z.string()), 'lines of plain text; lists do not show it'),
    imageUrl: described(z.optional(z.string()), 'the https address of a picture'),
    service: z.optional(z.strictObject({ number: z.string(), carrier: z.string() })),
    route: z.optional(z.strictObject({ origin: z.string(), destination: z.string() })),
    salesOpenAt: z.optional(timestamp),
    salesCloseAt: timestamp,
    status: z.enum(['preparing', 'upcoming', 'open', 'closed', 'cancelled']),
    holdSeconds: z.int(),
    placesPerHoldMax: z.int(),
    placesPerCustomerMax: z.optional(z.int()),
    requiresVerifiedEmail: described(
      z.optional(z.literal(true)),
      'only customers with a verified e-mail address may hold places; absent: the stage decides',
    ),
    cancellationClosesMinutes: z.int(),
    currency,
    sections: z.array(section),
    gates: described(z.optional(z.array(gate)), 'the entrances of the venue; lists do not show them'),
    prices: described(
      z.optional(Prices),
      'ticket types, price tiers, fees and taxes; lists do not show them. Absent: each place has the price of its section',
    ),
  }),
);
export type Event = z.infer<typeof Event>;

/** The response to a dry run: the event after the edit, and the effect of the edit on its bookings. */
export const EditPreview = component(
  'EditPreview',
  z.strictObject({
    ...Event.shape,
    bookingsGainingCancellation: described(
      z.clone(count),
      `confirmed bookings whose owners may cancel until the start because of the edit, and only until the closing time without it: after the edit the event has not begun, and the venue differs from the one at the sale, or the start differs by ${START_MOVED_MS / MINUTE_MS} minutes or more`,
    ),
    bookingsCancelled: described(
      z.clone(count),
      'confirmed bookings that the edit would cancel and refund: all of them with `status: cancelled`, otherwise none',
    ),
    confirmedBookings: described(
      z.optional(count),
      'all confirmed bookings; absent if the edit neither moves nor cancels the event: then they are not counted',
    ),
    isCountComplete: described(
      z.boolean(),
      'false: some bookings are not counted, because there are too many for one request, or because they are too new',
    ),
  }),
);
export type EditPreview = z.infer<typeof EditPreview>;

const counts = { total: z.int(), available: z.int(), held: z.int(), booked: z.int(), blocked: z.int() };
export const Availability = component(
  'Availability',
  z.strictObject({
    ...counts,
    sections: z.array(z.strictObject({ id: z.string(), ...counts })),
    ticketTypes: described(
      z.optional(z.array(z.strictObject({ id: z.string(), ...counts }))),
      'the ticket types with a maximum: `total` is that maximum, and `blocked` are places that an edit is taking away',
    ),
    asOf: timestamp,
  }),
);
export type Availability = z.infer<typeof Availability>;

const status = z.enum(SEAT_STATUSES);
const seat = z.strictObject({
  seatId: SeatId,
  label: z.string(),
  number: described(z.string(), 'its number in the row, as people see it'),
  status,
  afterGap: described(
    z.optional(z.literal(true)),
    'there is a gap or an aisle between this seat and the seat before it in the row, so they are not neighbours',
  ),
  access: described(z.optional(z.enum(ACCESS_KINDS)), 'best available gives such a seat only on request'),
  tier: described(z.optional(z.string()), 'the id of its price tier'),
  price: described(z.optional(z.clone(Money)), 'of its price tier; absent: the price of the section'),
  attributes,
});
const row = z.strictObject({
  row: described(z.string(), 'the label of the row'),
  name: described(z.string(), 'the name of the row for people'),
  seats: described(z.array(seat), 'in the order in which they are drawn'),
});
const seatedSection = z.strictObject({
  id: z.string(),
  price: described(z.clone(Money), 'of each of its seats that has no price tier'),
  rows: described(z.array(row), 'from the front to the back, as the organizer lists them'),
});
export const SeatMap = component(
  'SeatMap',
  z.strictObject({ kind: z.literal('map'), sections: z.array(seatedSection), asOf: timestamp }),
);
export type SeatMap = z.infer<typeof SeatMap>;

/** Updates a map as of `since` to `asOf`. */
export const SeatMapChanges = component(
  'SeatMapChanges',
  z.strictObject({
    kind: z.literal('changes'),
    changes: described(
      z.array(z.strictObject({ seatId: SeatId, status })),
      'every seat whose status has changed since, and perhaps some that have not',
    ),
    since: timestamp,
    asOf: timestamp,
  }),
);
export type SeatMapChanges = z.infer<typeof SeatMapChanges>;

const owner = described(
  z.enum(BLOCK_OWNERS),
  'organizer: the organizer may sell the place again; edit: an edit that ended the sales or is not finished has blocked it',
);
const note = described(z.optional(z.string()), 'why the organizer has blocked it');
const unlocked = described(
  z.optional(z.enum(['held', 'booked'])),
  'a hold or a booking with an access code has the seat; it is blocked again when that ends',
);
export const Block = component(
  'Block',
  z.union([
    z.strictObject({ seatId: SeatId, owner, note, unlocked }),
    z.strictObject({ areaId: z.string(), quantity: count, owner: z.clone(owner), note: z.clone(note) }),
  ]),
);
export type Block = z.infer<typeof Block>;

const seatsAnswer = withKeywords(
  {
    discriminator: {
      propertyName: 'kind',
      mapping: { map: '#/components/schemas/SeatMap', changes: '#/components/schemas/SeatMapChanges' },
    },
  },
  z.discriminatedUnion('kind', [SeatMap, SeatMapChanges]),
);

export const EVENT_RESPONSES = {
  'publish-event': { 201: Event, 202: Event },
  'list-events': { 200: pageOf(Event), 304: undefined },
  'read-event': { 200: Event, 304: undefined },
  'edit-event': { 200: z.union([Event, EditPreview]), 202: Event },
  'delete-event': { 202: undefined, 204: undefined },
  'read-availability': { 200: Availability, 304: undefined },
  'list-blocks': { 200: pageOf(Block) },
  'read-seats': { 200: seatsAnswer, 304: undefined },
  // The app shows what is wrong with the event, and can ask again.
  'read-event-page': { 200: 'text/html', 404: 'text/html', 503: 'text/html' },
  ...CODE_RESPONSES,
  ...NOTICE_RESPONSES,
} as const satisfies ResponsesOf<'events'>;
