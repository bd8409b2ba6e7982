/** The prices of an event in requests: ticket types, price tiers, fees and taxes. */
import * as z from 'zod/mini';
import { isPercentage } from '../../domain/amounts.ts';
import {
  FEES_MAX,
  PLACES_PER_EVENT_MAX,
  PLACES_PER_HOLD_MAX,
  PRICE_NAME_LENGTH_MAX,
  PRICE_TIERS_MAX,
  SEATS_NAMED_MAX,
  SECTIONS_PER_EVENT_MAX,
  TAX_NUMBER_LENGTH_MAX,
  TICKET_TYPES_MAX,
} from '../../domain/limits.ts';
import { FEE_UNITS } from '../../domain/price-model.ts';
import { component, described, integer, isUnique, minorUnits, text } from '../schema-parts.ts';
import { LabelOfExisting, SectionId } from './section-requests.ts';

/** A percentage in a request: 0 to 100, with at most two decimals. */
export const percentage = () =>
  z
    .number()
    .check(
      z.gte(0, { abort: true }),
      z.lte(100, { abort: true }),
      z.refine(isPercentage, 'must have at most two decimals'),
    );

const name = () => text(PRICE_NAME_LENGTH_MAX);
const price = () => z.optional(minorUnits);
const taxPercent = () => z.optional(percentage());
const labels = () =>
  z
    .array(LabelOfExisting)
    .check(z.minLength(1), z.maxLength(SEATS_NAMED_MAX), z.refine(isUnique, 'must not name anything twice'));

const typeSections = z
  .array(
    z.strictObject({
      id: SectionId,
      price: described(price(), 'of the type here; default: as of the type elsewhere'),
      percent: described(z.optional(percentage()), "of the place's own price; instead of price"),
    }),
  )
  .check(
    z.minLength(1),
    z.maxLength(SECTIONS_PER_EVENT_MAX),
    z.refine(named => isUnique(named.map(({ id }) => id)), 'must not name a section twice'),
  );

const NewTicketType = component(
  'NewTicketType',
  z.strictObject({
    id: described(z.clone(SectionId), 'the name of the type in requests'),
    name: name(),
    price: described(price(), "minor units of the event's currency; default: the place's own price"),
    percent: described(z.optional(percentage()), "of the place's own price; instead of price"),
    sections: described(z.optional(typeSections), 'the sections and areas where it is sold; default: all'),
    placesPerHoldMax: described(
      z.optional(integer.check(z.gte(1), z.lte(PLACES_PER_HOLD_MAX))),
      'places of this type in one hold; default: no limit of its own',
    ),
    placesMax: described(
      z.optional(integer.check(z.gte(0), z.lte(PLACES_PER_EVENT_MAX))),
      'places of this type that the event sells; 0: none any more; default: no limit of its own',
    ),
    onlyWith: described(
      z.optional(
        z
          .array(SectionId)
          .check(z.minLength(1), z.maxLength(TICKET_TYPES_MAX), z.refine(isUnique, 'must not name a type twice')),
      ),
      'a hold with this type must also have a place of one of these types',
    ),
    needsCode: described(z.optional(z.boolean()), 'the type is sold only with a code that unlocks it'),
    taxPercent: described(taxPercent(), "included in its price; default: the event's"),
  }),
);

const NewPriceTier = component(
  'NewPriceTier',
  z.strictObject({
    id: SectionId,
    name: name(),
    sectionId: described(z.clone(SectionId), 'a section with seats'),
    price: described(z.clone(minorUnits), 'of each of its seats, in place of the price of the section'),
    rows: described(z.optional(labels()), 'labels of whole rows'),
    seats: described(z.optional(labels()), 'labels of single seats'),
  }),
);

const NewFee = component(
  'NewFee',
  z.strictObject({
    id: SectionId,
    name: name(),
    per: described(z.enum(FEE_UNITS), 'on each ticket, or once on the booking'),
    amount: described(price(), 'minor units; what is free has no fee'),
    percent: described(z.optional(percentage()), 'of the price after a discount; instead of amount'),
    isRefundable: described(
      z._default(z.boolean(), true),
      'whether a cancellation returns it: a fee on the booking with its last place',
    ),
    taxPercent: described(taxPercent(), "included in it; default: the event's"),
  }),
);

const listOf = <Entry extends z.core.$ZodType>(entry: Entry, max: number) =>
  z.array(entry).check(z.minLength(1), z.maxLength(max));

export const NewPrices = component(
  'NewPrices',
  z.strictObject({
    ticketTypes: described(
      z.optional(listOf(NewTicketType, TICKET_TYPES_MAX)),
      'the first one that is sold for a place without a code is its default',
    ),
    tiers: described(z.optional(listOf(NewPriceTier, PRICE_TIERS_MAX)), 'prices of rows or seats'),
    fees: z.optional(listOf(NewFee, FEES_MAX)),
    taxPercent: described(taxPercent(), 'included in all prices, unless a type or a fee has its own'),
    sellerTaxNumber: described(z.optional(text(TAX_NUMBER_LENGTH_MAX)), 'as receipts show it'),
  }),
);
export type NewPrices = z.infer<typeof NewPrices>;
