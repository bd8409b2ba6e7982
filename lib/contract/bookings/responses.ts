/** The responses of the bookings function: bookings and their payments. */
import * as z from 'zod/mini';
import { REFERENCE } from '../../domain/booking-reference.ts';
import { CANCELLERS } from '../../domain/cancellation-entries.ts';
import { BOOKING_STATUSES, PAYMENT_STATES, TICKET_STATUSES } from '../../domain/model.ts';
import { ATTENDANCE_STATUSES, SHOWN_FACTS } from '../../domain/sold-event.ts';
import { HeldArea, HeldSeat, saleParts } from '../holds/price-responses.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import {
  BookingId,
  component,
  described,
  EventId,
  HoldId,
  Money,
  PaymentId,
  pageOf,
  TicketId,
  timestamp,
} from '../schema-parts.ts';

export const Payment = component(
  'Payment',
  z.strictObject({
    id: PaymentId,
    holdId: HoldId,
    state: z.enum(PAYMENT_STATES),
    amount: Money,
    bookingId: described(z.optional(BookingId), 'once it has paid for a booking'),
  }),
);
export type Payment = z.infer<typeof Payment>;

/** The gateway has not decided yet: the caller reads the payment to learn the outcome. */
export const AcceptedPayment = component(
  'AcceptedPayment',
  z.strictObject({
    status: described(z.literal('pending'), 'a booking has another status'),
    paymentId: PaymentId,
    clientSecret: described(
      z.optional(z.string()),
      'for the browser, where the gateway wants to ask the customer something first',
    ),
  }),
);
export type AcceptedPayment = z.infer<typeof AcceptedPayment>;

const refundStatus = z.enum(['refunding', 'refunded']);
const refund = {
  status: described(refundStatus, 'refunding: requested; refunded: made by the gateway'),
  amount: Money,
};
const Refund = component('Refund', z.strictObject(refund));
export type Refund = z.infer<typeof Refund>;
const NumberedRefund = component('NumberedRefund', z.strictObject({ number: z.int(), ...refund }));
export type NumberedRefund = z.infer<typeof NumberedRefund>;

const BookingCancellation = component(
  'BookingCancellation',
  z.strictObject({
    at: timestamp,
    by: described(
      z.enum(CANCELLERS),
      "organizer: a member of the event's organization, or an administrator; system: the payment was taken back",
    ),
    reason: z.optional(z.string()),
    tickets: described(z.array(TicketId), 'the tickets that it made void'),
    amount: described(z.clone(Money), 'what it returns: the prices of their places, and the fees that are returned'),
    taxes: described(
      z.optional(z.array(z.strictObject({ percent: z.number(), gross: Money, tax: Money }))),
      'the tax in the amount, by rate; absent if the sale names none',
    ),
    feesKept: described(z.optional(Money), 'the fees that are not returned; absent if there are none'),
  }),
);
export type BookingCancellation = z.infer<typeof BookingCancellation>;

const Ticket = component('Ticket', z.strictObject({ id: TicketId, status: z.enum(TICKET_STATUSES) }));
const tickets = described(
  z.array(Ticket),
  'one for a seat, one for each place of an area; the ticket of a cancelled place is void and keeps its number',
);
const BookedPlace = z.union([z.extend(HeldSeat, { tickets }), z.extend(HeldArea, { tickets })]);

const bookedEvent = z.strictObject({
  title: z.string(),
  venue: z.optional(z.string()),
  startsAt: timestamp,
  endsAt: timestamp,
  doorsAt: described(
    z.optional(timestamp),
    'when doors open now; not in the response to the payment, and absent if the event was deleted',
  ),
  timeZone: described(z.optional(z.string()), 'the current zone of the event; absent if the event was deleted'),
  status: described(
    z.optional(z.enum(ATTENDANCE_STATUSES)),
    'scheduled: it takes place, even if its sales have ended; absent if the event was deleted',
  ),
  changedSince: described(
    z.optional(z.array(z.enum(SHOWN_FACTS))),
    'the facts of the event that differ from those at the sale of this booking, in this order; absent if none does',
  ),
});
const overlappingJourney = z.strictObject({ eventId: EventId, startsAt: timestamp, endsAt: timestamp });

const payment = z.strictObject({ id: z.string(), state: z.enum(PAYMENT_STATES) });
export const Booking = component(
  'Booking',
  z.strictObject({
    id: BookingId,
    reference: described(
      z.string().check(z.regex(REFERENCE)),
      'a code that people can read out. New references have no 0, O, 1, I, L or U. Two bookings may have the same reference',
    ),
    eventId: EventId,
    status: z.enum(BOOKING_STATUSES),
    places: described(z.array(BookedPlace), 'all places that were booked, also those that are cancelled'),
    total: described(z.clone(Money), 'the price of all places that were booked, with the fees'),
    ...saleParts('the taxes in what is kept'),
    kept: described(
      z.optional(z.clone(Money)),
      'the part of the total that the cancellations so far do not return; present if `lines` is',
    ),
    refunded: described(z.clone(Money), 'the sum of all refunds, also of those that are not made yet'),
    refunds: described(z.array(NumberedRefund), 'one for each cancellation that returns money, in their order'),
    payment: described(
      z.optional(payment),
      'absent where the total is 0; refunds of parts do not change its state, and it stays captured if fees of a cancelled booking are kept',
    ),
    confirmedAt: timestamp,
    cancellableUntil: described(
      z.optional(timestamp),
      'the deadline of the owner, with the event as it is now; absent if the booking or its event is cancelled: then there is no deadline',
    ),
    cancelledAt: z.optional(timestamp),
    cancellations: described(
      z.optional(z.array(BookingCancellation)),
      'of the booking or parts of it, in their order; absent if there are none',
    ),
    refund: described(z.optional(Refund), 'only of a cancelled booking: the sum of all refunds'),
    event: described(
      bookedEvent,
      'as it is now; in the response to the payment, and if the event was deleted, as it was sold',
    ),
    overlappingJourneys: described(
      z.optional(z.array(overlappingJourney)),
      'the other booked journeys of the customer at the same time: an edit can move an event onto another journey. Only of a confirmed journey that has not ended; empty if there are none',
    ),
  }),
);
export type Booking = z.infer<typeof Booking>;

export const Cancellation = component(
  'Cancellation',
  z.strictObject({
    booking: Booking,
    refund: described(z.clone(Refund), 'what this cancellation returns'),
    isPreview: described(
      z.optional(z.literal(true)),
      'only of a dry run: nothing has changed, and `booking` is as the cancellation would leave it',
    ),
  }),
);
export type Cancellation = z.infer<typeof Cancellation>;

export const BOOKING_RESPONSES = {
  'confirm-booking': { 201: Booking, 202: AcceptedPayment },
  'read-payment': { 200: Payment },
  'list-bookings': { 200: pageOf(Booking) },
  'read-booking': { 200: Booking },
  'cancel-booking': { 200: Cancellation },
  'receive-webhook': { 204: undefined },
} as const satisfies ResponsesOf<'bookings'>;
