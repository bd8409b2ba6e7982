/** The requests for promo and access codes. Whether their types and places exist is decided from the event. */
import * as z from 'zod/mini';
import {
  CODE_NOTE_LENGTH_MAX,
  CODE_PREFIX_LENGTH_MAX,
  CODE_SEATS_MAX,
  CODE_USES_MAX,
  CODE_USES_PER_CUSTOMER_MAX,
  CODES_PER_BATCH_MAX,
  PLACES_PER_HOLD_MAX,
  SECTIONS_PER_EVENT_MAX,
} from '../../domain/limits.ts';
import { FEE_UNITS } from '../../domain/price-model.ts';
import { time } from '../request-times.ts';
import {
  component,
  described,
  EventId,
  integer,
  isUnique,
  lastingText,
  PageQuery,
  PartId,
  PRICE_MAX,
  seatIds,
  string,
  TicketTypeId,
  typedCode,
} from '../schema-parts.ts';
import { percentage } from './price-requests.ts';

const discount = z.union(
  [
    z.strictObject(
      { percent: percentage() },
      {
        error: issue =>
          issue.code === 'unrecognized_keys' && issue.keys.includes('amount')
            ? 'send either percent or amount'
            : undefined,
      },
    ),
    z.strictObject({
      amount: described(integer.check(z.gte(1), z.lte(PRICE_MAX)), 'minor units'),
      per: z.enum(FEE_UNITS),
    }),
  ],
  'must be a percentage, or an amount per ticket or booking',
);
const types = z
  .array(TicketTypeId)
  .check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX), z.refine(isUnique, 'must not name a type twice'));
const sections = z
  .array(PartId)
  .check(z.minLength(1), z.maxLength(SECTIONS_PER_EVENT_MAX), z.refine(isUnique, 'must not name a section twice'));
const unlocks = z
  .strictObject({
    types: described(z.optional(types), 'ticket types that are sold only with a code'),
    seats: described(z.optional(seatIds(CODE_SEATS_MAX)), 'seats that the organizer blocks'),
    sections: described(z.optional(sections), 'sections with seats: all their seats that the organizer blocks'),
  })
  .check(z.refine(named => Object.keys(named).length > 0, 'must name types, seats or sections'));
const usesMax = integer.check(z.gte(1), z.lte(CODE_USES_MAX));
const raisedUsesMax = z
  .int({ error: ({ input }) => (input === null ? 'cannot be removed: end the code, and create another' : undefined) })
  .check(z.gte(1), z.lte(CODE_USES_MAX));
const usesPerCustomerMax = integer.check(z.gte(1), z.lte(CODE_USES_PER_CUSTOMER_MAX));
const placesPerUseMax = integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX));

const USES = 'holds and bookings that may use it at a time';
const OF_CUSTOMER = 'the same, of one customer';
const DISCOUNTED = 'whose prices it lowers; default: all';
const DEAREST = 'the places of one hold whose prices it lowers: the dearest ones; default: all';
const CLOSES = 'it cannot be used from this time on';

const texts = z.array(typedCode()).check(z.minLength(1), z.maxLength(CODES_PER_BATCH_MAX));
const generate = z.strictObject({
  count: integer.check(z.gte(1), z.lte(CODES_PER_BATCH_MAX)),
  prefix: z.optional(
    string.check(
      z.regex(
        new RegExp(`^[A-Za-z0-9]{1,${CODE_PREFIX_LENGTH_MAX}}$`),
        `must be 1 to ${CODE_PREFIX_LENGTH_MAX} of A-Z and 0-9`,
      ),
    ),
  ),
});

export const NewCodes = component(
  'NewCodes',
  z
    .strictObject({
      texts: described(
        z.optional(texts),
        'each of 4 to 40 letters of A to Z and digits; spaces, hyphens and case do not count',
      ),
      generate: described(z.optional(generate), 'instead of texts: so many new ones that nobody can guess'),
      note: described(z.optional(lastingText(CODE_NOTE_LENGTH_MAX)), 'for the organizer; no public response shows it'),
      opensAt: z.optional(time),
      closesAt: described(z.optional(time), CLOSES),
      usesMax: described(z.optional(usesMax), `${USES}; default: any number, which are not counted`),
      usesPerCustomerMax: described(z.optional(usesPerCustomerMax), `${OF_CUSTOMER}; default: any number`),
      discount: z.optional(discount),
      types: described(z.optional(types), DISCOUNTED),
      sections: described(z.optional(sections), `sections and areas ${DISCOUNTED}`),
      placesPerUseMax: described(z.optional(placesPerUseMax), DEAREST),
      unlocks: z.optional(unlocks),
    })
    .check(
      z.refine(({ texts, generate }) => (texts === undefined) !== (generate === undefined), {
        path: ['texts'],
        message: 'send either texts or generate',
      }),
    ),
  { description: 'Codes that differ in their texts only. All of them are created, or none.' },
);
export type NewCodes = z.infer<typeof NewCodes>;

export const CodeChanges = component(
  'CodeChanges',
  z
    .strictObject({
      note: described(z.optional(z.nullable(lastingText(CODE_NOTE_LENGTH_MAX))), 'null: none'),
      opensAt: described(z.optional(z.nullable(time)), 'null: at once'),
      closesAt: described(z.optional(z.nullable(time)), `${CLOSES}; null: never`),
      usesMax: described(z.optional(raisedUsesMax), `${USES}: not less than before, and only if they are counted`),
      usesPerCustomerMax: described(z.optional(z.nullable(usesPerCustomerMax)), `${OF_CUSTOMER}; null: any number`),
      discount: described(z.optional(z.nullable(discount)), 'of later holds; null: none'),
      types: described(z.optional(z.nullable(types)), `${DISCOUNTED}, also with null`),
      sections: described(z.optional(z.nullable(sections)), `sections and areas ${DISCOUNTED}, also with null`),
      placesPerUseMax: described(z.optional(z.nullable(placesPerUseMax)), `${DEAREST}, also with null`),
      unlocks: described(z.optional(z.nullable(unlocks)), 'for later holds; null: nothing'),
    })
    .check(z.refine(changes => Object.keys(changes).length > 0, 'must change something')),
);
export type CodeChanges = z.infer<typeof CodeChanges>;

const event = { eventId: EventId };
const code = { params: z.strictObject({ ...event, code: typedCode() }) };

export const CODE_REQUESTS = {
  'create-codes': { params: z.strictObject(event), body: NewCodes },
  'list-codes': { params: z.strictObject(event), query: z.strictObject(PageQuery) },
  'read-code': code,
  'edit-code': { ...code, body: CodeChanges },
  'end-code': code,
} as const;
