/** Changes to an event: its facts, sections and places, or the end of its sales. */
import * as z from 'zod/mini';
import {
  EVENT_DAYS_MAX,
  HOLD_SECONDS_MAX,
  PLACES_PER_EVENT_MAX,
  PLACES_PER_HOLD_MAX,
  SEATS_NAMED_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { EVENT_KINDS } from '../../domain/model.ts';
import { time } from '../request-times.ts';
import { Attributes, component, described, integer, isUnique, minorUnits, SeatId, text } from '../schema-parts.ts';
import { description, imageUrl, route, service } from './description-requests.ts';
import { NewPrices } from './price-requests.ts';
import {
  AddedRow,
  AddedSeats,
  BlockNote,
  cancellationClosesMinutes,
  gates,
  LabelOfExisting,
  NewSection,
  placesPerCustomerMax,
  SectionId,
  timeZone,
} from './section-requests.ts';

const seatIds = z
  .array(SeatId)
  .check(z.minLength(1), z.maxLength(SEATS_NAMED_MAX), z.refine(isUnique, 'must not name a seat twice'));
const labels = z
  .array(LabelOfExisting)
  .check(z.minLength(1), z.maxLength(SEATS_NAMED_MAX), z.refine(isUnique, 'must not name anything twice'));
const count = integer.check(z.gte(0), z.lte(PLACES_PER_EVENT_MAX));
const capacity = integer.check(z.gte(1), z.lte(PLACES_PER_EVENT_MAX));
const addedRows = z.array(AddedRow).check(z.minLength(1), z.maxLength(1000));
const addedSeats = z.array(AddedSeats).check(
  z.minLength(1),
  z.maxLength(SEATS_NAMED_MAX),
  z.refine(
    added => added.reduce((sum, { seats }) => sum + seats.length, 0) <= SEATS_NAMED_MAX,
    `must not add more than ${SEATS_NAMED_MAX} seats`,
  ),
);

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
      'places of an area that the organizer keeps from sale: a higher number blocks available places, a lower one sells blocked places again',
    ),
    removeRows: described(z.optional(labels), 'rows of which no seat is held or booked'),
    removeSeats: described(z.optional(labels), 'labels of seats that are neither held nor booked; each leaves a gap'),
    addRows: described(
      z.optional(addedRows),
      'new rows, or parts of existing rows; added after the removals, in this order',
    ),
    addSeats: described(z.optional(addedSeats), 'seats beside existing seats; added after addRows, in this order'),
  }),
);

const sections = z.array(SectionChanges).check(
  z.minLength(1),
  z.maxLength(SECTIONS_PER_EVENT_MAX),
  z.refine(changed => isUnique(changed.map(({ id }) => id)), 'must not name a section twice'),
);
const newSections = z.array(NewSection).check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX));
const sectionIds = z
  .array(SectionId)
  .check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX), z.refine(isUnique, 'must not name a section twice'));
const changeableTime = () => z.optional(z.nullable(time));

/** Kind, route and service belong to what a customer buys. */
const untilFirstHold =
  'only while no customer has a live hold or a booking, and not together with changes of sections or seats';

const changes = {
  kind: described(z.optional(z.enum(EVENT_KINDS)), untilFirstHold),
  title: z.optional(text(200)),
  description: described(z.optional(z.nullable(description())), 'null: none'),
  imageUrl: described(z.optional(z.nullable(imageUrl())), 'null: none'),
  doorsAt: described(
    changeableTime(),
    'not after startsAt; null: not known. If only startsAt changes, it stays as long before the start as it was',
  ),
  venue: z.optional(z.nullable(text(200))),
  service: described(z.optional(z.nullable(service)), `null: none; ${untilFirstHold}`),
  route: described(z.optional(z.nullable(route)), `null: none; ${untilFirstHold}`),
  startsAt: described(
    z.optional(time),
    'not of a journey that has ended; see dryRun for the bookings that may be cancelled because of it',
  ),
  endsAt: described(z.optional(time), `at most ${EVENT_DAYS_MAX} days after startsAt; not of a journey that has ended`),
  timeZone: z.optional(timeZone),
  salesOpenAt: described(changeableTime(), 'null: at once'),
  salesCloseAt: described(changeableTime(), 'up to endsAt, or startsAt of a journey; null: startsAt'),
  holdSeconds: z.optional(integer.check(z.gte(1), z.lte(HOLD_SECONDS_MAX))),
  placesPerHoldMax: z.optional(integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX))),
  placesPerCustomerMax: described(
    z.optional(z.nullable(placesPerCustomerMax)),
    'counts what is held and booked from then on; null: no limit',
  ),
  requiresVerifiedEmail: described(
    z.optional(z.boolean()),
    'only customers with a verified e-mail address may hold places from then on; false: the stage decides',
  ),
  cancellationClosesMinutes: described(
    z.optional(cancellationClosesMinutes),
    'the owner of a booking has the later deadline: the one at the sale or the new one',
  ),
  gates: described(z.optional(z.nullable(gates)), 'all gates of the event after the edit; null: none'),
  prices: described(
    z.optional(z.nullable(NewPrices)),
    'all prices besides those of sections after the edit: holds and bookings keep theirs; null: none',
  ),
  sections: z.optional(sections),
  addSections: z.optional(newSections),
  removeSections: z.optional(sectionIds),
  blockSeats: described(z.optional(seatIds), 'keeps available seats from sale'),
  unblockSeats: described(z.optional(seatIds), 'sells seats again that the organizer has blocked'),
  blockNote: described(
    z.optional(BlockNote),
    'why the seats of blockSeats, or the places that `blocked` adds, are kept from sale; no public response shows it',
  ),
};

export const EventChanges = component(
  'EventChanges',
  z
    .strictObject({
      ...changes,
      status: described(
        z.optional(z.enum(['open', 'closed', 'cancelled'])),
        '`closed` ends sales; `open` takes that back until the event ends, within the times of its sales. `cancelled` is for good, and refunds all bookings. Must be the only change in a request',
      ),
    })
    .check(
      z.refine(requested => Object.keys(requested).length > 0, 'must change something'),
      z.refine(({ status, ...others }) => status === undefined || Object.keys(others).length === 0, {
        path: ['status'],
        message: 'must be the only change in a request',
      }),
      z.refine(
        ({ blockNote, blockSeats, sections }) =>
          blockNote === undefined || blockSeats !== undefined || sections?.some(({ blocked }) => blocked !== undefined),
        { path: ['blockNote'], message: 'needs blockSeats, or blocked of a section, in the same request' },
      ),
    ),
);
export type EventChanges = z.infer<typeof EventChanges>;
