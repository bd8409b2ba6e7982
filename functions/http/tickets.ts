/** The tickets function: the public keys of ticket codes, and the scans at the door. */
import { TICKET_REQUESTS } from '../../lib/contract/tickets/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { type BindingsOf, httpFunction, ok } from '../../lib/lambda/http/http-function.ts';
import { checkIn } from '../../lib/usecases/tickets/check-in.ts';
import { findTickets } from '../../lib/usecases/tickets/find-tickets.ts';
import { readTicketKeys } from '../../lib/usecases/tickets/read-ticket-keys.ts';

/** Shorter than the time after which a new key signs, see ticket-keys.ts. */
const KEYS_MAY_BE_CACHED = { 'cache-control': 'public, max-age=300' };

export const tickets: BindingsOf<'tickets'> = {
  'read-ticket-keys': async deps => ok(await readTicketKeys(deps), KEYS_MAY_BE_CACHED),
  'check-in': async (deps, call, { params, body }) => ok(await checkIn(deps, call, params.eventId, body)),
  'find-tickets': async (deps, call, { params, query }) => ok(await findTickets(deps, call, params.eventId, query)),
};

export const handler = httpFunction(tickets, TICKET_REQUESTS, composed);
