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
const ADULT = { id: 'adult', name: 'Adult' };
const CHILD = { id: 'child', name: 'Child' };
/** An adult and a child at half the price, with a code of 10 % and a fee of 1.50 on each ticket. The prices include a tax of 10 %. */
const SOLD_LINES = [
  {
    kind: 'places',
    sectionId: SECTION.id,
    name: SECTION.name,
    type: ADULT,
    quantity: 1,
    price: euros(4_500),
    amount: euros(4_500),
  },
  {
    kind: 'places',
    sectionId: SECTION.id,
    name: SECTION.name,
    type: CHILD,
    quantity: 1,
    price: euros(2_250),
    amount: euros(2_250),
  },
  { kind: 'discount', code: 'SUMMER10', amount: euros(-675) },
  { kind: 'fee', id: 'service', name: 'Service fee', quantity: 2, amount: euros(300) },
];
const [ADULT_SEAT, CHILD_SEAT] = LISTED.places;
const EVENT_BOOKING = {
  ...LISTED,
  places: [
    { ...ADULT_SEAT, type: ADULT, price: euros(4_050), discount: euros(450) },
    { ...CHILD_SEAT, type: CHILD, price: euros(2_025), discount: euros(225) },
  ],
  total: euros(6_375),
  lines: SOLD_LINES,
  taxes: [{ percent: 10, gross: euros(6_375), tax: euros(580) }],
  code: 'SUMMER10',
  kept: euros(6_375),
  customer: { id: CUSTOMER_ID, name: USER.name, email: USER.email },
};
/** A row of CSV: texts are quoted, and numbers are not. */
const row = (...fields: string[]): string => `${fields.join()}\r\n`;
const quoted = (...texts: string[]): string[] => texts.map(text => `"${text}"`);
const BOOKINGS_CSV =
  row(
    ...quoted('reference', 'status', 'confirmedAt', 'cancelledAt', 'places', 'placeCount', 'cancelledPlaces', 'total'),
    ...quoted('refunded', 'currency', 'customerName', 'customerEmail', 'customerId', 'bookingId', 'tickets'),
    ...quoted('ticketTypes', 'prices', 'discount', 'fees', 'kept', 'tax', 'taxes', 'code'),
  ) +
  row(
    ...quoted(BOOKING.reference, BOOKING.status, CONFIRMED_AT),
    '',
    ...quoted('Stalls A 1 / Stalls A 2'),
    '2',
    '""',
    '63.75',
    '0.00',
    ...quoted('EUR', USER.name, USER.email, CUSTOMER_ID, BOOKING.id),
    ...quoted(`${ticketId(1)} valid / ${ticketId(2)} valid`, 'Adult / Child'),
    ...['67.50', '6.75', '3.00', '63.75', '5.80'],
    ...quoted('10% 5.80', 'SUMMER10'),
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

const soldIn = (sold: typeof SOLD) => ({ id: SECTION.id, ...sold, types: [{ id: ADULT.id, ...sold }] });
const movedMoney = (captured: number, returned: number) => ({
  captured: euros(captured),
  returned: euros(returned),
  revenue: euros(captured - returned),
});
/** The tax of 10 % in so many captured and returned seats. */
const taxedSales = (captured: number, returned: number) => ({
  percent: 10,
  ...movedMoney(captured * SEAT_PRICE, returned * SEAT_PRICE),
  tax: movedMoney(captured * 409, returned * 409),
});

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
        sections: [{ ...SECTION, ...SOLD, held: 4, types: [{ id: ADULT.id, ...SOLD }] }],
        types: [{ ...ADULT, ...SOLD }],
        taxes: [taxedSales(3, 1)],
        codes: [
          { code: 'CLUB2030', bookings: 1, cancelledBookings: 0, discount: euros(0), cancelledDiscount: euros(0) },
        ],
        codeCount: 1,
        days: [
          { day: '2030-11-04', ...GIVEN_BACK, sections: [soldIn(GIVEN_BACK)], taxes: [taxedSales(0, 1)] },
          { day: '2030-11-02', ...BOUGHT, sections: [soldIn(BOUGHT)], taxes: [taxedSales(3, 0)] },
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
