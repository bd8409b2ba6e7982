/** The requests of the bookings function. */
import * as z from 'zod/mini';
import { PLACES_PER_HOLD_MAX } from '../../domain/limits.ts';
import { BOOKING_STATUSES } from '../../domain/model.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  BookingId,
  component,
  described,
  integer,
  isUnique,
  PageQuery,
  PaymentId,
  SeatId,
  string,
  TicketId,
  text,
  typedReference,
} from '../schema-parts.ts';

const paymentMethod = text(100);
z.globalRegistry.add(paymentMethod, { examples: ['sim_ok'] });

export const NewBooking = component(
  'NewBooking',
  z.strictObject({
    /** Any short text: every id that names no hold is answered with `hold-not-found`. */
    holdId: string.check(z.maxLength(100)),
    paymentMethod,
  }),
);
export type NewBooking = z.infer<typeof NewBooking>;

const seats = z
  .array(SeatId)
  .check(z.minLength(1), z.maxLength(PLACES_PER_HOLD_MAX), z.refine(isUnique, 'must not name a seat twice'));
const areaId = string.check(z.minLength(1), z.maxLength(90));
const quantity = integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX));
const areas = z.array(z.strictObject({ areaId, quantity })).check(
  z.minLength(1),
  z.maxLength(PLACES_PER_HOLD_MAX),
  z.refine(named => isUnique(named.map(({ areaId }) => areaId)), 'must not name an area twice'),
);
const tickets = z
  .array(TicketId)
  .check(z.minLength(1), z.maxLength(PLACES_PER_HOLD_MAX), z.refine(isUnique, 'must not name a ticket twice'));

export const NewCancellation = component(
  'NewCancellation',
  z.strictObject({
    seats: described(z.optional(seats), 'of the booking; without seats, areas and tickets, all of it is cancelled'),
    areas: described(
      z.optional(areas),
      'how many places of each area; of those with a valid ticket, the ones with the highest ticket numbers are cancelled',
    ),
    tickets: described(z.optional(tickets), 'the places of these tickets of the booking'),
    reason: described(z.optional(text(300)), 'needed from an administrator who cancels for somebody else'),
  }),
);
export type NewCancellation = z.infer<typeof NewCancellation>;

const booking = { params: z.strictObject({ bookingId: BookingId }) };

export const BOOKING_REQUESTS = {
  'confirm-booking': { body: NewBooking },
  'read-payment': { params: z.strictObject({ paymentId: PaymentId }) },
  'list-bookings': {
    query: z.strictObject({ ...PageQuery, status: z.optional(z.enum(BOOKING_STATUSES)), reference: typedReference() }),
  },
  'read-booking': booking,
  'cancel-booking': { ...booking, body: NewCancellation },
  'receive-webhook': {},
} as const satisfies RequestsOf<'bookings'>;
