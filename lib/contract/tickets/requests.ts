/** The requests of the tickets function. */
import type { RequestsOf } from '../route-schemas.ts';
import { DOOR_REQUESTS } from './door-requests.ts';

export const TICKET_REQUESTS = {
  'read-ticket-keys': {},
  ...DOOR_REQUESTS,
} as const satisfies RequestsOf<'tickets'>;
