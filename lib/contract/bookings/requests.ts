/** The requests of the bookings function. */
import * as z from 'zod/mini';
import { BOOKING_STATUSES } from '../../domain/model.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  BookingId,
  component,
  described,
  PageQuery,
  PaymentId,
  string,
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

export const NewCancellation = component(
  'NewCancellation',
  z.strictObject({
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
