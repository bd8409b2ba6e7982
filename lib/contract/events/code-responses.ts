/** The responses about promo and access codes. */
import * as z from 'zod/mini';
import { FEE_UNITS } from '../../domain/price-model.ts';
import { component, count, described, Money, pageOf, timestamp } from '../schema-parts.ts';

const names = z.optional(z.array(z.string()));
const uses = z.strictObject({
  held: described(z.clone(count), 'by holds that are live'),
  booked: count,
  left: count,
});

export const Code = component(
  'Code',
  z.strictObject({
    code: described(z.string(), 'its text, in capitals and without spaces and hyphens'),
    status: described(z.enum(['upcoming', 'open', 'over']), 'over: its time has passed, or it was ended'),
    note: z.optional(z.string()),
    opensAt: z.optional(timestamp),
    closesAt: z.optional(timestamp),
    usesMax: z.optional(z.int()),
    usesPerCustomerMax: z.optional(z.int()),
    discount: z.optional(
      z.union([z.strictObject({ percent: z.number() }), z.strictObject({ amount: Money, per: z.enum(FEE_UNITS) })]),
    ),
    types: described(z.clone(names), 'whose prices it lowers. A type that the event has no more is without effect'),
    sections: described(z.clone(names), 'sections and areas whose prices it lowers'),
    placesPerUseMax: z.optional(z.int()),
    unlocks: z.optional(z.strictObject({ types: z.clone(names), seats: z.clone(names), sections: z.clone(names) })),
    createdAt: timestamp,
    endedAt: z.optional(timestamp),
    uses: described(z.optional(uses), 'now; only of a code with usesMax'),
  }),
);
export type Code = z.infer<typeof Code>;

export const CreatedCodes = component(
  'CreatedCodes',
  z.strictObject({
    codes: described(
      z.array(z.string()),
      'the texts, in capitals and without spaces and hyphens, in the order of the request',
    ),
  }),
);
export type CreatedCodes = z.infer<typeof CreatedCodes>;

export const CODE_RESPONSES = {
  'create-codes': { 201: CreatedCodes },
  'list-codes': { 200: pageOf(Code) },
  'read-code': { 200: Code },
  'edit-code': { 200: Code },
  'end-code': { 200: Code },
} as const;
