/** Sections, rows and seats as requests describe them, for new events and for edits. */
import * as z from 'zod/mini';
import { faultOfLabel } from '../../domain/labels.ts';
import {
  BLOCK_NOTE_LENGTH_MAX,
  BLOCKS_PER_AREA_MAX,
  BLOCKS_PER_SECTION_MAX,
  CANCELLATION_CLOSES_MINUTES_MAX,
  GATES_PER_EVENT_MAX,
  LABEL_CHARACTERS_MAX,
  LABEL_CODE_POINTS_MAX,
  PLACES_PER_CUSTOMER_MAX,
  PLACES_PER_EVENT_MAX,
  SEAT_ID_LENGTH_MAX,
  SEATS_NAMED_MAX,
  SECTION_ID_LENGTH_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { ACCESS_KINDS } from '../../domain/model.ts';
import { timeZoneNamed } from '../../domain/time-zones.ts';
import {
  Attributes,
  component,
  described,
  integer,
  isUnique,
  lastingText,
  minorUnits,
  string,
  text,
  withKeywords,
} from '../schema-parts.ts';

/** Ids of sections become parts of URLs and of the table's keys, so they contain neither slash nor `#`. */
export const SectionId = string.check(
  z.regex(
    new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${SECTION_ID_LENGTH_MAX - 1}}$`),
    'must be 1 to 40 of A-Z a-z 0-9 . _ -',
  ),
);

/** The label of a row or seat. It is accepted in every normalization form of Unicode, and converted to NFC. */
export const Label = component(
  'Label',
  string.check(
    z.normalize('NFC'),
    z.check(({ value, issues }) => {
      const message = faultOfLabel(value);
      if (message !== undefined) issues.push({ code: 'custom', input: value, message });
    }),
  ),
  {
    description:
      `Letters and digits of any script, ½ . _ - / and single inner spaces: at most ${LABEL_CHARACTERS_MAX} characters as people count them. ` +
      'It begins with a letter, a digit or ½.',
    // The service has a stricter one, with properties of Unicode, which many generators and validators do not know.
    pattern: String.raw`^\S(?:.*\S)?$`,
    minLength: 1,
    maxLength: LABEL_CODE_POINTS_MAX,
    examples: ['A'],
  },
);
/** The label of an existing row or seat. Any text is accepted here, so that the rules of edits can say what does not exist. */
export const LabelOfExisting = string.check(z.normalize('NFC'), z.minLength(1), z.maxLength(SEAT_ID_LENGTH_MAX));

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
  attributes: described(z.optional(Attributes), 'of every seat of the entry'),
  access: described(z.clone(access), 'of every seat of the entry'),
};
const step = described(
  z.optional(
    integer.check(
      z.gte(-100),
      z.lte(100),
      z.refine(value => value !== 0, 'must not be 0'),
    ),
  ),
  'default: 1, or -1 if from is above to; 2 or -2 for odd or even numbers',
);
const part = {
  row: Label,
  name: described(z.optional(text(100)), 'of the row for people; default: its label'),
  joined: described(
    z.optional(z.boolean()),
    'true: its first seat is beside the last seat of the entry before it in the same row; default: there is a gap between them',
  ),
};

const counted = { ...part, count: places, ...ofAll };
const numbered = { ...part, from: seatNumber, to: seatNumber, step, ...ofAll };
const listed = { ...part, seats: z.array(seat).check(z.minLength(1), z.maxLength(SEATS_NAMED_MAX)) };
const leadsFromTo = z.refine<{ from: number; to: number; step?: number | undefined }>(
  ({ from, to, step }) => step === undefined || step === 0 || from === to || step > 0 === from < to,
  { path: ['step'], message: 'must lead from `from` to `to`: positive upwards, negative downwards' },
);
const FORMS = {
  counted: 'a count of seats, numbered from 1',
  numbered: 'seats numbered from one number to another, upwards or downwards',
  listed: 'a list of seats',
};
const NO_FORM = 'must be a row with count, with from and to, or with seats';

/** A row, or a part of one: entries with the same label form one row, in their order. */
export const NewRow = z.union(
  [
    described(z.strictObject(counted), FORMS.counted),
    described(z.strictObject(numbered).check(leadsFromTo), FORMS.numbered),
    described(z.strictObject(listed), FORMS.listed),
  ],
  NO_FORM,
);

const place = {
  after: described(z.optional(LabelOfExisting), 'the existing row behind which it is drawn; default: the last row'),
  before: described(z.optional(LabelOfExisting), 'the existing row in front of which it is drawn'),
};
/** A row, or a part of one, that an edit adds. Parts of an existing row are added at its end. */
export const AddedRow = z
  .union(
    [
      described(z.strictObject({ ...counted, ...place }), FORMS.counted),
      described(z.strictObject({ ...numbered, ...place }).check(leadsFromTo), FORMS.numbered),
      described(z.strictObject({ ...listed, ...place }), FORMS.listed),
    ],
    NO_FORM,
  )
  .check(
    z.refine(({ after, before }) => after === undefined || before === undefined, 'must not have both after and before'),
  );

/** Seats that an edit adds to a row. */
export const AddedSeats = z
  .strictObject({
    after: described(z.optional(LabelOfExisting), 'the label of the seat after which they are added'),
    before: described(z.optional(LabelOfExisting), 'the label of the seat before which they are added'),
    seats: listed.seats,
    joined: described(
      z.optional(z.boolean()),
      'true: they close a gap at this side of the named seat; default: the gap stays, on the far side of the new seats',
    ),
  })
  .check(
    z.refine(
      ({ after, before }) => (after === undefined) !== (before === undefined),
      'must have either after or before',
    ),
  );

/** The reason why places are kept from sale. Only the organizer and admins can read it. */
export const BlockNote = lastingText(BLOCK_NOTE_LENGTH_MAX);
const blockNote = described(z.optional(BlockNote), 'for the organizer; no public response shows it');
const blockedLabels = z
  .array(LabelOfExisting)
  .check(z.minLength(1), z.maxLength(1000), z.refine(isUnique, 'must not name anything twice'));
const seatBlocks = z
  .array(
    z
      .strictObject({
        seats: described(z.optional(blockedLabels), 'labels of seats of this section'),
        rows: described(z.optional(blockedLabels), 'labels of rows; every seat of such a row is blocked'),
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

// Gates

const partIds = () =>
  z
    .array(SectionId)
    .check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX), z.refine(isUnique, 'must not name anything twice'));
export const NewGate = component(
  'NewGate',
  z.strictObject({
    id: described(z.clone(SectionId), 'the name of the gate in scans and counts'),
    name: text(100),
    sections: described(z.optional(partIds()), 'the sections with seats whose tickets it admits'),
    areas: described(
      z.optional(partIds()),
      'the areas whose tickets it admits; without sections and areas it admits all tickets of the event',
    ),
  }),
);
export type NewGate = z.infer<typeof NewGate>;
export const gates = z.array(NewGate).check(z.minLength(1), z.maxLength(GATES_PER_EVENT_MAX));

// Terms of an event that an edit may change

/** The name of an IANA time zone. Its spelling is corrected to that of IANA, but an alias is not replaced. */
export const timeZone = z.pipe(
  withKeywords(
    { examples: ['Europe/Vienna'] },
    string.check(
      z.maxLength(50),
      z.refine(name => timeZoneNamed(name) !== undefined, {
        message: 'must be the IANA time zone of a place, such as Europe/Vienna, not an offset or an abbreviation',
      }),
    ),
  ),
  z.transform(name => timeZoneNamed(name) ?? name),
);
export const placesPerCustomerMax = integer.check(z.gte(1), z.lte(PLACES_PER_CUSTOMER_MAX));
export const cancellationClosesMinutes = integer.check(z.gte(0), z.lte(CANCELLATION_CLOSES_MINUTES_MAX));
