/** One example of each notice: the concert is published and edited, two seats are booked, scanned and cancelled. */
import type { NoticeName } from '../../domain/notice-names.ts';
import {
  BOOKING_ID,
  CONFIRMED_AT,
  EVENT_ID,
  euros,
  ORGANIZATION_ID,
  PAYMENT_ID,
  SEAT_PRICE,
  ticketId,
} from '../example-facts.ts';
import { NOTICE_VERSION, type Notice, type NoticeOf } from './notices.ts';

const CLAIM = BOOKING_ID.slice('bkg_'.length);
const REFERENCE = 'H7K2MQ9X';

const common = <Name extends NoticeName>(name: Name, subject: string, position: number, at: string) => ({
  id: `ntc_${subject}_${position}`,
  name,
  version: NOTICE_VERSION as typeof NOTICE_VERSION,
  at,
  organizationId: ORGANIZATION_ID,
  eventId: EVENT_ID,
});
const ofEvent = <Name extends NoticeName>(name: Name, position: number, at: string) =>
  common(name, EVENT_ID, position, at);
const ofBooking = <Name extends NoticeName>(name: Name, position: number, at: string) => ({
  ...common(name, CLAIM, position, at),
  bookingId: BOOKING_ID,
});

const CANCELLATION = { reference: REFERENCE, tickets: [ticketId(2)], amount: euros(SEAT_PRICE) };
const SCAN = { ticketId: ticketId(1), gate: 'north', isOffline: false, isReadmission: false } as const;

export const NOTICE_EXAMPLES: { [Name in NoticeName]: NoticeOf<Name> } = {
  'event.published': ofEvent('event.published', 0, '2030-10-01T08:00:00.000Z'),
  'event.edited': { ...ofEvent('event.edited', 1, '2030-10-02T08:00:00.000Z'), changed: ['startsAt', 'sections'] },
  'event.closed': ofEvent('event.closed', 4, '2030-12-13T20:00:00.000Z'),
  'event.reopened': ofEvent('event.reopened', 9, '2030-12-14T07:00:00.000Z'),
  'event.cancelled': ofEvent('event.cancelled', 12, '2030-12-14T09:00:00.000Z'),
  'event.deleted': ofEvent('event.deleted', 1, '2030-10-01T09:30:00.000Z'),
  'booking.confirmed': {
    ...ofBooking('booking.confirmed', 2, CONFIRMED_AT),
    reference: REFERENCE,
    places: [
      { seatId: 'stalls/A-1', price: euros(SEAT_PRICE), tickets: [ticketId(1)] },
      { seatId: 'stalls/A-2', price: euros(SEAT_PRICE), tickets: [ticketId(2)] },
    ],
    total: euros(2 * SEAT_PRICE),
  },
  'booking.places-cancelled': {
    ...ofBooking('booking.places-cancelled', 4, '2030-11-20T12:00:00.000Z'),
    ...CANCELLATION,
    by: 'customer',
  },
  'booking.cancelled': {
    ...ofBooking('booking.cancelled', 6, '2030-12-01T12:00:00.000Z'),
    ...CANCELLATION,
    tickets: [ticketId(1)],
    by: 'organizer',
  },
  'payment.refunded': {
    ...ofBooking('payment.refunded', 5, '2030-11-20T12:00:02.000Z'),
    paymentId: PAYMENT_ID,
    refund: 1,
    amount: euros(SEAT_PRICE),
  },
  'payment.refund-failed': {
    ...ofBooking('payment.refund-failed', 7, '2030-11-24T03:10:00.000Z'),
    paymentId: PAYMENT_ID,
    refund: 1,
    amount: euros(SEAT_PRICE),
  },
  'ticket.admitted': {
    ...ofBooking('ticket.admitted', 4, '2030-12-14T17:45:00.000Z'),
    ...SCAN,
    outcome: 'admitted',
    direction: 'in',
  },
  'ticket.left': {
    ...ofBooking('ticket.left', 5, '2030-12-14T19:50:00.000Z'),
    ...SCAN,
    outcome: 'left',
    direction: 'out',
  },
  'ticket.refused': {
    ...ofBooking('ticket.refused', 6, '2030-12-14T19:58:00.000Z'),
    ...SCAN,
    outcome: 'duplicate',
    direction: 'in',
    scannedAt: '2030-12-14T17:47:00.000Z',
    isOffline: true,
  },
  'ticket.reissued': {
    ...ofBooking('ticket.reissued', 4, '2030-12-10T09:00:00.000Z'),
    ticketId: ticketId(1),
    ticketVersion: 2,
  },
};

const LISTED: Notice[] = [NOTICE_EXAMPLES['event.published'], NOTICE_EXAMPLES['booking.confirmed']];

export const NOTICE_OPERATION_EXAMPLES = {
  'list-notices': { responses: { 200: { items: LISTED, nextCursor: '2' } } },
};
