/** The schemas of prices in the responses of quotes, holds and bookings. */
import * as z from 'zod/mini';
import { component, described, Money, SeatId } from '../schema-parts.ts';

const SoldType = component('SoldTicketType', z.strictObject({ id: z.string(), name: z.string() }), {
  description: 'A ticket type, with its name at the sale.',
});
const prices = {
  type: described(z.optional(SoldType), 'its ticket type; absent if the event had none'),
  price: described(z.clone(Money), 'of one place, after the discount'),
  discount: described(z.optional(z.clone(Money)), 'what the code took off; absent if nothing'),
};
export const HeldSeat = z.strictObject({
  seatId: SeatId,
  section: described(z.string(), 'the name of its section, or its id once the section is gone'),
  row: described(z.optional(z.string()), 'the name of its row; absent once the seat is no longer in the layout'),
  seat: described(z.string(), 'its number in the row, or its label once it is no longer in the layout'),
  ...prices,
});
export const HeldArea = z.strictObject({
  areaId: z.string(),
  name: described(z.string(), 'of the area, or its id once the area is gone'),
  quantity: described(z.int(), 'of places with this type, price and discount'),
  ...prices,
});
export const HeldPlace = z.union([HeldSeat, HeldArea]);

const amount = described(z.clone(Money), 'all lines sum up to the total');
export const TotalLine = component(
  'TotalLine',
  z.union([
    z.strictObject({
      kind: z.literal('places'),
      sectionId: z.string(),
      name: described(z.string(), 'of the section or area, or its id once it is gone'),
      type: z.optional(SoldType),
      quantity: z.int(),
      price: described(z.clone(Money), 'of one place, before the discount'),
      amount,
    }),
    z.strictObject({
      kind: z.literal('discount'),
      code: z.string(),
      amount: described(z.clone(Money), 'negative'),
    }),
    z.strictObject({
      kind: z.literal('fee'),
      id: z.string(),
      name: z.string(),
      quantity: described(z.int(), 'the tickets that have the fee, or 1 if it is on the booking'),
      amount,
    }),
  ]),
  { description: 'Places of one type and price, the discount of the code, or a fee.' },
);
export type TotalLineAnswer = z.infer<typeof TotalLine>;
const TaxLine = component(
  'TaxLine',
  z.strictObject({
    percent: z.number(),
    gross: described(z.clone(Money), 'the prices and fees at this rate, with the tax'),
    tax: described(z.clone(Money), 'the tax that they include, rounded once'),
  }),
);

/** Present if the event had ticket types, fees or taxes, or if a code was used. `taxed` says what the taxes are in. */
export const saleParts = (taxed: string) => ({
  lines: described(
    z.optional(z.array(TotalLine)),
    'the lines of the total, as they were when the places were priced; absent without ticket types, fees, taxes and a code',
  ),
  taxes: described(z.optional(z.array(TaxLine)), `${taxed}, by rate; absent if the seller has named none`),
  sellerTaxNumber: z.optional(z.string()),
  code: described(z.optional(z.string()), 'the promo or access code, in upper case'),
});
const SaleParts = z.strictObject(saleParts('the taxes in the total'));
export type SaleParts = z.infer<typeof SaleParts>;
