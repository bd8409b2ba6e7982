/** The responses of the holds function. */
import * as z from 'zod/mini';
import { HOLD_STATUSES } from '../../domain/model.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { BookingId, component, described, EventId, HoldId, Money, pageOf, timestamp } from '../schema-parts.ts';
import { HeldPlace, saleParts, TotalLine } from './price-responses.ts';

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

const { lines: _optional, ...taxParts } = saleParts('the taxes in the total');
export const Quote = component(
  'Quote',
  z.strictObject({
    eventId: EventId,
    places: z.array(HeldPlace),
    total: Money,
    lines: described(z.array(TotalLine), 'the lines of the total'),
    ...taxParts,
  }),
);
export type Quote = z.infer<typeof Quote>;

export const HOLD_RESPONSES = {
  'place-hold': { 201: Hold },
  'quote-places': { 200: Quote },
  'list-holds': { 200: pageOf(Hold) },
  'read-hold': { 200: Hold },
  'extend-hold': { 200: Hold },
  'release-hold': { 204: undefined },
} as const satisfies ResponsesOf<'holds'>;
