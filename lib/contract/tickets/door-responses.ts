/** The responses to devices that decide without a network. */
import * as z from 'zod/mini';
import { SCAN_OUTCOMES, TICKET_STATUSES } from '../../domain/model.ts';
import type { Responses } from '../route-schemas.ts';
import { component, described, EventId, string, TicketId, timestamp } from '../schema-parts.ts';
import { soldType, TicketPlace } from './check-in-responses.ts';

/**
 * Why a line was not kept. `other-event`: the code is for another event. `no-booking`: it is signed, but its booking does not have such
 * a ticket, as after a restore.
 */
export const INVALID_LINES = [
  'malformed-line',
  'malformed',
  'signature',
  'unknown-key',
  'other-event',
  'no-booking',
  'nonce-reused',
] as const;

const Admission = z.strictObject({
  nonce: z.string(),
  at: described(z.clone(timestamp), 'when it was written'),
  scannedAt: timestamp,
  gate: z.optional(z.string()),
  device: z.optional(z.string()),
});

const ScanResult = component(
  'ScanResult',
  z.strictObject({
    nonce: described(z.optional(z.string()), 'of the line; absent if the line has none'),
    result: described(
      z.enum([...SCAN_OUTCOMES, 'invalid', 'busy']),
      'void: it was void at the scan. void-later: the person came in, and the place was cancelled or the code replaced after that. busy: not decided; send the line again',
    ),
    ticketId: z.optional(TicketId),
    place: z.optional(TicketPlace),
    type: soldType,
    admission: described(z.optional(Admission), 'of duplicates: the scan that admitted the ticket'),
    voidSince: described(z.optional(timestamp), 'of void tickets'),
    reason: described(
      z.optional(z.enum(INVALID_LINES)),
      'of invalid lines. no-booking: the code is signed, but there is no such ticket. nonce-reused: the nonce is that of another scan',
    ),
    eventId: described(z.optional(EventId), 'of the code, with other-event'),
    errors: described(
      z.optional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
      'of malformed lines',
    ),
    isKept: described(z.optional(z.literal(false)), 'false: the booking has too many scans, so this one is not kept'),
  }),
);
export type ScanResult = z.infer<typeof ScanResult>;

const ScanResults = component(
  'ScanResults',
  z.strictObject({ results: described(z.array(ScanResult), 'one for each line, in their order') }),
);
export type ScanResults = z.infer<typeof ScanResults>;

const DoorTicket = component(
  'DoorTicket',
  z.strictObject({
    id: TicketId,
    version: described(z.int(), 'of the code that is valid. A code with a lower one is void'),
    status: z.enum(TICKET_STATUSES),
    place: TicketPlace,
    type: soldType,
    isInside: described(z.boolean(), 'the person has come in and not left'),
  }),
);
export type DoorTicket = z.infer<typeof DoorTicket>;

const DoorGate = z.strictObject({
  id: z.string(),
  name: z.string(),
  sections: z.optional(z.array(z.string())),
  areas: z.optional(z.array(z.string())),
});

export const Door = component(
  'Door',
  z.strictObject({
    eventId: EventId,
    status: described(
      z.enum(['preparing', 'published', 'closed', 'cancelled']),
      'cancelled: no ticket of the event is valid',
    ),
    gates: described(z.array(DoorGate), 'none: every device admits all tickets'),
    tickets: described(
      z.array(DoorTicket),
      'all tickets of some bookings, also void ones. A ticket may be listed again, later and as it is then',
    ),
    revocations: described(
      z.optional(z.string()),
      'on the first page: the signed list of void tickets, as read-revocations gives it',
    ),
    nextCursor: described(z.nullable(string), 'for the next page; with `since` always null'),
    since: described(z.string(), 'for the next request, once all pages are read; the same on all of them'),
    hasMore: described(z.boolean(), 'with `since`: more has changed, so ask again at once with the new `since`'),
  }),
);
export type Door = z.infer<typeof Door>;

export const DOOR_RESPONSES = {
  'report-scans': { 200: ScanResults },
  'read-door': { 200: Door },
} as const satisfies Record<string, Responses>;
