/** Examples of the bookings function. */
import {
  BOOKING_ID,
  CONFIRMED_AT,
  ENDS_AT,
  EVENT_ID,
  euros,
  HOLD_ID,
  PAYMENT_ID,
  SEAT_PRICE,
  STARTS_AT,
  TIME_ZONE,
  TITLE,
  ticketId,
  VENUE,
} from '../example-facts.ts';
import { PLACES, salePartsOf } from '../holds/examples.ts';

const TOTAL = euros(2 * SEAT_PRICE);

const bookedPlaces = (...statuses: string[]) =>
  PLACES.map((place, i) => ({ ...place, tickets: [{ id: ticketId(i + 1), status: statuses[i] }] }));

export const BOOKING = {
  id: BOOKING_ID,
  reference: 'H7K2MQ9X',
  eventId: EVENT_ID,
  status: 'confirmed',
  places: bookedPlaces('valid', 'valid'),
  total: TOTAL,
  ...salePartsOf(2 * SEAT_PRICE),
  kept: TOTAL,
  refunded: euros(0),
  refunds: [],
  payment: { id: PAYMENT_ID, state: 'captured' },
  confirmedAt: CONFIRMED_AT,
  cancellableUntil: '2030-12-13T18:30:00.000Z',
  event: {
    title: TITLE,
    venue: VENUE,
    startsAt: STARTS_AT,
    endsAt: ENDS_AT,
    timeZone: TIME_ZONE,
    status: 'scheduled',
  },
};

export const PAYMENT = {
  id: PAYMENT_ID,
  holdId: HOLD_ID,
  state: 'captured',
  amount: TOTAL,
  bookingId: BOOKING_ID,
};

const REFUND = { status: 'refunded', amount: euros(SEAT_PRICE) };

export const BOOKING_EXAMPLES = {
  'confirm-booking': {
    request: { holdId: HOLD_ID, paymentMethod: 'sim_ok' },
    responses: { 201: BOOKING, 202: { status: 'pending', paymentId: PAYMENT_ID } },
  },
  'read-payment': { responses: { 200: PAYMENT } },
  'list-bookings': { responses: { 200: { items: [BOOKING], nextCursor: null } } },
  'read-booking': { responses: { 200: BOOKING } },
  'cancel-booking': {
    requests: {
      whole: { summary: 'The whole booking', value: {} },
      part: { summary: 'One of its seats', value: { seats: [PLACES[1]?.seatId], reason: 'a friend cannot come' } },
    },
    responses: {
      200: {
        booking: {
          ...BOOKING,
          places: bookedPlaces('valid', 'void'),
          taxes: salePartsOf(SEAT_PRICE).taxes,
          kept: euros(SEAT_PRICE),
          refunded: REFUND.amount,
          refunds: [{ number: 1, ...REFUND }],
        },
        refund: REFUND,
      },
    },
  },
  'receive-webhook': {
    request: {
      id: 'evt_1S',
      object: 'event',
      type: 'payment_intent.succeeded',
      data: { object: { id: 'pi_3S', object: 'payment_intent', metadata: { paymentId: PAYMENT_ID } } },
    },
  },
};
