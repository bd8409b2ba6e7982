/** The requests of the tickets function. */
import type { RequestsOf } from '../route-schemas.ts';
import { CHECK_IN_REQUESTS } from './check-in-requests.ts';

export const TICKET_REQUESTS = {
  'read-ticket-keys': {},
  ...CHECK_IN_REQUESTS,
} as const satisfies RequestsOf<'tickets'>;
