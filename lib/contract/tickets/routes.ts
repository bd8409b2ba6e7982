/** The routes of tickets, their codes and keys, and the void tickets of an event. */
import type { Route } from '../route.ts';

export const TICKET_ROUTES = {
  'list-tickets': {
    method: 'GET',
    path: '/v1/bookings/{bookingId}/tickets',
    area: 'tickets',
    access: 'signed-in',
    knowsAdmins: true,
    problems: ['booking-not-found'],
  },
  'read-ticket-qr': {
    method: 'GET',
    path: '/v1/bookings/{bookingId}/tickets/{ticketId}/qr',
    area: 'tickets',
    access: 'signed-in',
    problems: ['booking-not-found', 'ticket-not-found', 'ticket-void'],
  },
  'reissue-ticket': {
    method: 'POST',
    path: '/v1/bookings/{bookingId}/tickets/{ticketId}/reissue',
    area: 'tickets',
    access: 'signed-in',
    limit: { per: 'caller', windowSeconds: 60, quota: 10 },
    idempotent: true,
    problems: ['booking-not-found', 'ticket-not-found', 'ticket-void', 'ticket-redeemed', 'too-many-reissues'],
  },
  'read-revocations': {
    method: 'GET',
    path: '/v1/events/{eventId}/revocations',
    area: 'tickets',
    access: 'member',
    problems: ['event-not-found', 'not-your-event', 'validation-failed'],
  },
  'read-ticket-keys': {
    method: 'GET',
    path: '/.well-known/jwks.json',
    area: 'tickets',
    access: 'public',
    problems: ['busy'],
  },
} as const satisfies Record<string, Route>;
