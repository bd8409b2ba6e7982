/** The requests of the bookings function. */
import * as z from 'zod/mini';
import { CANCELLATION_REASON_LENGTH_MAX, PLACES_PER_HOLD_MAX } from '../../domain/limits.ts';
import { BOOKING_STATUSES } from '../../domain/model.ts';
import { SIMULATED_METHODS } from '../../domain/payment-methods.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  areaQuantities,
  BookingId,
  component,
  described,
  flagOrFalse,
  isUnique,
  lastingText,
  PageQuery,
  PaymentId,
  seatIds,
  string,
  TicketId,
  text,
  typedReference,
} from '../schema-parts.ts';

export const NewBooking = component(
  'NewBooking',
  z.strictObject({
    /** Any short text: every id that names no hold is answered with `hold-not-found`. */
    holdId: string.check(z.maxLength(100)),
    /** The gateway of the stage decides which names are methods. */
    paymentMethod: described(
      z.optional(text(100)),
      `required unless the hold costs nothing: of the simulated gateway one of ${SIMULATED_METHODS.join(', ')}; of Stripe the id of a payment method, pm_…`,
    ),
  }),
);
export type NewBooking = z.infer<typeof NewBooking>;

const seats = seatIds(PLACES_PER_HOLD_MAX);
const areas = areaQuantities(PLACES_PER_HOLD_MAX, 'only places of this ticket type; default: of any type');
const tickets = z
  .array(TicketId)
  .check(z.minLength(1), z.maxLength(PLACES_PER_HOLD_MAX), z.refine(isUnique, 'must not name a ticket twice'));

export const NewCancellation = component(
  'NewCancellation',
  z.strictObject({
    seats: described(
      z.optional(seats),
      'the seats to cancel; without seats, areas and tickets, the whole booking is cancelled',
    ),
    areas: described(
      z.optional(areas),
      'how many places of each area, or of one ticket type of it, to cancel; of the valid tickets, those with the highest numbers are chosen',
    ),
    tickets: described(z.optional(tickets), 'the ids of the tickets to cancel'),
    returnFees: described(
      z.optional(z.boolean()),
      'whether fees that are not refundable are returned too; only for members of the organization and administrators, default false. If the event is cancelled, all fees are returned',
    ),
    reason: described(
      z.optional(lastingText(CANCELLATION_REASON_LENGTH_MAX)),
      "shown to the customer in `cancellations`, without e-mail addresses; required from an administrator who cancels another customer's booking",
    ),
  }),
);
export type NewCancellation = z.infer<typeof NewCancellation>;

const CancellationQuery = z.strictObject({
  dryRun: described(
    flagOrFalse(),
    'true: checks the cancellation, answers with its refund and the booking after it, and changes nothing. The idempotency key stays unused',
  ),
});

const booking = { params: z.strictObject({ bookingId: BookingId }) };

export const BOOKING_REQUESTS = {
  'confirm-booking': { body: NewBooking },
  'read-payment': { params: z.strictObject({ paymentId: PaymentId }) },
  'list-bookings': {
    query: z.strictObject({ ...PageQuery, status: z.optional(z.enum(BOOKING_STATUSES)), reference: typedReference() }),
  },
  'read-booking': booking,
  'cancel-booking': { ...booking, query: CancellationQuery, body: NewCancellation },
  'receive-webhook': {},
} as const satisfies RequestsOf<'bookings'>;
