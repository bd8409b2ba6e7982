/** The tickets function: tickets with their codes, the void tickets of an event, the scans at its doors, and the public keys of codes. */
import { TICKET_REQUESTS } from '../../lib/contract/tickets/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import { type BindingsOf, httpFunction, idempotent, ok } from '../../lib/lambda/http/http-function.ts';
import { qrImage } from '../../lib/lambda/http/qr-image.ts';
import { checkIn } from '../../lib/usecases/tickets/check-in.ts';
import { findTickets } from '../../lib/usecases/tickets/find-tickets.ts';
import { listTickets } from '../../lib/usecases/tickets/list-tickets.ts';
import { type ReadDoor, readDoor } from '../../lib/usecases/tickets/read-door.ts';
import { readRevocations } from '../../lib/usecases/tickets/read-revocations.ts';
import { readTicketKeys } from '../../lib/usecases/tickets/read-ticket-keys.ts';
import { readTicketQr } from '../../lib/usecases/tickets/read-ticket-qr.ts';
import { reissueTicket } from '../../lib/usecases/tickets/reissue-ticket.ts';
import { reportScans } from '../../lib/usecases/tickets/report-scans.ts';

/** Shorter than the time after which a new key signs, see ticket-keys.ts. */
const KEYS_MAY_BE_CACHED = { 'cache-control': 'public, max-age=300' };

export const tickets: BindingsOf<'tickets'> = {
  'list-tickets': async (deps, call, { params }) => ok(await listTickets(deps, call, params.bookingId)),
  'read-ticket-qr': async (deps, call, { params }) => qrImage(await readTicketQr(deps, call, params)),
  'reissue-ticket': async (deps, call, { params }) => idempotent(200, await reissueTicket(deps, call, params)),
  'read-revocations': async (deps, call, { params, query }) =>
    ok(await readRevocations(deps, call, { ...params, ...query })),
  'report-scans': async (deps, call, { params, body }) => ok(await reportScans(deps, call, params.eventId, body)),
  'read-door': async (deps, call, { params, query }) => {
    let door: ReadDoor['door'] | undefined;
    const { items: tickets, nextCursor } = await paged('read-door', call, { ...query, ...params }, async page => {
      const read = await readDoor(deps, call, { ...params, since: query.since }, page);
      door = read.door;
      return read.tickets;
    });
    return ok({ ...door, tickets, nextCursor });
  },
  'read-ticket-keys': async deps => ok(await readTicketKeys(deps), KEYS_MAY_BE_CACHED),
  'check-in': async (deps, call, { params, body }) => ok(await checkIn(deps, call, params.eventId, body)),
  'find-tickets': async (deps, call, { params, query }) => ok(await findTickets(deps, call, params.eventId, query)),
};

export const handler = httpFunction(tickets, TICKET_REQUESTS, composed);
