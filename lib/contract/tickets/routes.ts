/** The routes of tickets, their codes and keys, and of devices at the door. */
import { REPORT_BYTES_MAX } from '../../domain/limits.ts';
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
    problems: ['event-not-found', 'not-your-event', 'validation-failed', 'busy'],
  },
  'read-ticket-keys': {
    method: 'GET',
    path: '/.well-known/jwks.json',
    area: 'tickets',
    access: 'public',
    problems: ['busy'],
  },
} as const satisfies Record<string, Route>;

/** Routes of devices at the door that decide without a network. */
export const DOOR_ROUTES = {
  'report-scans': {
    method: 'POST',
    path: '/v1/events/{eventId}/check-ins/batch',
    area: 'tickets',
    access: 'member',
    limit: { per: 'caller', quota: 120, windowSeconds: 60 },
    bodyBytesMax: REPORT_BYTES_MAX,
    takesScannedText: true,
    problems: ['event-not-found', 'not-your-event'],
  },
  'read-door': {
    method: 'GET',
    path: '/v1/events/{eventId}/door',
    area: 'tickets',
    access: 'member',
    limit: { per: 'caller', quota: 300, windowSeconds: 60 },
    problems: ['event-not-found', 'not-your-event', 'validation-failed'],
  },
} as const satisfies Record<string, Route>;
