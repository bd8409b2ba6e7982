/** The responses of the door: a scan that let a person pass, and the tickets that a supervisor has found. */
import * as z from 'zod/mini';
import { REFERENCE } from '../../domain/booking-reference.ts';
import { SCAN_DIRECTIONS, TICKET_STATUSES } from '../../domain/model.ts';
import { HeldArea, HeldSeat } from '../holds/price-responses.ts';
import { component, described, SeatId, string, TicketId, timestamp } from '../schema-parts.ts';

const { section, row, seat } = HeldSeat.shape;
/** The place of a ticket as door staff read it out. */
export const TicketPlace = component(
  'TicketPlace',
  z.union([
    z.strictObject({ seatId: SeatId, section, row, seat }),
    z.strictObject({ areaId: z.string(), name: HeldArea.shape.name }),
  ]),
);
export type TicketPlace = z.infer<typeof TicketPlace>;

/** The type as it was sold, so that door staff can ask a student for the card. */
export const soldType = described(
  z.optional(z.strictObject({ id: z.string(), name: z.string() })),
  'the ticket type, such as child; absent if the ticket has none',
);

const reference = () => described(string.check(z.regex(REFERENCE)), 'of its booking');

/** The scan of a person who came in, or who left. */
const scan = {
  at: described(z.clone(timestamp), 'when it was stored'),
  scannedAt: described(z.clone(timestamp), 'when the device scanned the code; `at` if its time is not known'),
  gate: described(z.optional(z.string()), 'the id of the gate'),
  device: z.optional(z.string()),
};

export const CheckIn = component(
  'CheckIn',
  z.strictObject({
    outcome: described(z.enum(['admitted', 'left']), 'admitted: let the person in; left: the person may come in again'),
    direction: z.enum(SCAN_DIRECTIONS),
    ticketId: TicketId,
    reference: reference(),
    place: TicketPlace,
    type: soldType,
    ...scan,
    isReadmission: described(z.optional(z.literal(true)), 'a supervisor admitted the person'),
  }),
);
export type CheckIn = z.infer<typeof CheckIn>;

export const FoundTicket = component(
  'FoundTicket',
  z.strictObject({
    ticketId: TicketId,
    reference: reference(),
    place: TicketPlace,
    type: soldType,
    status: z.enum(TICKET_STATUSES),
    isInside: described(z.boolean(), 'the person came in and has not left, as far as scans are known'),
    admission: described(z.optional(z.strictObject(scan)), 'the scan that let the person in who is inside'),
  }),
);
export type FoundTicket = z.infer<typeof FoundTicket>;

export const FoundTickets = component('FoundTickets', z.strictObject({ tickets: z.array(FoundTicket) }));
export type FoundTickets = z.infer<typeof FoundTickets>;

export const CHECK_IN_RESPONSES = {
  'check-in': { 200: CheckIn },
  'find-tickets': { 200: FoundTickets },
};
