/** What goes over the wire in administration: sums, claims with whose they are, and the journal, as schemas. */
import * as z from 'zod';
import { FEED_DAYS_DEFAULT } from '../../domain/limits.ts';
import { BOOKING_STATUSES, PAYMENT_STATES, PAYMENT_WANTED } from '../../domain/model.ts';
import { UserId } from '../accounts/messages.ts';
import { Booking, BookingId, Hold, HoldId, PaymentId } from '../claims/messages.ts';
import { EventId, Money } from '../events/messages.ts';
import { PageQuery, text, timestamp } from '../schema-parts.ts';

const customerId = UserId.optional();
const eventId = EventId.optional();
const range = {
  from: timestamp
    .optional()
    .meta({ description: `at or after this time; default: ${FEED_DAYS_DEFAULT} days before to` }),
  to: timestamp.optional().meta({ description: 'and before this one; default: now' }),
};

// Sums

export const StatsQuery = z.strictObject({ eventId: eventId.meta({ description: 'default: of all events' }) });
export type StatsQuery = z.infer<typeof StatsQuery>;

const count = z.int().min(0);
export const Stats = z
  .strictObject({
    holds: z.strictObject({ active: count, confirmed: count, released: count, expired: count }).meta({
      description: 'active ones with those that have lapsed and are not swept yet; confirmed: ever, and for good',
    }),
    bookings: z.strictObject({ confirmed: count, cancelled: count }).meta({ description: 'each is one of the two' }),
    revenue: z.array(
      z.strictObject({
        currency: z.string(),
        gross: Money.meta({ description: 'of all bookings ever confirmed' }),
        refunded: Money.meta({ description: 'of those that were cancelled' }),
        net: Money.meta({ description: 'gross less refunded' }),
        captured: Money.meta({ description: 'what the gateway took' }),
        returned: Money.meta({ description: 'what of it was given back; soon after refunded' }),
      }),
    ),
    asOf: timestamp.meta({ description: 'sales of the last seconds may be missing' }),
  })
  .meta({ id: 'Stats' });
export type Stats = z.infer<typeof Stats>;

// Claims

export const BookingsQuery = z.strictObject({
  ...PageQuery,
  eventId,
  customerId,
  status: z.enum(BOOKING_STATUSES).optional(),
  from: range.from.meta({
    description: 'confirmed at or after this time; default: 31 days before to, but for a customer',
  }),
  to: range.to,
});
export type BookingsQuery = z.infer<typeof BookingsQuery>;

export const SoldBooking = Booking.extend({ customerId: UserId }).meta({ id: 'SoldBooking' });
export type SoldBooking = z.infer<typeof SoldBooking>;

export const HoldsQuery = z.strictObject({ ...PageQuery, eventId, customerId });
export type HoldsQuery = z.infer<typeof HoldsQuery>;

export const LiveHold = Hold.extend({
  customerId: UserId,
  ageSeconds: z.int().min(0).meta({ description: 'since it was placed' }),
}).meta({ id: 'LiveHold' });
export type LiveHold = z.infer<typeof LiveHold>;

// Payments

export const PaymentsQuery = z.strictObject({
  ...PageQuery,
  needsPerson: z
    .enum(['true', 'false'])
    .transform(value => value === 'true')
    .optional()
    .meta({ description: 'only those that need a person, or only the others' }),
});
export type PaymentsQuery = z.output<typeof PaymentsQuery>;

const wanted = z.enum(PAYMENT_WANTED);
export const UnfinishedPayment = z
  .strictObject({
    paymentId: PaymentId,
    holdId: HoldId,
    bookingId: BookingId.optional().meta({ description: 'once it has paid for a booking' }),
    eventId: EventId,
    customerId: UserId,
    state: z.enum(PAYMENT_STATES).meta({ description: 'what the gateway has said' }),
    wanted: wanted.meta({ description: 'where it is to end' }),
    amount: Money,
    since: timestamp.meta({ description: 'unfinished' }),
    needsPerson: z.boolean().meta({ description: 'it is stuck, or unfinished for hours' }),
    stuckSince: timestamp
      .optional()
      .meta({ description: 'when the gateway refused for good what is still to be done: see settle-payment' }),
  })
  .meta({ id: 'UnfinishedPayment' });
export type UnfinishedPayment = z.infer<typeof UnfinishedPayment>;

export const Settlement = z
  .strictObject({ reason: text(300).meta({ description: 'how the money was given back, for the journal' }) })
  .meta({ id: 'Settlement' });
export type Settlement = z.infer<typeof Settlement>;

// Occupancy

export const OccupancyQuery = z.strictObject({
  ...PageQuery,
  eventId: eventId.meta({ description: 'this one alone' }),
  from: timestamp.optional().meta({ description: 'events that start at this time or after it; default: a day ago' }),
  to: timestamp.optional().meta({ description: 'and before this one' }),
});
export type OccupancyQuery = z.infer<typeof OccupancyQuery>;

const places = {
  capacity: count.meta({ description: 'all places, blocked ones with them' }),
  held: count,
  booked: count,
  available: count,
  blocked: count,
  percentage: z.number().min(0).max(100).meta({ description: 'held and booked of capacity, to one decimal' }),
};
export const Occupancy = z
  .strictObject({
    eventId: EventId,
    title: z.string(),
    startsAt: timestamp,
    ...places,
    sections: z.array(z.strictObject({ id: z.string(), name: z.string(), ...places })),
    asOf: timestamp,
  })
  .meta({ id: 'Occupancy' });
export type Occupancy = z.infer<typeof Occupancy>;

// Journal

export const JournalQuery = z.strictObject({
  ...PageQuery,
  holdId: HoldId.optional(),
  bookingId: BookingId.optional(),
  customerId,
  eventId,
  action: z
    .string()
    .regex(/^[a-z]+\.[a-z-]+$/, 'must be an action such as booking.confirmed')
    .max(40)
    .optional(),
  from: range.from.meta({
    description: `${range.from.meta()?.description}, but for one hold or booking, whose whole journal is read`,
  }),
  to: range.to,
});
export type JournalQuery = z.infer<typeof JournalQuery>;

export const JournalEntry = z
  .strictObject({
    id: z.string().meta({ description: 'whose journal it stands in, and where' }),
    at: timestamp,
    action: z.string(),
    actor: z.string().meta({ description: 'a user, or system' }),
    holdId: HoldId.optional(),
    bookingId: BookingId.optional().meta({ description: 'with what is about a booking' }),
    eventId: EventId.optional(),
    customerId: z.string().optional().meta({ description: 'whose hold or booking it is' }),
    userId: z.string().optional().meta({ description: 'with what is about an account' }),
    from: z.string().nullable().meta({ description: 'null where there was nothing before' }),
    to: z.string(),
    requestId: z.string(),
    reason: z.string().optional(),
    expiresAt: timestamp.optional().meta({ description: 'the deadline that it set' }),
    total: Money.optional(),
    payment: z
      .strictObject({
        id: PaymentId,
        amount: Money,
        method: z.string().optional(),
        wanted: wanted.optional(),
        reference: z.string().optional().meta({ description: "the gateway's own id" }),
      })
      .optional(),
  })
  .meta({ id: 'JournalEntry' });
export type JournalEntry = z.infer<typeof JournalEntry>;
