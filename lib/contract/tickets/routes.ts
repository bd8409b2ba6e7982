/** The routes of tickets and their keys. */
import { REPORT_BYTES_MAX } from '../../domain/limits.ts';
import type { Route } from '../route.ts';

export const TICKET_ROUTES = {
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
