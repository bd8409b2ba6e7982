/** The responses of the tickets function. */
import * as z from 'zod/mini';
import { TICKET_STATUSES } from '../../domain/model.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { BookingId, component, described, EventId, TicketId, timestamp } from '../schema-parts.ts';
import { CHECK_IN_RESPONSES, soldType, TicketPlace } from './check-in-responses.ts';
import { DOOR_RESPONSES } from './door-responses.ts';

const TicketKey = component(
  'TicketKey',
  z.strictObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    kid: described(z.string(), 'the name of the key, which the header of a code has'),
    alg: z.literal('EdDSA'),
    use: z.literal('sig'),
  }),
);
export const TicketKeySet = component('TicketKeySet', z.strictObject({ keys: z.array(TicketKey) }));
export type TicketKeySet = z.infer<typeof TicketKeySet>;

export const BookedTicket = component(
  'BookedTicket',
  z.strictObject({
    id: TicketId,
    status: z.enum(TICKET_STATUSES),
    version: described(z.int(), 'from 1; each new code of the ticket raises it, and makes the earlier codes void'),
    place: TicketPlace,
    type: soldType,
    code: described(
      z.optional(z.string()),
      'what its QR code shows; only for the owner, and absent if the ticket is void or the event was cancelled',
    ),
  }),
);
export type BookedTicket = z.infer<typeof BookedTicket>;

export const BookedTickets = component(
  'BookedTickets',
  z.strictObject({ bookingId: BookingId, eventId: EventId, tickets: z.array(BookedTicket) }),
);
export type BookedTickets = z.infer<typeof BookedTickets>;

export const Revocations = component(
  'Revocations',
  z.strictObject({
    asOf: described(z.clone(timestamp), 'each code that was void at this time is in the list'),
    expiresAt: described(z.clone(timestamp), 'a device must not use the list from then on'),
    all: described(z.boolean(), 'all tickets are void: the event was cancelled or deleted'),
    count: described(z.int(), 'how many tickets the list has'),
    revocations: described(z.string(), 'the list as a compact JWS: docs/tickets.md says how a device verifies it'),
  }),
);
export type Revocations = z.infer<typeof Revocations>;

export const TICKET_RESPONSES = {
  'list-tickets': { 200: BookedTickets },
  'read-ticket-qr': { 200: 'image/svg+xml' },
  'reissue-ticket': { 200: BookedTicket },
  'read-revocations': { 200: Revocations },
  'read-ticket-keys': { 200: TicketKeySet },
  ...DOOR_RESPONSES,
  ...CHECK_IN_RESPONSES,
} as const satisfies ResponsesOf<'tickets'>;
