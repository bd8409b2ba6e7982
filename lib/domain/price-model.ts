/**
 * The nouns of prices: ticket types, price tiers, fees, taxes and codes, as an organizer describes them, and the terms that a sale keeps of
 * them. Amounts are minor units of the event's currency. A percentage has at most two decimals and is at most 100.
 */

/** For whom a ticket is, such as adult or child. Its price is an amount, or a percentage of the place's own price. */
export interface TicketType extends TypePrice {
  id: string;
  name: string;
  /** The sections and areas in which it is sold. There it may have a price of its own. Absent: all of them, at one price. */
  sections?: TypeInSection[];
  /** The places of this type that one hold may have. */
  placesPerHoldMax?: number;
  /** The places of this type that the event sells. They are counted in buckets, like the places of an area. */
  placesMax?: number;
  /** The number of these buckets. It only grows. Present if `placesMax` is. */
  buckets?: number;
  /** A hold with this type must also have a place of one of these types. */
  onlyWith?: string[];
  /** The type is sold only with a code that unlocks it. */
  needsCode?: true;
  /** The tax that is included in its price. Absent: the event's. */
  taxPercent?: number;
}
/** At most one of both. With none, the price is that of the place. */
export interface TypePrice {
  price?: number;
  percent?: number;
}
export interface TypeInSection extends TypePrice {
  /** The id of a section or an area. */
  id: string;
}

/** A price of rows or single seats of a section, in place of the section's price. A seat is in at most one tier. */
export interface PriceTier {
  id: string;
  name: string;
  sectionId: string;
  price: number;
  /** Labels of whole rows. */
  rows?: string[];
  /** Labels of seats. */
  seats?: string[];
}

export const FEE_UNITS = ['ticket', 'booking'] as const;
/** A fee on each ticket, or once on the booking: an amount, or a percentage of the price. What is free has no fee. */
export interface Fee {
  id: string;
  name: string;
  per: (typeof FEE_UNITS)[number];
  amount?: number;
  percent?: number;
  /** Whether a cancellation returns it. A fee on the booking is returned with the last place. */
  isRefundable: boolean;
  /** The tax that is included in it. Absent: the event's. */
  taxPercent?: number;
}

/** The prices of an event besides those of its sections. */
export interface EventPrices {
  /** The first one that is sold for a place is the default type of that place. */
  ticketTypes?: TicketType[];
  tiers?: PriceTier[];
  fees?: Fee[];
  /** The tax that is included in all prices, unless a type or a fee has its own. */
  taxPercent?: number;
  /** The seller's tax number, as it is printed on receipts. */
  sellerTaxNumber?: string;
  /** The counters of types that have no maximum any more, or were removed. Their buckets exist, and are used again. */
  formerCounters?: FormerCounter[];
}
export interface FormerCounter {
  /** The id of the type. */
  type: string;
  buckets: number;
}

/** The discount of a code: a percentage of each price, an amount of each price, or an amount of the whole. */
export type Discount =
  | { percent: number }
  | { amount: number; per: 'ticket' }
  /** The amount is divided among the places in proportion to their prices. */
  | { amount: number; per: 'booking' };

/** A promo code lowers prices. An access code unlocks ticket types, or seats that the organizer keeps from sale. A code may do both. */
export interface Code {
  /** The text, as `codeIdOf` normalizes it. It is unique within the event. */
  id: string;
  eventId: string;
  /** Names the counter of its uses, and stays the same when the code is changed. */
  counterId: string;
  note?: string;
  /** When (epoch ms) it may be used: from `opensAt` on, and before `closesAt`. */
  opensAt?: number;
  closesAt?: number;
  /** The holds and bookings that may use it at a time. Absent: any number. */
  usesMax?: number;
  /** The number of buckets in which the uses are counted; 0 without `usesMax`. It only grows. */
  buckets: number;
  usesPerCustomerMax?: number;
  discount?: Discount;
  /** The types, and the sections and areas, whose prices it lowers. Absent: all. */
  types?: string[];
  sections?: string[];
  /** The places of one hold whose prices it lowers: the dearest ones. Absent: all. */
  placesPerUseMax?: number;
  unlocks?: CodeUnlocks;
  createdAt: number;
  /** Counts the changes. */
  version: number;
  /** When (epoch ms) the organizer ended it. It is never used again. */
  endedAt?: number;
}
export interface CodeUnlocks {
  /** Ids of ticket types. */
  types?: string[];
  /** Ids of seats, and of sections with seats, that the organizer has blocked. */
  seats?: string[];
  sections?: string[];
}

/** The terms of a sale as they were when its hold was placed: a later edit does not change them. Each part is absent if it is empty. */
export interface SaleTerms {
  /** The types of its places. */
  types?: SoldType[];
  /** The fees that apply to it, each with its tax. */
  fees?: Fee[];
  /** The tax of places without a type. */
  taxPercent?: number;
  sellerTaxNumber?: string;
  code?: UsedCode;
}
export type SoldType = Pick<TicketType, 'id' | 'name' | 'taxPercent'>;
export interface UsedCode {
  id: string;
  counterId: string;
  usesPerCustomerMax?: number;
}

/** Units of a counter that a claim has taken: places of a ticket type, or the use of a code. */
export interface Count {
  /** See counters.ts. */
  counterId: string;
  /** The number of the counter's buckets when the hold was placed. */
  buckets: number;
  quantity: number;
  /** Chosen when the hold is placed, like those of an area. */
  shares: { bucket: number; quantity: number }[];
}
