/** The requests of the holds function. */
import * as z from 'zod/mini';
import { FEES_MAX, PLACES_PER_HOLD_MAX } from '../../domain/limits.ts';
import { HOLD_STATUSES } from '../../domain/model.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  Attributes,
  areaQuantities,
  component,
  described,
  EventId,
  HoldId,
  integer,
  isUnique,
  PageQuery,
  PartId,
  PRICE_MAX,
  SeatId,
  shownAs,
  TicketTypeId,
  typedCode,
} from '../schema-parts.ts';

/** Several times the largest hold, so that a request above an event's own maximum gets `too-many-places`. */
const PLACES_REQUESTED_MAX = PLACES_PER_HOLD_MAX * 5;
const quantity = integer.check(z.gte(1), z.lte(PLACES_REQUESTED_MAX));
/** A wheelchair seat has two neighbours, one on each side. */
const COMPANIONS_PER_WHEELCHAIR_MAX = 2;
const typed = z.strictObject({
  seat: SeatId,
  type: described(z.optional(TicketTypeId), 'default: the first type that is sold there'),
});
const seat = z.union([SeatId, typed], 'must be the id of a seat, or a seat with its ticket type');
const seatIdIn = (named: z.infer<typeof seat>): string => (typeof named === 'string' ? named : named.seat);
const seats = described(
  z.array(seat).check(
    z.minLength(1),
    z.maxLength(PLACES_REQUESTED_MAX, 'is far beyond what one hold may have'),
    z.refine(named => isUnique(named.map(seatIdIn)), 'must not name a seat twice'),
  ),
  'ids of seats, or seats with their ticket types; a seat without a type gets the default type',
);
const areas = areaQuantities(PLACES_REQUESTED_MAX, 'default: the first type that is sold there');
const accessCount = integer.check(z.gte(0), z.lte(PLACES_REQUESTED_MAX));
const access = z.strictObject({
  wheelchair: z.optional(accessCount),
  companion: described(z.optional(accessCount), 'each beside a wheelchair seat of the same request'),
});
const types = z.array(z.strictObject({ type: TicketTypeId, quantity })).check(
  z.minLength(1),
  z.maxLength(PLACES_PER_HOLD_MAX),
  z.refine(named => isUnique(named.map(({ type }) => type)), 'must not name a type twice'),
);
const bestAvailable = z
  .strictObject({
    sectionId: described(z.optional(PartId), 'default: all that have seats'),
    quantity,
    adjacent: described(
      z._default(z.boolean(), true),
      'side by side in one row; companions are beside their wheelchair seats in any case',
    ),
    access: described(
      z.optional(access),
      'how many of the seats are for wheelchairs and companions; the others are ordinary',
    ),
    attributes: described(z.optional(Attributes), 'that every seat, or else its section, must have'),
    types: described(
      z.optional(types),
      'how many of the seats have which ticket type; the others get the default type of their section',
    ),
  })
  .check(
    z.refine(({ quantity, types = [] }) => types.reduce((sum, typed) => sum + typed.quantity, 0) <= quantity, {
      path: ['types'],
      message: 'must not ask for more seats than quantity',
    }),
    z.refine(({ quantity, access }) => (access?.wheelchair ?? 0) + (access?.companion ?? 0) <= quantity, {
      path: ['access'],
      message: 'must not ask for more seats than quantity',
    }),
    z.refine(({ access }) => (access?.companion ?? 0) <= COMPANIONS_PER_WHEELCHAIR_MAX * (access?.wheelchair ?? 0), {
      path: ['access', 'companion'],
      message: 'must be at most two for each wheelchair: a companion seat is beside a wheelchair seat',
    }),
  );
const expectedTotal = integer.check(z.gte(0), z.lte(PRICE_MAX * PLACES_PER_HOLD_MAX * (1 + FEES_MAX)));

const total = {
  code: described(z.optional(typedCode()), 'one promo or access code, in upper or lower case'),
  expectedTotal: described(z.optional(expectedTotal), 'minor units; another total answers 409 price-changed'),
};

// The forms of a hold as the OpenAPI document shows them. A generated client cannot send an empty one.
component('NewHoldOfSeats', z.strictObject({ seats: z.clone(seats), areas: z.optional(areas), ...total }));
component('NewHoldOfAreas', z.strictObject({ areas, ...total }));
component(
  'NewHoldOfBestSeats',
  z.strictObject({ bestAvailable: described(z.clone(bestAvailable), 'the best seats there are'), ...total }),
);
const FORMS = ['NewHoldOfSeats', 'NewHoldOfAreas', 'NewHoldOfBestSeats'];

/** One schema for all forms: its errors say which field is wrong or missing, whatever the caller has sent. */
export const NewHold = shownAs(
  { oneOf: FORMS.map(form => ({ $ref: `#/components/schemas/${form}` })) },
  component(
    'NewHold',
    z
      .strictObject({
        seats: z.optional(seats),
        areas: z.optional(areas),
        bestAvailable: z.optional(bestAvailable),
        ...total,
      })
      .check(
        z.refine(body => (body.seats ?? body.areas ?? body.bestAvailable) !== undefined, {
          path: ['seats'],
          message: 'is missing: send seats, areas or both, or send bestAvailable',
        }),
        z.refine(body => body.bestAvailable === undefined || (body.seats ?? body.areas) === undefined, {
          path: ['bestAvailable'],
          message: 'must not be sent together with seats or areas',
        }),
      ),
    { description: 'Seats, areas or both, or the best seats that there are.' },
  ),
);
export type NewHold = z.infer<typeof NewHold>;

// The forms of a quote. A generated client cannot send an empty one.
const code = { code: z.clone(total.code) };
component('NewQuoteOfSeats', z.strictObject({ seats: z.clone(seats), areas: z.optional(areas), ...code }));
component('NewQuoteOfAreas', z.strictObject({ areas, ...code }));
const QUOTE_FORMS = ['NewQuoteOfSeats', 'NewQuoteOfAreas'];

export const NewQuote = shownAs(
  { anyOf: QUOTE_FORMS.map(form => ({ $ref: `#/components/schemas/${form}` })) },
  component(
    'NewQuote',
    z.strictObject({ seats: z.optional(seats), areas: z.optional(areas), ...code }).check(
      z.refine(body => (body.seats ?? body.areas) !== undefined, {
        path: ['seats'],
        message: 'is missing: send seats, areas or both',
      }),
    ),
    { description: 'Seats, areas or both. A code needs a signed-in caller.' },
  ),
);
export type NewQuote = z.infer<typeof NewQuote>;

const hold = { params: z.strictObject({ holdId: HoldId }) };

export const HOLD_REQUESTS = {
  'place-hold': { params: z.strictObject({ eventId: EventId }), body: NewHold },
  'quote-places': { params: z.strictObject({ eventId: EventId }), body: NewQuote },
  'list-holds': { query: z.strictObject({ ...PageQuery, status: z.optional(z.enum(HOLD_STATUSES)) }) },
  'read-hold': hold,
  'extend-hold': hold,
  'release-hold': hold,
} as const satisfies RequestsOf<'holds'>;
