/** The routes of the door: scans, and the search of a supervisor. */
import type { Route } from '../route.ts';

export const CHECK_IN_ROUTES = {
  'check-in': {
    method: 'POST',
    path: '/v1/events/{eventId}/check-ins',
    area: 'tickets',
    access: 'member',
    takesScannedText: true,
    problems: [
      'event-not-found',
      'not-your-event',
      'invalid-code',
      'ticket-of-other-event',
      'ticket-not-found',
      'nonce-reused',
      'validation-failed',
      'not-inside',
      'ticket-void',
      'event-over',
      'doors-not-open',
      'wrong-gate',
      'already-admitted',
      'too-many-scans',
    ],
  },
  'find-tickets': {
    method: 'GET',
    path: '/v1/events/{eventId}/tickets',
    area: 'tickets',
    access: 'member',
    problems: ['event-not-found', 'not-your-event'],
  },
} as const satisfies Record<string, Route>;
