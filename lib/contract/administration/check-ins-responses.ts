/** The responses about the scans of an event. */
import * as z from 'zod/mini';
import { SCAN_DIRECTIONS, SCAN_OUTCOMES } from '../../domain/model.ts';
import type { Responses } from '../route-schemas.ts';
import {
  BookingId,
  component,
  count,
  described,
  EventId,
  pageOf,
  TicketId,
  timestamp,
  UserId,
} from '../schema-parts.ts';
import { soldType, TicketPlace } from '../tickets/check-in-responses.ts';

export const ListedScan = component(
  'ListedScan',
  z.strictObject({
    ticketId: TicketId,
    bookingId: BookingId,
    place: TicketPlace,
    type: soldType,
    at: described(z.clone(timestamp), 'when it was written'),
    scannedAt: described(z.clone(timestamp), 'when the device made it; at, if its clock cannot be trusted'),
    direction: z.enum(SCAN_DIRECTIONS),
    result: described(z.enum(SCAN_OUTCOMES), 'as with report-scans'),
    gate: z.optional(z.string()),
    device: z.optional(z.string()),
    by: described(z.clone(UserId), 'the member with whose token the device worked'),
    nonce: z.string(),
    admittedBy: described(z.optional(z.string()), 'the nonce of the scan that had let the person in'),
    isOffline: described(z.boolean(), 'a device without a network decided it'),
    isReadmission: described(z.boolean(), 'a supervisor admitted the person without regard to earlier scans'),
  }),
);
export type ListedScan = z.infer<typeof ListedScan>;

const counts = {
  in: described(z.clone(count), 'scans that admitted a person'),
  out: described(z.clone(count), 'scans of people who left'),
  refused: described(z.clone(count), 'duplicates and void tickets'),
};
const GateCounts = z.strictObject({
  gate: described(z.nullable(z.string()), 'null: scans without a gate'),
  name: described(z.optional(z.string()), 'absent if the event has no such gate now'),
  ...counts,
});
export const CheckInCounts = component(
  'CheckInCounts',
  z.strictObject({
    eventId: EventId,
    ...counts,
    inside: described(z.clone(count), 'one person a ticket, however often it was admitted'),
    gates: described(z.array(GateCounts), 'those of the event in their order, then others that have scans'),
    asOf: described(z.clone(timestamp), 'scans of the last seconds may be missing'),
  }),
);
export type CheckInCounts = z.infer<typeof CheckInCounts>;

export const CHECK_IN_LIST_RESPONSES = {
  'list-check-ins': { 200: pageOf(ListedScan) },
  'read-check-in-counts': { 200: CheckInCounts },
} as const satisfies Record<string, Responses>;
