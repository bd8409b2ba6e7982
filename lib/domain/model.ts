/**
 * The nouns of Holdfast as the rules see them. Times are epoch milliseconds, money is an integer of minor units;
 * nothing here knows a clock, a wire format or DynamoDB.
 */
import type { SeatStatus } from './seat-lifecycle.ts';

export const EVENT_KINDS = ['concert', 'theatre', 'sport', 'conference', 'flight', 'train', 'bus', 'ferry'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What changes about an event once it is published, besides the clock: nothing yet but its cancellation. */
export type EventState = 'published' | 'cancelled';

export interface Event {
  id: string;
  organizerId: string;
  kind: EventKind;
  title: string;
  startsAt: number;
  endsAt: number;
  venue?: string;
  service?: { number: string; carrier: string };
  route?: { origin: string; destination: string };
  salesOpenAt?: number;
  salesCloseAt: number;
  state: EventState;
  holdSeconds: number;
  placesPerHoldMax: number;
  currency: string;
  createdAt: number;
}

export type Attributes = Record<string, string>;

/** A row as its organizer describes it: so many seats numbered from 1, or each seat by itself. */
export type LayoutRow = { row: string; count: number } | { row: string; seats: LayoutSeat[] };
export interface LayoutSeat {
  number: string;
  /** Defaults to `<row>-<number>`. */
  label?: string;
  attributes?: Attributes;
}

export interface Section {
  id: string;
  name: string;
  kind: 'seated';
  /** Minor units of the event's currency. */
  price: number;
  capacity: number;
  attributes?: Attributes;
  rows: LayoutRow[];
}

/** An event and its sections without their layouts: what lists and clients see. */
export interface EventSummary {
  event: Event;
  sections: Omit<Section, 'rows'>[];
}

/** What a sale needs to know of an event: read through a short cache, never written or checked by a sale. */
export interface EventFacts {
  event: Event;
  sections: Section[];
}

/** One seat's row: who has it and until when. */
export interface Seat {
  seatId: string;
  status: SeatStatus;
  claimId?: string;
  holdExpiresAt?: number;
  changedAt: number;
}

export interface Place {
  seatId: string;
  /** Snapshot of the price when the hold was placed. */
  price: number;
}

export type ClaimStatus = 'active' | 'confirmed' | 'released' | 'expired' | 'cancelled';

export type PaymentState = 'initiated' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
export type PaymentWanted = 'captured' | 'voided' | 'refunded';

/** One attempt to pay for a claim; its number is its position, from 1. */
export interface Payment {
  number: number;
  state: PaymentState;
  wanted: PaymentWanted;
  method: string;
  amount: number;
}

export type TicketStatus = 'valid' | 'redeemed' | 'void';

/** What confirming fixed: the event as it was sold, so that a stored answer stays what it was. */
export interface BookingFacts {
  confirmedAt: number;
  /** The payment that paid for it; absent where nothing was to be paid. */
  paymentNumber?: number;
  event: { title: string; startsAt: number; endsAt: number; venue?: string };
}

/** Somebody's claim on places: one row for the whole life of a purchase, first a hold, then a booking. */
export interface Claim {
  id: string;
  eventId: string;
  ownerId: string;
  status: ClaimStatus;
  places: Place[];
  total: number;
  currency: string;
  holdSeconds: number;
  createdAt: number;
  expiresAt: number;
  maxExpiresAt: number;
  extensions: number;
  /** Whether a payment has moved the deadline to its window, which it may once. */
  paymentWindowUsed: boolean;
  payments: Payment[];
  booking?: BookingFacts;
  /** One for each place, in their order; empty until the claim is confirmed. */
  tickets: TicketStatus[];
  history: HistoryEntry[];
}

export type ClaimAction =
  | 'hold.placed'
  | 'hold.extended'
  | 'hold.released'
  | 'hold.expired'
  | 'payment.initiated'
  | 'payment.authorised'
  | 'payment.declined'
  | 'payment.captured'
  | 'payment.voided'
  | 'payment.refunded'
  | 'booking.confirmed'
  | 'booking.cancelled';

/** Who changed something: the claim's owner, Holdfast itself (`system`), or a user's id. */
export type Actor = 'owner' | 'system' | (string & {});

/**
 * One change of a claim. The entry is written with the change, in the same item: a claim's history is its outbox, and
 * the entry's position in it, with the claim's id, is its identity.
 */
export interface HistoryEntry {
  action: ClaimAction;
  at: number;
  actor: Actor;
  requestId: string;
  ip?: string;
  from?: ClaimStatus | PaymentState;
  to: ClaimStatus | PaymentState;
  /** The deadline that this change set. */
  expiresAt?: number;
  payment?: { number: number; amount: number; method?: string };
  /** The places this change touched, where they are not all of the claim's. */
  seatIds?: string[];
}
