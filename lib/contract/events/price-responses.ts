/** The prices of an event in responses. */
import * as z from 'zod/mini';
import { FEE_UNITS } from '../../domain/price-model.ts';
import { component, described, Money } from '../schema-parts.ts';

const percent = () => z.optional(z.number());
const typePrice = () => ({
  price: z.optional(Money),
  percent: described(percent(), "of the place's own price; with neither, the price is that of the place"),
});
const TicketType = component(
  'TicketType',
  z.strictObject({
    id: z.string(),
    name: z.string(),
    ...typePrice(),
    sections: described(
      z.optional(z.array(z.strictObject({ id: z.string(), ...typePrice() }))),
      'the sections and areas where it is sold; absent: all',
    ),
    placesPerHoldMax: z.optional(z.int()),
    placesMax: described(z.optional(z.int()), 'availability says how many are left'),
    onlyWith: described(
      z.optional(z.array(z.string())),
      'a hold with this type must also have a place of one of these types',
    ),
    needsCode: described(z.optional(z.literal(true)), 'it is sold only with a code that unlocks it'),
    taxPercent: described(percent(), "included in its price; absent: the event's"),
  }),
);

const PriceTier = component(
  'PriceTier',
  z.strictObject({
    id: z.string(),
    name: z.string(),
    sectionId: z.string(),
    price: Money,
    rows: described(z.optional(z.array(z.string())), 'labels of whole rows'),
    seats: described(z.optional(z.array(z.string())), 'labels of single seats'),
  }),
);

const Fee = component(
  'Fee',
  z.strictObject({
    id: z.string(),
    name: z.string(),
    per: described(z.enum(FEE_UNITS), 'on each ticket, or once on the booking'),
    amount: z.optional(Money),
    percent: described(percent(), 'of the price after a discount; instead of amount'),
    isRefundable: z.boolean(),
    taxPercent: described(percent(), "included in it; absent: the event's"),
  }),
);

export const Prices = component(
  'Prices',
  z.strictObject({
    ticketTypes: described(
      z.optional(z.array(TicketType)),
      'the first one that is sold for a place without a code is its default',
    ),
    tiers: described(z.optional(z.array(PriceTier)), 'prices of rows or seats'),
    fees: z.optional(z.array(Fee)),
    taxPercent: described(percent(), 'included in all prices, unless a type or a fee has its own'),
    sellerTaxNumber: z.optional(z.string()),
  }),
);
export type Prices = z.infer<typeof Prices>;
