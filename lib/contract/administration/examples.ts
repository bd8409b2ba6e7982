/** Examples of the administration function. */
import { USER } from '../accounts/examples.ts';
import { BOOKING, PAYMENT } from '../bookings/examples.ts';
import {
  CONFIRMED_AT,
  CUSTOMER_ID,
  EVENT_ID,
  euros,
  HOLD_ID,
  PAYMENT_ID,
  SEAT_PRICE,
  SECTION,
  STARTS_AT,
  TIME_ZONE,
  TITLE,
  ticketId,
} from '../example-facts.ts';
import { HOLD } from '../holds/examples.ts';
import { CHECK_IN_LIST_EXAMPLES } from './check-ins-examples.ts';

const TOTAL = euros(2 * SEAT_PRICE);
const PLACES = { capacity: 11, held: 0, booked: 2, available: 8, blocked: 1, percentage: 18.2 };
const ENTRY = {
  id: `${HOLD_ID}/3`,
  at: CONFIRMED_AT,
  action: 'booking.confirmed',
  actor: 'system',
  holdId: HOLD_ID,
  bookingId: BOOKING.id,
  eventId: EVENT_ID,
  customerId: CUSTOMER_ID,
  from: 'active',
  to: 'confirmed',
  requestId: 'JKJaXmPLvHcESHA=',
  total: TOTAL,
};
const { payment: _paid, refunds: _made, cancellableUntil: _until, event: _event, ...LISTED } = BOOKING;
const EVENT_BOOKING = { ...LISTED, customer: { id: CUSTOMER_ID, name: USER.name, email: USER.email } };
/** A row of CSV: texts are quoted, and numbers are not. */
const row = (...fields: string[]): string => `${fields.join()}\r\n`;
const quoted = (...texts: string[]): string[] => texts.map(text => `"${text}"`);
const BOOKINGS_CSV =
  row(
    ...quoted('reference', 'status', 'confirmedAt', 'cancelledAt', 'places', 'placeCount', 'cancelledPlaces', 'total'),
    ...quoted('refunded', 'currency', 'customerName', 'customerEmail', 'customerId', 'bookingId', 'tickets'),
  ) +
  row(
    ...quoted(BOOKING.reference, BOOKING.status, CONFIRMED_AT),
    '',
    ...quoted('Stalls A 1 / Stalls A 2'),
    '2',
    '""',
    '90.00',
    '0.00',
    ...quoted('EUR', USER.name, USER.email, CUSTOMER_ID, BOOKING.id),
    ...quoted(`${ticketId(1)} valid / ${ticketId(2)} valid`),
  );
const UNFINISHED = {
  paymentId: PAYMENT_ID,
  holdId: HOLD_ID,
  eventId: EVENT_ID,
  customerId: CUSTOMER_ID,
  state: 'captured',
  wanted: 'refunded',
  amount: TOTAL,
  since: CONFIRMED_AT,
  refunds: [{ number: 1, amount: TOTAL, state: 'initiated', stuckSince: CONFIRMED_AT }],
  needsPerson: true,
  stuckSince: CONFIRMED_AT,
};

const SOLD = {
  sold: 2,
  booked: 3,
  cancelled: 1,
  captured: euros(3 * SEAT_PRICE),
  returned: euros(SEAT_PRICE),
  revenue: euros(2 * SEAT_PRICE),
};
const BOUGHT = {
  ...SOLD,
  sold: 3,
  cancelled: 0,
  returned: euros(0),
  revenue: euros(3 * SEAT_PRICE),
};
const GIVEN_BACK = {
  sold: -1,
  booked: 0,
  cancelled: 1,
  captured: euros(0),
  returned: euros(SEAT_PRICE),
  revenue: euros(-SEAT_PRICE),
};

export const ADMIN_EXAMPLES = {
  'list-users': { responses: { 200: { items: [USER], nextCursor: null } } },
  'delete-user': {},
  'change-role': { request: { role: 'organizer' }, responses: { 200: { ...USER, role: 'organizer' } } },
  'read-stats': {
    responses: {
      200: {
        holds: { active: 12, confirmed: 340, released: 25, expired: 61 },
        bookings: { confirmed: 331, cancelled: 9 },
        revenue: [
          {
            currency: 'EUR',
            gross: euros(1_530_000),
            refunded: euros(40_500),
            net: euros(1_489_500),
            captured: euros(1_530_000),
            returned: euros(40_500),
          },
        ],
        asOf: CONFIRMED_AT,
      },
    },
  },
  'find-bookings': { responses: { 200: { items: [{ ...BOOKING, customerId: CUSTOMER_ID }], nextCursor: null } } },
  'find-holds': {
    responses: { 200: { items: [{ ...HOLD, customerId: CUSTOMER_ID, ageSeconds: 42 }], nextCursor: null } },
  },
  'find-payments': { responses: { 200: { items: [UNFINISHED], nextCursor: null } } },
  'settle-payment': {
    request: { reason: 'returned by bank transfer', refund: 1 },
    responses: { 200: { ...PAYMENT, state: 'refunded' } },
  },
  'resume-payment': { responses: { 200: PAYMENT } },
  'read-occupancy': {
    responses: {
      200: {
        items: [
          {
            eventId: EVENT_ID,
            title: TITLE,
            startsAt: STARTS_AT,
            timeZone: TIME_ZONE,
            ...PLACES,
            sections: [{ id: 'stalls', name: 'Stalls', ...PLACES }],
            asOf: CONFIRMED_AT,
          },
        ],
        nextCursor: null,
      },
    },
  },
  'read-journal': { responses: { 200: { items: [ENTRY], nextCursor: null } } },
  'list-event-bookings': {
    responses: { 200: { items: [EVENT_BOOKING], nextCursor: null } },
    csv: BOOKINGS_CSV,
  },
  'read-sales': {
    responses: {
      200: {
        eventId: EVENT_ID,
        timeZone: TIME_ZONE,
        ...SOLD,
        held: 4,
        sections: [{ ...SECTION, ...SOLD, held: 4 }],
        days: [
          { day: '2030-11-04', ...GIVEN_BACK, sections: [{ id: SECTION.id, ...GIVEN_BACK }] },
          { day: '2030-11-02', ...BOUGHT, sections: [{ id: SECTION.id, ...BOUGHT }] },
        ],
        nextCursor: null,
        isComplete: true,
        asOf: '2030-11-04T15:20:00.000Z',
      },
    },
  },
  ...CHECK_IN_LIST_EXAMPLES,
  'check-integrity': {
    responses: {
      200: {
        ok: true,
        checked: { seats: 11, buckets: 4, claims: 1, journalEntries: 5 },
        violations: [],
        asOf: CONFIRMED_AT,
      },
    },
  },
};
