/** The responses of the administration function: sums, claims with their customers, the journal and the integrity check. */
import * as z from 'zod/mini';
import { VIOLATIONS } from '../../domain/integrity.ts';
import { PAYMENT_STATES, PAYMENT_WANTED, REFUND_STATES } from '../../domain/model.ts';
import { User } from '../accounts/user.ts';
import { Booking, Payment } from '../bookings/responses.ts';
import { Hold } from '../holds/responses.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import {
  BookingId,
  component,
  count,
  described,
  EventId,
  HoldId,
  Money,
  PaymentId,
  pageOf,
  TicketId,
  timestamp,
  UserId,
} from '../schema-parts.ts';
import { CHECK_IN_LIST_RESPONSES } from './check-ins-responses.ts';

// Sums

const revenue = z.strictObject({
  currency: z.string(),
  gross: described(z.clone(Money), 'of all bookings ever confirmed'),
  refunded: described(z.clone(Money), 'what the cancellations of bookings and of their parts return'),
  net: described(z.clone(Money), 'gross less refunded'),
  captured: described(z.clone(Money), 'what the gateway took'),
  returned: described(z.clone(Money), 'what of it was given back; soon after refunded'),
});
export const Stats = component(
  'Stats',
  z.strictObject({
    holds: described(
      z.strictObject({ active: count, confirmed: count, released: count, expired: count }),
      'active ones with those that have lapsed and are not swept yet; confirmed: ever, and for good',
    ),
    bookings: described(z.strictObject({ confirmed: count, cancelled: count }), 'each is one of the two'),
    revenue: z.array(revenue),
    asOf: described(z.clone(timestamp), 'sales of the last seconds may be missing'),
  }),
);
export type Stats = z.infer<typeof Stats>;

// Claims

export const SoldBooking = component(
  'SoldBooking',
  z.extend(z.omit(Booking, { overlappingJourneys: true }), { customerId: UserId }),
);
export type SoldBooking = z.infer<typeof SoldBooking>;

const customer = z.strictObject({
  id: UserId,
  name: described(z.optional(z.string()), '`deleted` if the account was deleted; absent if there never was one'),
  email: described(z.optional(z.string()), 'the same'),
});
export const EventBooking = component(
  'EventBooking',
  z.extend(
    z.pick(Booking, {
      id: true,
      reference: true,
      eventId: true,
      status: true,
      places: true,
      total: true,
      lines: true,
      taxes: true,
      sellerTaxNumber: true,
      code: true,
      kept: true,
      refunded: true,
      confirmedAt: true,
      cancelledAt: true,
      cancellations: true,
    }),
    { customer },
  ),
);
export type EventBooking = z.infer<typeof EventBooking>;

export const LiveHold = component(
  'LiveHold',
  z.extend(Hold, { customerId: UserId, ageSeconds: described(z.clone(count), 'since it was placed') }),
);
export type LiveHold = z.infer<typeof LiveHold>;

// Payments

const wanted = z.enum(PAYMENT_WANTED);
const PaymentRefund = component(
  'PaymentRefund',
  z.strictObject({
    number: described(z.int(), 'from 1'),
    amount: Money,
    state: described(z.enum(REFUND_STATES), 'voided: the payment was never captured'),
    stuckSince: described(z.optional(timestamp), 'when the gateway refused it for good: see settle-payment'),
  }),
);
export const UnfinishedPayment = component(
  'UnfinishedPayment',
  z.strictObject({
    paymentId: PaymentId,
    holdId: HoldId,
    bookingId: described(z.optional(BookingId), 'once it has paid for a booking'),
    eventId: EventId,
    customerId: UserId,
    state: described(z.enum(PAYMENT_STATES), 'what the gateway has said'),
    wanted: described(z.clone(wanted), 'where it is to end'),
    amount: Money,
    since: described(z.clone(timestamp), 'unfinished'),
    refunds: described(z.array(PaymentRefund), 'one for each cancellation that returns money, in their order'),
    needsPerson: described(z.boolean(), 'the payment or one of its refunds is stuck, or unfinished for hours'),
    stuckSince: described(
      z.optional(timestamp),
      'when the gateway refused for good the next step of the payment, or the first of its stuck refunds: see settle-payment',
    ),
  }),
);
export type UnfinishedPayment = z.infer<typeof UnfinishedPayment>;

// Occupancy

const places = {
  capacity: described(z.clone(count), 'all places, blocked ones with them'),
  held: count,
  booked: count,
  available: count,
  blocked: count,
  percentage: described(z.number().check(z.gte(0), z.lte(100)), 'held and booked of capacity, to one decimal'),
};
const typeOccupancy = z.strictObject({
  id: z.string(),
  name: z.string(),
  booked: described(z.int(), 'places with valid tickets; sales of the last seconds may be missing'),
  limit: described(
    z.optional(z.strictObject({ placesMax: count, held: count, booked: count, available: count })),
    'absent if the type has no maximum. Holds and bookings from before the maximum was set do not count',
  ),
});
export const Occupancy = component(
  'Occupancy',
  z.strictObject({
    eventId: EventId,
    title: z.string(),
    startsAt: timestamp,
    timeZone: z.string(),
    ...places,
    sections: z.array(z.strictObject({ id: z.string(), name: z.string(), ...places })),
    types: described(
      z.optional(z.array(typeOccupancy)),
      'the ticket types of the event; only with `eventId`, and absent if the event has none',
    ),
    asOf: timestamp,
  }),
);
export type Occupancy = z.infer<typeof Occupancy>;

// Sales of an event

const sold = {
  sold: described(
    z.int(),
    'booked less cancelled. In total: the places with valid tickets. Of a day it may be negative',
  ),
  booked: described(z.clone(count), 'places of bookings that were confirmed, also without a price'),
  cancelled: described(z.clone(count), 'of booked places'),
  captured: described(
    z.clone(Money),
    'what the gateway took for bookings. Of a section or a type: the prices of places after discounts; in total, fees with them',
  ),
  returned: described(
    z.clone(Money),
    'what of it was given back. If a bank rejects a refund later, its amount is subtracted on that day',
  ),
  revenue: described(z.clone(Money), 'net: captured less returned'),
};
const { captured, returned, revenue: netRevenue } = sold;
const moved = { captured: z.clone(captured), returned: z.clone(returned), revenue: z.clone(netRevenue) };
const optionalName = described(z.optional(z.string()), 'absent if it was removed from the event');
const typesInSection = described(
  z.optional(z.array(z.strictObject({ id: z.string(), ...sold }))),
  'the places with a ticket type; absent if there are none',
);
const fees = described(
  z.optional(
    z.array(
      z.strictObject({
        id: z.string(),
        name: described(z.optional(z.string()), 'absent if it was removed from the event, and in days'),
        captured: described(z.clone(Money), 'what the gateway took'),
        returned: described(z.clone(Money), 'what of it was given back'),
        revenue: described(z.clone(Money), 'what is kept, also of cancelled places'),
      }),
    ),
  ),
  'absent if there are none',
);
const taxes = described(
  z.optional(
    z.array(
      z.strictObject({
        percent: z.number(),
        ...moved,
        tax: described(
          z.strictObject(moved),
          'the tax in these amounts. It is rounded for each booking, and all returns of a booking together return its whole tax',
        ),
      }),
    ),
  ),
  'the prices and fees that include a tax, by rate; absent if there are none',
);
const held = described(z.clone(count), 'places in live holds; at most 2 s old');
export const DayOfSales = component(
  'DayOfSales',
  z.strictObject({
    day: described(
      z.iso.date(),
      "of the purchase, the cancellation, the capture or the refund, by the clocks of the event's time zone",
    ),
    ...sold,
    sections: described(
      z.array(z.strictObject({ id: z.string(), ...sold, types: typesInSection })),
      'the sections for which something changed on the day',
    ),
    fees,
    taxes,
  }),
);
export type DayOfSales = z.infer<typeof DayOfSales>;
export const EventSales = component(
  'EventSales',
  z.strictObject({
    eventId: EventId,
    timeZone: z.string(),
    ...sold,
    held,
    sections: z.array(
      z.strictObject({
        id: z.string(),
        name: described(z.optional(z.string()), 'absent if the section was removed'),
        ...sold,
        held: z.clone(held),
        types: typesInSection,
      }),
    ),
    types: described(
      z.optional(z.array(z.strictObject({ id: z.string(), name: optionalName, ...sold }))),
      'the places with a ticket type, of all sections; absent if there are none',
    ),
    fees,
    taxes,
    codes: described(
      z.optional(
        z.array(
          z.strictObject({
            code: z.string(),
            bookings: described(z.clone(count), 'that were confirmed with it'),
            cancelledBookings: described(z.clone(count), 'of them, as a whole'),
            discount: described(z.clone(Money), 'what it took off the booked places'),
            cancelledDiscount: described(z.clone(Money), 'what of it was on places that were cancelled'),
          }),
        ),
      ),
      'those with the most bookings, at most 1,000; absent if there are none',
    ),
    codeCount: described(z.optional(z.clone(count)), 'the codes with bookings, listed or not'),
    days: described(z.array(DayOfSales), 'newest first. The sum of all days is the total'),
    nextCursor: described(z.nullable(z.string()), 'for the days before; the totals are of all days'),
    isComplete: described(
      z.boolean(),
      'false: bookings from before an upgrade are not counted yet. They are once the operator has migrated the table',
    ),
    asOf: described(z.clone(timestamp), 'sales of the last seconds may be missing'),
  }),
);
export type EventSales = z.infer<typeof EventSales>;

// Journal

const entryPayment = z.strictObject({
  id: PaymentId,
  amount: Money,
  method: z.optional(z.string()),
  wanted: z.optional(wanted),
  reference: described(z.optional(z.string()), "the gateway's own id"),
  refund: described(
    z.optional(z.strictObject({ number: z.int(), amount: Money })),
    'the refund that the entry requests, or is about',
  ),
});
const cancelled = z.strictObject({ tickets: z.array(TicketId), amount: Money });
export const JournalEntry = component(
  'JournalEntry',
  z.strictObject({
    id: described(z.string(), 'whose journal it stands in, and where'),
    at: timestamp,
    action: z.string(),
    actor: described(z.string(), 'a user, or system'),
    holdId: z.optional(HoldId),
    bookingId: described(z.optional(BookingId), 'with what is about a booking'),
    eventId: z.optional(EventId),
    customerId: described(z.optional(z.string()), 'whose hold or booking it is'),
    organizationId: described(z.optional(z.string()), 'with what is about an organization'),
    userId: described(z.optional(z.string()), 'with what is about an account or a member'),
    invitationId: described(z.optional(z.string()), 'to the organization'),
    from: described(z.nullable(z.string()), 'null where there was nothing before'),
    to: z.string(),
    requestId: z.string(),
    reason: z.optional(z.string()),
    expiresAt: described(z.optional(timestamp), 'the deadline that it set'),
    total: z.optional(Money),
    payment: z.optional(entryPayment),
    exported: described(
      z.optional(z.strictObject({ bookings: z.optional(count), checkIns: z.optional(count) })),
      'how many bookings or scans were exported',
    ),
    codes: described(z.optional(z.array(z.string())), 'the promo or access codes that it is about'),
    cancelled: described(
      z.optional(cancelled),
      'the tickets that became void, and what that returns; absent if the whole booking was cancelled at once and all of it is returned. Without tickets: kept fees that the gateway has taken back',
    ),
  }),
);
export type JournalEntry = z.infer<typeof JournalEntry>;

// The integrity check of an event

const Violation = component(
  'Violation',
  z.strictObject({
    kind: z.enum(VIOLATIONS),
    detail: z.string(),
    seatId: z.optional(z.string()),
    areaId: z.optional(z.string()),
    holdIds: described(z.array(HoldId), 'of the claims that it is about; a booking shares its id'),
  }),
);

export const Integrity = component(
  'Integrity',
  z.strictObject({
    ok: z.boolean(),
    checked: z.strictObject({
      seats: z.int(),
      buckets: z.int(),
      claims: z.int(),
      journalEntries: z.int(),
    }),
    violations: described(z.array(Violation), 'of very many, the first thousand'),
    asOf: timestamp,
  }),
);
export type Integrity = z.infer<typeof Integrity>;

export const ADMIN_RESPONSES = {
  'list-users': { 200: pageOf(User) },
  'change-role': { 200: User },
  'delete-user': { 204: undefined },
  'read-stats': { 200: Stats },
  'find-bookings': { 200: pageOf(SoldBooking) },
  'find-holds': { 200: pageOf(LiveHold) },
  'find-payments': { 200: pageOf(UnfinishedPayment) },
  'settle-payment': { 200: Payment },
  'resume-payment': { 200: Payment },
  'read-occupancy': { 200: pageOf(Occupancy) },
  'read-journal': { 200: pageOf(JournalEntry) },
  'check-integrity': { 200: Integrity },
  'list-event-bookings': { 200: pageOf(EventBooking) },
  'read-sales': { 200: EventSales },
  ...CHECK_IN_LIST_RESPONSES,
} as const satisfies ResponsesOf<'admin'>;
