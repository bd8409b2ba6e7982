/** What goes over the wire about claims: holds, the bookings that they become, and their payments, as schemas. */
import * as z from 'zod';
import { RANDOM_PART } from '../../domain/ids.ts';
import { PLACES_PER_HOLD_MAX } from '../../domain/limits.ts';
import { BOOKING_STATUSES, HOLD_STATUSES, PAYMENT_STATES } from '../../domain/model.ts';
import { EventId, Money, PRICE_MAX, SeatId } from '../events/messages.ts';
import { id, text, timestamp } from '../schema-parts.ts';

export const HoldId = id('hld');
export const BookingId = id('bkg');

// Holds

/** Far beyond what one hold may have; up to there an event's own maximum is explained. */
const ASKED_MAX = PLACES_PER_HOLD_MAX * 5;
const quantity = z.int().min(1).max(ASKED_MAX);
const isUnique = (names: string[]): boolean => new Set(names).size === names.length;

export const NewHold = z
  .strictObject({
    seats: z
      .array(SeatId)
      .min(1)
      .max(ASKED_MAX, 'is far beyond what one hold may have')
      .refine(isUnique, 'must not name a seat twice')
      .optional(),
    areas: z
      .array(z.strictObject({ areaId: z.string().min(1).max(90), quantity }))
      .min(1)
      .max(PLACES_PER_HOLD_MAX)
      .refine(areas => isUnique(areas.map(({ areaId }) => areaId)), 'must not name an area twice')
      .optional(),
    bestAvailable: z
      .strictObject({
        sectionId: z.string().min(1).max(90).optional().meta({ description: 'default: all that have seats' }),
        quantity,
        adjacent: z.boolean().default(true).meta({ description: 'side by side in one row' }),
      })
      .optional()
      .meta({ description: 'instead of seats and areas: the best seats there are' }),
    expectedTotal: z
      .int()
      .min(0)
      .max(PRICE_MAX * PLACES_PER_HOLD_MAX)
      .optional()
      .meta({ description: 'minor units; another total answers 409 price-changed' }),
  })
  .refine(({ seats, areas, bestAvailable }) => (bestAvailable === undefined) === ((seats ?? areas) !== undefined), {
    path: ['seats'],
    message: 'say seats, areas or both of them, or else bestAvailable',
  })
  .meta({
    id: 'NewHold',
    oneOf: [{ required: ['bestAvailable'] }, { anyOf: [{ required: ['seats'] }, { required: ['areas'] }] }],
  });
export type NewHold = z.infer<typeof NewHold>;

const HeldPlace = z.union([
  z.strictObject({ seatId: SeatId, price: Money }),
  z.strictObject({ areaId: z.string(), quantity: z.int(), price: Money.meta({ description: 'of one place' }) }),
]);

export const Hold = z
  .strictObject({
    id: HoldId,
    eventId: EventId,
    status: z.enum(HOLD_STATUSES),
    places: z.array(HeldPlace),
    total: Money,
    expiresAt: timestamp,
    maxExpiresAt: timestamp,
    createdAt: timestamp,
    bookingId: BookingId.optional(),
  })
  .meta({ id: 'Hold' });
export type Hold = z.infer<typeof Hold>;

// Payments

/** An id of another form names no payment, and is answered like one that is absent. */
export const PaymentId = z
  .string()
  .regex(new RegExp(`^pay_${RANDOM_PART}_[1-9][0-9]?$`), 'must be an id of the form pay_…');

export const Payment = z
  .strictObject({
    id: PaymentId,
    holdId: HoldId,
    state: z.enum(PAYMENT_STATES),
    amount: Money,
    bookingId: BookingId.optional().meta({ description: 'once it has paid for a booking' }),
  })
  .meta({ id: 'Payment' });
export type Payment = z.infer<typeof Payment>;

/** The gateway answers later: the payment says how it went. */
export const AcceptedPayment = z
  .strictObject({
    paymentId: PaymentId,
    clientSecret: z
      .string()
      .optional()
      .meta({ description: 'for the browser, where the gateway wants to ask the customer something first' }),
  })
  .meta({ id: 'AcceptedPayment' });
export type AcceptedPayment = z.infer<typeof AcceptedPayment>;

// Bookings

export const NewBooking = z
  .strictObject({
    /** An id of another form names no hold, and is answered like one that is absent. */
    holdId: z.string().max(100),
    paymentMethod: text(100).meta({ examples: ['sim_ok'] }),
  })
  .meta({ id: 'NewBooking' });
export type NewBooking = z.infer<typeof NewBooking>;

const Refund = z.strictObject({ status: z.enum(['refunding', 'refunded']), amount: Money }).meta({ id: 'Refund' });
export type Refund = z.infer<typeof Refund>;

export const Booking = z
  .strictObject({
    id: BookingId,
    reference: z.string(),
    eventId: EventId,
    status: z.enum(BOOKING_STATUSES),
    places: z.array(HeldPlace),
    total: Money,
    payment: z
      .strictObject({
        id: z.string(),
        state: z.enum(PAYMENT_STATES),
      })
      .optional()
      .meta({ description: 'absent where the total is 0' }),
    confirmedAt: timestamp,
    cancelledAt: timestamp.optional(),
    refund: Refund.optional().meta({ description: 'of a cancelled booking' }),
    event: z.strictObject({
      title: z.string(),
      startsAt: timestamp,
      endsAt: timestamp,
      venue: z.string().optional(),
    }),
  })
  .meta({ id: 'Booking' });
export type Booking = z.infer<typeof Booking>;

export const NewCancellation = z
  .strictObject({
    reason: text(300).optional().meta({ description: 'needed from an administrator who cancels for somebody else' }),
  })
  .meta({ id: 'NewCancellation' });
export type NewCancellation = z.infer<typeof NewCancellation>;

export const Cancellation = z.strictObject({ booking: Booking, refund: Refund }).meta({ id: 'Cancellation' });
export type Cancellation = z.infer<typeof Cancellation>;
