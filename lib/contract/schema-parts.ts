/**
 * Parts that the schemas of several areas share: bounded text, times, ids, amounts and the pages of lists. Functions load
 * the schemas of their requests, so all schemas are of zod/mini, which takes a third of the space of zod.
 */
import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { mentionsEmail, NO_EMAIL } from '../domain/email-mention.ts';
import { RANDOM_PART } from '../domain/ids.ts';
import {
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
  PLACES_PER_HOLD_MAX,
  SEAT_ID_LENGTH_MAX,
  SECTION_ID_LENGTH_MAX,
} from '../domain/limits.ts';
import { messageOf } from './messages.ts';
import {
  VISIBLE_LINES,
  VISIBLE_LINES_OUTLINE,
  VISIBLE_OUTLINE,
  VISIBLE_TEXT,
  whyNotVisible,
  whyNoVisibleLines,
} from './visible-text.ts';

// zod/mini has no messages of its own.
z.config({ localeError: messageOf });

/** The schema of a part that must be absent or empty. */
export const empty = z.strictObject({});

// Names and descriptions, for the OpenAPI document

/** The keywords of JSON Schema for schemas. The tests load this file several times, so it must not be zod's global registry. */
export const KEYWORDS = z.registry<z.core.GlobalMeta>();

/** Schemas from which others are made. Keywords of such a schema would show in all of them. */
const SHARED = new WeakSet<z.core.$ZodType>();
function shared<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  SHARED.add(schema);
  return schema;
}

/** Adds keywords of JSON Schema to a schema that is used nowhere else. */
export function withKeywords<Schema extends z.core.$ZodType>(keywords: z.core.GlobalMeta, schema: Schema): Schema {
  KEYWORDS.add(schema, keywords);
  return schema;
}

/** Makes a schema a component of the OpenAPI document, with further keywords of JSON Schema if there are any. */
export function component<Schema extends z.core.$ZodType>(
  id: string,
  schema: Schema,
  keywords: Record<string, unknown> = {},
): Schema {
  return withKeywords({ id, ...keywords }, schema);
}

/** Describes a schema. It must not be used elsewhere: make a copy of a shared one with `z.optional` or `z.clone`. */
export function described<Schema extends z.core.$ZodType>(schema: Schema, description: string): Schema {
  assert(!KEYWORDS.has(schema), `the schema is described twice: ${description}`);
  assert(!SHARED.has(schema), `the schema is shared, so describe a clone of it: ${description}`);
  return withKeywords({ description }, schema);
}

/** The keywords of JSON Schema that the OpenAPI document shows for a schema, in place of those of its form before it is converted. */
const SHOWN = new WeakMap<z.core.$ZodType, Record<string, unknown>>();
export const shownKeywords = (schema: z.core.$ZodType): Record<string, unknown> | undefined => SHOWN.get(schema);

/** Says how the OpenAPI document shows a schema that JSON Schema cannot express, or that is text on the wire only. */
export function shownAs<Schema extends z.core.$ZodType>(keywords: Record<string, unknown>, schema: Schema): Schema {
  SHOWN.set(schema, keywords);
  return schema;
}

// Text and numbers. `check` makes a copy, so all schemas start from these two: that halves the time of loading them.

export const string = shared(z.string());
export const integer = shared(z.int());

/** UTF-8 encodes every lone surrogate as the same replacement character, so such text cannot be stored unchanged. */
export const isWellFormed = (value: string): boolean => value.isWellFormed();
export const NOT_WELL_FORMED = 'must be well-formed unicode';

/** Text that a person wrote: bounded, in NFC, without spaces around it, not blank, and without hidden characters. */
export const text = (lengthMax: number) =>
  shownAs(
    { type: 'string', minLength: 1, maxLength: lengthMax, pattern: VISIBLE_OUTLINE },
    visible(lengthMax, VISIBLE_TEXT, whyNotVisible),
  );

/** Text that a person wrote for the audit log or the organizer. It outlives accounts, so it must not name one by its address. */
export const lastingText = (lengthMax: number) =>
  shownAs(
    { type: 'string', minLength: 1, maxLength: lengthMax, pattern: VISIBLE_OUTLINE },
    visible(lengthMax, VISIBLE_TEXT, whyNotVisible).check(z.refine(written => !mentionsEmail(written), NO_EMAIL)),
  );

/** The same with several lines. Their ends become line feeds. */
export const lines = (lengthMax: number) =>
  shownAs(
    { type: 'string', minLength: 1, maxLength: lengthMax, pattern: VISIBLE_LINES_OUTLINE },
    visible(lengthMax, VISIBLE_LINES, whyNoVisibleLines),
  );

const visible = (lengthMax: number, form: RegExp, why: (text: string) => string) =>
  string.check(
    z.minLength(1, { abort: true }),
    z.maxLength(lengthMax, { abort: true }),
    z.regex(form, { error: ({ input }) => why(String(input)), abort: true }),
    z.overwrite(value => value.replaceAll('\r\n', '\n')),
    z.normalize('NFC'),
    z.trim(),
    // Again, because NFC can make a text longer.
    z.maxLength(lengthMax),
  );

/** Words to search by. They are folded before they are compared, so no character is refused. */
export const searchWords = (lengthMax: number) => string.check(z.minLength(1), z.maxLength(lengthMax));

const attributeName = string.check(
  z.regex(/^[a-z][A-Za-z0-9]{0,29}$/, 'must be a camelCase name'),
  z.refine(name => !(name in {}), 'must not be a name that every object has'),
);
/** Attributes of sections and seats. */
export const Attributes = z
  .record(attributeName, text(60))
  .check(z.refine(attributes => Object.keys(attributes).length <= 10, 'at most 10 attributes'));

export const isUnique = (names: string[]): boolean => new Set(names).size === names.length;

// Times

export const timestamp = shared(
  z.iso.datetime({ message: 'must be an RFC 3339 time in UTC, such as 2026-12-31T19:30:00Z' }),
);

// Ids

const id = (prefix: string) =>
  shared(string.check(z.regex(new RegExp(`^${prefix}_${RANDOM_PART}$`), `must be an id of the form ${prefix}_…`)));

export const UserId = id('usr');
export const OrganizationId = id('org');
export const InvitationId = id('inv');
export const EventId = id('evt');
export const HoldId = id('hld');
export const BookingId = id('bkg');
/** A message of an organizer, or the mailing of an edit, whose id names the event and the journal entry. */
export const MessageId = string.check(
  z.regex(new RegExp(`^mlg_(?:evt_${RANDOM_PART}_\\d+|${RANDOM_PART})$`), 'must be an id of the form mlg_…'),
);
export const PaymentId = string.check(
  z.regex(new RegExp(`^pay_${RANDOM_PART}_[1-9][0-9]?$`), 'must be an id of the form pay_…'),
);

export const TicketId = string.check(
  z.regex(new RegExp(`^tkt_${RANDOM_PART}_[1-9][0-9]?$`), 'must be an id of the form tkt_…'),
);

/** A booking reference as a person types it. Any short text is accepted; a text that is no reference finds no booking. */
export const typedReference = () =>
  described(
    z.optional(string.check(z.maxLength(TYPED_REFERENCE_LENGTH_MAX))),
    'the booking reference, in upper or lower case, with or without spaces and hyphens. If no booking has exactly this reference, 0 also finds O, and 1 also finds I and L',
  );
const TYPED_REFERENCE_LENGTH_MAX = 100;

/** Any short text: an id that names no seat of the event is answered with `place-not-found`. It is converted to NFC, as labels are. */
export const SeatId = component(
  'SeatId',
  string.check(z.normalize('NFC'), z.minLength(1), z.maxLength(SEAT_ID_LENGTH_MAX)),
  { examples: ['economy/12A'] },
);

/** The id of a section or an area in a request. Any short text: an id that the event does not have gets its own problem. */
export const PartId = string.check(z.minLength(1), z.maxLength(90));

/** The id of a ticket type in a request. An id that the event does not have gets its own problem. */
export const TicketTypeId = component(
  'TicketTypeId',
  string.check(z.minLength(1), z.maxLength(SECTION_ID_LENGTH_MAX)),
  {
    examples: ['child'],
  },
);

/** A code as a person types it. Any short text is accepted: a text that is no code of the event gets its own problem. */
export const typedCode = () => z.string(ONE_CODE).check(z.minLength(1, ONE_CODE), z.maxLength(TYPED_CODE_LENGTH_MAX));
const ONE_CODE = 'must be one code';
const TYPED_CODE_LENGTH_MAX = 100;

/** Different seats, at most so many. `tooMany` is the message for more. */
export const seatIds = (max: number, tooMany?: string) =>
  z.array(SeatId).check(z.minLength(1), z.maxLength(max, tooMany), z.refine(isUnique, 'must not name a seat twice'));

/** Quantities of different areas, or of different ticket types of them, each at most so many places. `ofType` describes the type. */
export const areaQuantities = (quantityMax: number, ofType: string) =>
  z
    .array(
      z.strictObject({
        areaId: PartId,
        quantity: integer.check(z.gte(1), z.lte(quantityMax)),
        type: described(z.optional(TicketTypeId), ofType),
      }),
    )
    .check(
      z.minLength(1),
      z.maxLength(PLACES_PER_HOLD_MAX),
      z.refine(
        named => isUnique(named.map(({ areaId, type = '' }) => `${areaId} ${type}`)),
        'must not name an area twice with the same type',
      ),
    );

// Amounts

export const PRICE_MAX = 1_000_000_000;
export const minorUnits = integer.check(z.gte(0), z.lte(PRICE_MAX));
/** A currency in responses. An event of an earlier version may have one that is no longer in use. */
export const currency = string.check(z.regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code'));
/** A number of places, claims or seconds. */
export const count = integer.check(z.gte(0));

export const Money = component('Money', z.strictObject({ amount: described(z.int(), 'minor units'), currency }));
export type Money = z.infer<typeof Money>;

// Pages of lists

/** A whole number in a query: decimal digits only. `Number` would also read 1e2, 0x10, an empty text and spaces. */
const decimal = z.pipe(
  string.check(z.regex(/^-?\d{1,15}$/, 'must be a whole number in decimal digits')),
  z.transform(Number),
);

export const pageLimit = (sizeMax: number) =>
  shownAs(
    { type: 'integer', minimum: 1, maximum: sizeMax, default: PAGE_SIZE_DEFAULT },
    z._default(z.pipe(decimal, integer.check(z.gte(1), z.lte(sizeMax))), PAGE_SIZE_DEFAULT),
  );
const limit = pageLimit(PAGE_SIZE_MAX);

/** `true` or `false` in a query. */
export const flag = () =>
  shownAs(
    { type: 'boolean' },
    z.pipe(
      z.enum(['true', 'false']),
      z.transform(value => value === 'true'),
    ),
  );
/** The same, and `false` if it is absent. */
export const flagOrFalse = () => shownAs({ type: 'boolean', default: false }, z._default(flag(), false));

const cursor = z.optional(string.check(z.minLength(1), z.maxLength(500)));
export const PageQuery = { limit, cursor };

/** The response of every list. The cursor is opaque, and valid for one caller and query. */
export const pageOf = <Item extends z.core.$ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.nullable(string) });
