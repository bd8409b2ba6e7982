/** The routes of tickets and their keys. */
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
