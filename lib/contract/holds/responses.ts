/** The responses of the holds function. */
import * as z from 'zod/mini';
import { HOLD_STATUSES } from '../../domain/model.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { BookingId, component, described, EventId, HoldId, Money, pageOf, SeatId, timestamp } from '../schema-parts.ts';

export const HeldSeat = z.strictObject({
  seatId: SeatId,
  section: described(z.string(), 'the name of its section, or its id once the section is gone'),
  row: described(z.optional(z.string()), 'the name of its row; absent once the seat is no longer in the layout'),
  seat: described(z.string(), 'its number in the row, or its label once it is no longer in the layout'),
  price: Money,
});
export const HeldArea = z.strictObject({
  areaId: z.string(),
  name: described(z.string(), 'of the area, or its id once the area is gone'),
  quantity: z.int(),
  price: described(z.clone(Money), 'of one place'),
});
const HeldPlace = z.union([HeldSeat, HeldArea]);

export const Hold = component(
  'Hold',
  z.strictObject({
    id: HoldId,
    eventId: EventId,
    status: z.enum(HOLD_STATUSES),
    places: z.array(HeldPlace),
    total: Money,
    expiresAt: timestamp,
    maxExpiresAt: timestamp,
    createdAt: timestamp,
    bookingId: z.optional(BookingId),
  }),
);
export type Hold = z.infer<typeof Hold>;

export const HOLD_RESPONSES = {
  'place-hold': { 201: Hold },
  'list-holds': { 200: pageOf(Hold) },
  'read-hold': { 200: Hold },
  'extend-hold': { 200: Hold },
  'release-hold': { 204: undefined },
} as const satisfies ResponsesOf<'holds'>;
