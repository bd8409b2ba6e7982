/** Sections, rows and seats as requests describe them, for new events and for edits. */
import * as z from 'zod/mini';
import {
  BLOCK_NOTE_LENGTH_MAX,
  BLOCKS_PER_AREA_MAX,
  BLOCKS_PER_SECTION_MAX,
  CANCELLATION_CLOSES_MINUTES_MAX,
  PLACES_PER_CUSTOMER_MAX,
  PLACES_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { ACCESS_KINDS } from '../../domain/model.ts';
import { component, described, integer, isUnique, minorUnits, string, text } from '../schema-parts.ts';

/** Ids and labels become parts of URLs and of the table's keys, so they contain neither slash nor `#`. */
export const SectionId = string.check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'must be 1 to 40 of A-Z a-z 0-9 . _ -'),
);
export const Label = string.check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/, 'must be 1 to 20 of A-Z a-z 0-9 . _ -'));

const attributeName = string.check(
  z.regex(/^[a-z][A-Za-z0-9]{0,29}$/, 'must be a camelCase name'),
  z.refine(name => !(name in {}), 'must not be a name that every object has'),
);
export const Attributes = z
  .record(attributeName, text(60))
  .check(z.refine(attributes => Object.keys(attributes).length <= 10, 'at most 10 attributes'));

const access = z.optional(z.enum(ACCESS_KINDS));
const seat = z.strictObject({
  number: Label,
  label: z.optional(Label),
  attributes: z.optional(Attributes),
  access: described(z.clone(access), 'best available gives such a seat only on request'),
});
const seatNumber = integer.check(z.gte(0), z.lte(PLACES_PER_EVENT_MAX));
const places = integer.check(z.gte(1), z.lte(PLACES_PER_EVENT_MAX));
const ofAll = {
  attributes: described(z.optional(Attributes), 'of every seat that it describes'),
  access: described(z.clone(access), 'of every seat that it describes'),
};
const step = described(
  z.optional(
    integer.check(
      z.gte(-100),
      z.lte(100),
      z.refine(value => value !== 0, 'must not be 0'),
    ),
  ),
  'default: 1, or -1 where from is above to; 2 or -2 for odd or even numbers',
);
const part = {
  row: Label,
  name: described(z.optional(text(100)), 'of the row for people; default: its label'),
  joined: described(
    z.optional(z.boolean()),
    'true: its first seat is next to the last one of the entry before it in the same row; default: a gap between them',
  ),
};

/** A row, or a part of one: entries with the same name form one row, in their order. */
export const NewRow = z.union(
  [
    described(z.strictObject({ ...part, count: places, ...ofAll }), 'so many seats, numbered from 1'),
    described(
      z.strictObject({ ...part, from: seatNumber, to: seatNumber, step, ...ofAll }).check(
        z.refine(({ from, to, step }) => step === undefined || from === to || step > 0 === from < to, {
          path: ['step'],
          message: 'must lead from `from` to `to`: positive upwards, negative downwards',
        }),
      ),
      'seats numbered from the one to the other, upwards or downwards',
    ),
    described(
      z.strictObject({ ...part, seats: z.array(seat).check(z.minLength(1), z.maxLength(1000)) }),
      'each seat by itself',
    ),
  ],
  'must be a row with count, with from and to, or with seats',
);

/** Why places are kept from sale, for the organizer and the staff: no customer reads it. */
export const BlockNote = text(BLOCK_NOTE_LENGTH_MAX);
const blockNote = described(z.optional(BlockNote), 'for the organizer: no public answer shows it');
const blockedLabels = z
  .array(Label)
  .check(z.minLength(1), z.maxLength(1000), z.refine(isUnique, 'must not name anything twice'));
const seatBlocks = z
  .array(
    z
      .strictObject({
        seats: described(z.optional(blockedLabels), 'labels of seats of this section'),
        rows: described(z.optional(blockedLabels), 'labels of rows, of which every seat is blocked'),
        note: blockNote,
      })
      .check(z.refine(({ seats, rows }) => seats !== undefined || rows !== undefined, 'must name seats or rows')),
  )
  .check(z.minLength(1), z.maxLength(BLOCKS_PER_SECTION_MAX));
const areaBlocks = z
  .array(z.strictObject({ quantity: places, note: z.clone(blockNote) }))
  .check(z.minLength(1), z.maxLength(BLOCKS_PER_AREA_MAX));

const facts = { id: SectionId, name: text(100), price: minorUnits, attributes: z.optional(Attributes) };
const rows = z.array(NewRow).check(z.minLength(1), z.maxLength(1000));
export const NewSection = component(
  'NewSection',
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('seated'),
      ...facts,
      rows,
      blocks: described(z.optional(seatBlocks), 'seats that the organizer keeps from sale'),
    }),
    z.strictObject({
      kind: z.literal('area'),
      ...facts,
      capacity: places,
      blocks: described(z.optional(areaBlocks), 'places of the capacity that the organizer keeps from sale'),
    }),
  ]),
);
export type NewSection = z.infer<typeof NewSection>;
export type NewSeatedSection = Extract<NewSection, { kind: 'seated' }>;

// Terms of an event that an edit may change

export const placesPerCustomerMax = integer.check(z.gte(1), z.lte(PLACES_PER_CUSTOMER_MAX));
export const cancellationClosesMinutes = integer.check(z.gte(0), z.lte(CANCELLATION_CLOSES_MINUTES_MAX));
