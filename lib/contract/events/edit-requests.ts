/** Changes to an event: its facts, sections and places, or the end of its sales. */
import * as z from 'zod/mini';
import {
  HOLD_SECONDS_MAX,
  PLACES_PER_EVENT_MAX,
  PLACES_PER_HOLD_MAX,
  SEATS_NAMED_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { component, described, integer, isUnique, minorUnits, SeatId, text, timestamp } from '../schema-parts.ts';
import {
  Attributes,
  BlockNote,
  cancellationClosesMinutes,
  Label,
  NewRow,
  NewSection,
  placesPerCustomerMax,
  SectionId,
} from './section-requests.ts';

const seatIds = z
  .array(SeatId)
  .check(z.minLength(1), z.maxLength(SEATS_NAMED_MAX), z.refine(isUnique, 'must not name a seat twice'));
const labels = z
  .array(Label)
  .check(z.minLength(1), z.maxLength(SEATS_NAMED_MAX), z.refine(isUnique, 'must not name anything twice'));
const count = integer.check(z.gte(0), z.lte(PLACES_PER_EVENT_MAX));
const capacity = integer.check(z.gte(1), z.lte(PLACES_PER_EVENT_MAX));
const newRows = z.array(NewRow).check(z.minLength(1), z.maxLength(1000));

const SectionChanges = component(
  'SectionChanges',
  z.strictObject({
    id: SectionId,
    name: z.optional(text(100)),
    price: described(z.optional(minorUnits), 'of places not yet held: holds and bookings keep theirs'),
    attributes: z.optional(Attributes),
    capacity: described(z.optional(capacity), 'of an area; not below what is held or booked'),
    blocked: described(
      z.optional(count),
      'places of an area that the organizer keeps from sale: more take available places, fewer sell them again',
    ),
    addRows: described(z.optional(newRows), 'rows, or seats of rows that are there'),
    removeRows: described(z.optional(labels), 'rows of which no seat is held or booked'),
    removeSeats: described(z.optional(labels), 'labels of seats that are neither held nor booked'),
  }),
);

const sections = z.array(SectionChanges).check(
  z.minLength(1),
  z.maxLength(SECTIONS_PER_EVENT_MAX),
  z.refine(changed => isUnique(changed.map(({ id }) => id)), 'must not name a section twice'),
);
const newSections = z.array(NewSection).check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX));
const sectionIds = z.array(SectionId).check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX), z.refine(isUnique));
const changeableTime = () => z.optional(z.nullable(timestamp));

const changes = {
  title: z.optional(text(200)),
  venue: z.optional(z.nullable(text(200))),
  startsAt: z.optional(timestamp),
  endsAt: z.optional(timestamp),
  salesOpenAt: described(changeableTime(), 'null: at once'),
  salesCloseAt: described(changeableTime(), 'null: startsAt'),
  holdSeconds: z.optional(integer.check(z.gte(1), z.lte(HOLD_SECONDS_MAX))),
  placesPerHoldMax: z.optional(integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX))),
  placesPerCustomerMax: described(
    z.optional(z.nullable(placesPerCustomerMax)),
    'counts what is held and booked from then on; null: no limit',
  ),
  cancellationClosesMinutes: described(
    z.optional(cancellationClosesMinutes),
    'who has booked keeps the better of the old terms and the new',
  ),
  sections: z.optional(sections),
  addSections: z.optional(newSections),
  removeSections: z.optional(sectionIds),
  blockSeats: described(z.optional(seatIds), 'keeps available seats from sale'),
  unblockSeats: described(z.optional(seatIds), 'sells seats again that the organizer has blocked'),
  blockNote: described(
    z.optional(BlockNote),
    'why the seats of blockSeats, or the places that `blocked` adds, are kept from sale: no public answer shows it',
  ),
};

export const EventChanges = component(
  'EventChanges',
  z
    .strictObject({
      ...changes,
      status: described(
        z.optional(z.enum(['closed', 'cancelled'])),
        'ends sales for good; stands by itself in a request',
      ),
    })
    .check(
      z.refine(({ status, ...rest }) => (status === undefined) === Object.keys(rest).length > 0, {
        message: 'must change something; status stands by itself',
      }),
      z.refine(
        ({ blockNote, blockSeats, sections }) =>
          blockNote === undefined || blockSeats !== undefined || sections?.some(({ blocked }) => blocked !== undefined),
        { path: ['blockNote'], message: 'goes with blockSeats, or with blocked of a section' },
      ),
    ),
);
export type EventChanges = z.infer<typeof EventChanges>;
