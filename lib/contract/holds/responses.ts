/** The responses of the holds function. */
import * as z from 'zod/mini';
import { HOLD_STATUSES } from '../../domain/model.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { BookingId, component, EventId, HoldId, Money, pageOf, timestamp } from '../schema-parts.ts';
import { HeldPlace, saleParts } from './price-responses.ts';

export const Hold = component(
  'Hold',
  z.strictObject({
    id: HoldId,
    eventId: EventId,
    status: z.enum(HOLD_STATUSES),
    places: z.array(HeldPlace),
    total: Money,
    ...saleParts('the taxes in the total'),
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
