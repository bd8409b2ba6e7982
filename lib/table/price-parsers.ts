/** Parses stored prices: those of an event, the terms of a sale, and codes. */
import type { CodesInEntry } from '../domain/journal.ts';
import {
  type Code,
  type CodeUnlocks,
  type Discount,
  type EventPrices,
  FEE_UNITS,
  type Fee,
  type FormerCounter,
  type PriceTier,
  type SaleTerms,
  type SoldType,
  type TicketType,
  type TypeInSection,
  type UsedCode,
} from '../domain/price-model.ts';
import { attributes, flag, list, number, object, oneOf, optional, type Parse, text, yes } from './row-parsers.ts';

const typePrice = { price: optional(number), percent: optional(number) };
const ticketType = object<TicketType>({
  id: text,
  name: text,
  ...typePrice,
  sections: optional(list(object<TypeInSection>({ id: text, ...typePrice }))),
  placesPerHoldMax: optional(number),
  placesMax: optional(number),
  buckets: optional(number),
  onlyWith: optional(list(text)),
  needsCode: optional(yes),
  taxPercent: optional(number),
});
const priceTier = object<PriceTier>({
  id: text,
  name: text,
  sectionId: text,
  price: number,
  rows: optional(list(text)),
  seats: optional(list(text)),
});
const fee = object<Fee>({
  id: text,
  name: text,
  per: oneOf(FEE_UNITS),
  amount: optional(number),
  percent: optional(number),
  isRefundable: flag,
  taxPercent: optional(number),
});
export const eventPrices = object<EventPrices>({
  ticketTypes: optional(list(ticketType)),
  tiers: optional(list(priceTier)),
  fees: optional(list(fee)),
  taxPercent: optional(number),
  sellerTaxNumber: optional(text),
  formerCounters: optional(list(object<FormerCounter>({ type: text, buckets: number }))),
});

export const saleTerms = object<SaleTerms>({
  types: optional(list(object<SoldType>({ id: text, name: text, taxPercent: optional(number) }))),
  fees: optional(list(fee)),
  taxPercent: optional(number),
  sellerTaxNumber: optional(text),
  code: optional(object<UsedCode>({ id: text, counterId: text, usesPerCustomerMax: optional(number) })),
});

const percentOff = object<Extract<Discount, { percent: number }>>({ percent: number });
const amountOff = object<{ amount: number; per: (typeof FEE_UNITS)[number] }>({
  amount: number,
  per: oneOf(FEE_UNITS),
});
const discount: Parse<Discount> = (value, path) =>
  attributes(value, path).percent === undefined ? amountOff(value, path) : percentOff(value, path);

const codeTerms = {
  note: optional(text),
  opensAt: optional(number),
  closesAt: optional(number),
  usesMax: optional(number),
  buckets: number,
  usesPerCustomerMax: optional(number),
  discount: optional(discount),
  types: optional(list(text)),
  sections: optional(list(text)),
  placesPerUseMax: optional(number),
  unlocks: optional(
    object<CodeUnlocks>({ types: optional(list(text)), seats: optional(list(text)), sections: optional(list(text)) }),
  ),
  createdAt: number,
  version: number,
  endedAt: optional(number),
};
export const code = object<Code>({ id: text, eventId: text, counterId: text, ...codeTerms });
/** Codes in an entry of the journal. */
export const codesInEntry = object<CodesInEntry>({
  codes: list(object<CodesInEntry['codes'][number]>({ id: text, counterId: text })),
  terms: object<CodesInEntry['terms']>(codeTerms),
});
