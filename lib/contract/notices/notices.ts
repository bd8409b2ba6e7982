/**
 * The notices that outsiders get, as they go over the wire: on the event bus of the stage, and in the log of an organization. A notice
 * follows from facts that never change, so that each copy of it is the same. It has no personal data. `version` counts the changes of a
 * notice's form after which a reader would have to change; new fields are no such change.
 */
import * as z from 'zod/mini';
import { CANCELLERS } from '../../domain/cancellation-entries.ts';
import { SCAN_DIRECTIONS, SCAN_OUTCOMES } from '../../domain/model.ts';
import type { NoticeName } from '../../domain/notice-names.ts';
import {
  BookingId,
  component,
  described,
  EventId,
  Money,
  OrganizationId,
  PaymentId,
  SeatId,
  TicketId,
  timestamp,
} from '../schema-parts.ts';

/** The version of all notices. */
export const NOTICE_VERSION = 1;

const id = z.string().check(z.regex(/^ntc_[a-z_0-9]+_\d+$/));

/** A notice of this name, with the facts that only notices of this name have. */
const notice = <Name extends NoticeName, Facts extends z.core.$ZodShape>(name: Name, facts: Facts) =>
  z.strictObject({
    id: described(z.clone(id), 'the same for each copy of the notice: a receiver that keeps it tells a repeated one'),
    name: z.literal(name),
    version: z.literal(NOTICE_VERSION),
    at: described(z.clone(timestamp), 'when it happened'),
    organizationId: OrganizationId,
    eventId: EventId,
    ...facts,
  });

const booking = { bookingId: BookingId };
const reference = described(z.string(), 'the booking reference');
const tickets = (description: string) => described(z.array(TicketId), description);

const soldPlace = {
  type: described(z.optional(z.string()), 'the id of its ticket type'),
  price: described(z.clone(Money), 'of one place, after the discount'),
  discount: described(z.optional(z.clone(Money)), 'what the code took off the price of one place'),
  tickets: z.array(TicketId),
};
const bookedPlace = z.union([
  z.strictObject({ seatId: SeatId, ...soldPlace }),
  z.strictObject({ areaId: z.string(), quantity: z.int(), ...soldPlace }),
]);
const fee = z.strictObject({ id: z.string(), amount: described(z.clone(Money), 'on the whole booking') });

const cancellation = {
  ...booking,
  reference: z.clone(reference),
  by: described(
    z.enum(CANCELLERS),
    "organizer: a member of the event's organization, or an administrator; system: the payment was taken back",
  ),
  tickets: tickets('the tickets that it made void'),
  amount: described(z.clone(Money), 'the part of the total that it returns: their prices, and fees'),
};

const refund = {
  bookingId: described(z.optional(BookingId), 'absent if the payment has never paid for a booking'),
  paymentId: PaymentId,
  refund: described(z.optional(z.int()), 'its number in the booking; absent if the payment was returned as a whole'),
};

const scan = {
  ...booking,
  ticketId: TicketId,
  outcome: z.enum(SCAN_OUTCOMES),
  direction: z.enum(SCAN_DIRECTIONS),
  gate: described(z.optional(z.string()), 'the id of the gate'),
  scannedAt: described(
    z.optional(timestamp),
    'when the device scanned it, by its own clock as the server corrected it; absent if the scan was decided online',
  ),
  isOffline: described(z.boolean(), 'whether a device without a network decided it and reported it later'),
  isReadmission: described(z.boolean(), 'whether a supervisor admitted the person without regard to earlier scans'),
};

/** The schema of each notice, by its name. */
export const NOTICES = {
  'event.published': notice('event.published', {}),
  'event.edited': notice('event.edited', {
    changed: described(
      z.array(z.string()),
      'the fields that the edit has named; `sections` for its sections, `blocks` for places that it kept from sale or gave back',
    ),
  }),
  'event.closed': notice('event.closed', {}),
  'event.reopened': notice('event.reopened', {}),
  'event.cancelled': notice('event.cancelled', {}),
  'event.deleted': notice('event.deleted', {}),
  'booking.confirmed': notice('booking.confirmed', {
    ...booking,
    reference,
    places: described(z.array(bookedPlace), 'of an area, one for each type and price'),
    total: described(z.clone(Money), 'the prices of the places and the fees'),
    fees: described(z.optional(z.array(fee)), 'absent if there are none'),
    code: described(z.optional(z.string()), 'the promo or access code that was used'),
  }),
  'booking.places-cancelled': notice('booking.places-cancelled', cancellation),
  'booking.cancelled': notice('booking.cancelled', cancellation),
  'payment.refunded': notice('payment.refunded', {
    ...refund,
    amount: described(z.clone(Money), 'the money that was returned'),
  }),
  'payment.refund-failed': notice('payment.refund-failed', {
    ...refund,
    amount: described(z.clone(Money), 'the money that was not returned after all'),
  }),
  'ticket.admitted': notice('ticket.admitted', scan),
  'ticket.left': notice('ticket.left', scan),
  'ticket.refused': notice('ticket.refused', scan),
  'ticket.reissued': notice('ticket.reissued', {
    ...booking,
    ticketId: TicketId,
    ticketVersion: described(z.int(), 'of the new code; codes with a lower version are void'),
  }),
} as const satisfies Record<NoticeName, z.ZodMiniType>;

export type NoticeOf<Name extends NoticeName> = z.infer<(typeof NOTICES)[Name]>;

export const Notice = component('Notice', z.discriminatedUnion('name', Object.values(NOTICES) as NoticeSchemas));
export type Notice = { [Name in NoticeName]: NoticeOf<Name> }[NoticeName];
type NoticeSchemas = [(typeof NOTICES)['event.published'], ...(typeof NOTICES)[NoticeName][]];
