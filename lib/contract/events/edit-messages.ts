/** What an organizer may change about an event: facts, sections, places; and the end of its sales. */
import * as z from 'zod';
import {
  HOLD_SECONDS_MAX,
  PLACES_PER_EVENT_MAX,
  PLACES_PER_HOLD_MAX,
  SEATS_NAMED_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { text, timestamp } from '../schema-parts.ts';
import {
  Attributes,
  cancellationClosesMinutes,
  Label,
  minorUnits,
  NewRow,
  NewSection,
  placesPerCustomerMax,
  SeatId,
  SectionId,
} from './messages.ts';

const isUnique = (names: string[]): boolean => new Set(names).size === names.length;
const seatIds = z.array(SeatId).min(1).max(SEATS_NAMED_MAX).refine(isUnique, 'must not name a seat twice');
const labels = z.array(Label).min(1).max(SEATS_NAMED_MAX).refine(isUnique, 'must not name anything twice');

const SectionChanges = z
  .strictObject({
    id: SectionId,
    name: text(100).optional(),
    price: minorUnits.optional().meta({ description: 'of places not yet held: holds and bookings keep theirs' }),
    attributes: Attributes.optional(),
    capacity: z
      .int()
      .min(1)
      .max(PLACES_PER_EVENT_MAX)
      .optional()
      .meta({ description: 'of an area; not below what is held or booked' }),
    addRows: z.array(NewRow).min(1).max(1000).optional().meta({ description: 'rows, or seats of rows that are there' }),
    removeRows: labels.optional().meta({ description: 'rows of which no seat is held or booked' }),
    removeSeats: labels.optional().meta({ description: 'labels of seats that are neither held nor booked' }),
  })
  .meta({ id: 'SectionChanges' });

const changes = {
  title: text(200).optional(),
  venue: text(200).nullable().optional(),
  startsAt: timestamp.optional(),
  endsAt: timestamp.optional(),
  salesOpenAt: timestamp.nullable().optional().meta({ description: 'null: at once' }),
  salesCloseAt: timestamp.nullable().optional().meta({ description: 'null: startsAt' }),
  holdSeconds: z.int().min(1).max(HOLD_SECONDS_MAX).optional(),
  placesPerHoldMax: z.int().min(1).max(PLACES_PER_HOLD_MAX).optional(),
  placesPerCustomerMax: placesPerCustomerMax
    .nullable()
    .optional()
    .meta({ description: 'counts what is held and booked from then on; null: no limit' }),
  cancellationClosesMinutes: cancellationClosesMinutes
    .optional()
    .meta({ description: 'who has booked keeps the better of the old terms and the new' }),
  sections: z
    .array(SectionChanges)
    .min(1)
    .max(SECTIONS_PER_EVENT_MAX)
    .refine(sections => isUnique(sections.map(({ id }) => id)), 'must not name a section twice')
    .optional(),
  addSections: z.array(NewSection).min(1).max(SECTIONS_PER_EVENT_MAX).optional(),
  removeSections: z.array(SectionId).min(1).max(SECTIONS_PER_EVENT_MAX).refine(isUnique).optional(),
  blockSeats: seatIds.optional().meta({ description: 'keeps available seats from sale' }),
  unblockSeats: seatIds.optional().meta({ description: 'sells blocked seats again' }),
};

export const EventChanges = z
  .strictObject({
    ...changes,
    status: z
      .enum(['closed', 'cancelled'])
      .optional()
      .meta({ description: 'ends sales for good; stands by itself in a request' }),
  })
  .refine(({ status, ...rest }) => (status === undefined) === Object.keys(rest).length > 0, {
    message: 'must change something; status stands by itself',
  })
  .meta({ id: 'EventChanges' });
export type EventChanges = z.infer<typeof EventChanges>;
