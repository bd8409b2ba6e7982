/** The requests of the administration function. */
import * as z from 'zod/mini';
import { ROLES } from '../../domain/account.ts';
import { EVENT_BOOKINGS_PAGE_SIZE_MAX, FEED_DAYS_DEFAULT, PLACES_PER_HOLD_MAX } from '../../domain/limits.ts';
import { BOOKING_STATUSES } from '../../domain/model.ts';
import { email } from '../email-address.ts';
import { queryTime } from '../request-times.ts';
import type { RequestsOf } from '../route-schemas.ts';
import {
  BookingId,
  component,
  described,
  EventId,
  flag,
  HoldId,
  integer,
  lastingText,
  OrganizationId,
  PageQuery,
  PartId,
  PaymentId,
  pageLimit,
  string,
  typedReference,
  UserId,
} from '../schema-parts.ts';
import { CHECK_IN_LIST_REQUESTS } from './check-ins-requests.ts';

const role = z.enum(ROLES);
const customerId = z.optional(UserId);
const eventId = z.optional(EventId);
const FROM = `at or after this time; default: ${FEED_DAYS_DEFAULT} days before to`;
const to = described(z.optional(queryTime), 'and before this one; default: now');

// Users

export const UsersQuery = z.strictObject({
  ...PageQuery,
  email: described(z.optional(email), 'exactly this one'),
  role: z.optional(role),
});
export type UsersQuery = z.infer<typeof UsersQuery>;

export const NewRole = component('NewRole', z.strictObject({ role }));
export type NewRole = z.infer<typeof NewRole>;

// Sums

export const StatsQuery = z.strictObject({ eventId: described(z.optional(EventId), 'default: of all events') });
export type StatsQuery = z.infer<typeof StatsQuery>;

// Claims

export const BookingsQuery = z.strictObject({
  ...PageQuery,
  eventId,
  customerId,
  reference: typedReference(),
  status: z.optional(z.enum(BOOKING_STATUSES)),
  from: described(
    z.optional(queryTime),
    'confirmed at or after this time; default: 31 days before to, but for a customer or a reference',
  ),
  to,
});
export type BookingsQuery = z.infer<typeof BookingsQuery>;

/** The bookings of one event. The same cursor continues as JSON and as CSV. */
export const EventBookingsQuery = z.strictObject({
  ...PageQuery,
  limit: pageLimit(EVENT_BOOKINGS_PAGE_SIZE_MAX),
  status: z.optional(z.enum(BOOKING_STATUSES)),
  section: described(
    z.optional(z.clone(PartId)),
    'the id of a section or area: only bookings that have or had a place of it',
  ),
});
export type EventBookingsQuery = z.infer<typeof EventBookingsQuery>;

export const HoldsQuery = z.strictObject({ ...PageQuery, eventId, customerId });
export type HoldsQuery = z.infer<typeof HoldsQuery>;

// Payments

export const PaymentsQuery = z.strictObject({
  ...PageQuery,
  needsPerson: described(z.optional(flag()), 'only those that need a person, or only the others'),
});
export type PaymentsQuery = z.output<typeof PaymentsQuery>;

export const Settlement = component(
  'Settlement',
  z.strictObject({
    reason: described(lastingText(300), 'how the money was given back, for the journal; without e-mail addresses'),
    refund: described(
      z.optional(integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX))),
      'the number of the refund; required if the payment has several refunds',
    ),
  }),
);
export type Settlement = z.infer<typeof Settlement>;

// Occupancy

export const OccupancyQuery = z.strictObject({
  ...PageQuery,
  eventId: described(z.optional(EventId), 'this one alone'),
  from: described(
    z.optional(queryTime),
    'events that start at this time or later; default: events that have not ended, or ended less than a day ago',
  ),
  to: described(z.optional(queryTime), 'and before this one'),
});
export type OccupancyQuery = z.infer<typeof OccupancyQuery>;

// Sales of an event

export const SalesQuery = z.strictObject({ ...PageQuery });
export type SalesQuery = z.infer<typeof SalesQuery>;

// Journal

const action = string.check(
  z.regex(/^[a-z]+\.[a-z-]+$/, 'must be an action such as booking.confirmed'),
  z.maxLength(40),
);
export const JournalQuery = z.strictObject({
  ...PageQuery,
  holdId: z.optional(HoldId),
  bookingId: z.optional(BookingId),
  customerId,
  eventId,
  organizationId: z.optional(OrganizationId),
  action: z.optional(action),
  from: described(
    z.optional(queryTime),
    `${FROM}, but for one hold, booking or organization, whose whole journal is read`,
  ),
  to,
});
export type JournalQuery = z.infer<typeof JournalQuery>;

const payment = { params: z.strictObject({ paymentId: PaymentId }) };

export const ADMIN_REQUESTS = {
  'list-users': { query: UsersQuery },
  'delete-user': { params: z.strictObject({ userId: UserId }) },
  'change-role': { params: z.strictObject({ userId: UserId }), body: NewRole },
  'read-stats': { query: StatsQuery },
  'find-bookings': { query: BookingsQuery },
  'find-holds': { query: HoldsQuery },
  'find-payments': { query: PaymentsQuery },
  'settle-payment': { ...payment, body: Settlement },
  'resume-payment': payment,
  'read-occupancy': { query: OccupancyQuery },
  'read-journal': { query: JournalQuery },
  'check-integrity': { params: z.strictObject({ eventId: EventId }) },
  'list-event-bookings': { params: z.strictObject({ eventId: EventId }), query: EventBookingsQuery },
  'read-sales': { params: z.strictObject({ eventId: EventId }), query: SalesQuery },
  ...CHECK_IN_LIST_REQUESTS,
} as const satisfies RequestsOf<'admin'>;
