/** The requests of the tickets function. */
import type { RequestsOf } from '../route-schemas.ts';

export const TICKET_REQUESTS = {
  'read-ticket-keys': {},
} as const satisfies RequestsOf<'tickets'>;
