/**
 * The nouns of Holdfast as the rules see them. Times are epoch milliseconds, money is an integer of minor units;
 * nothing here knows a clock, a wire format or DynamoDB.
 */
import type { SeatStatus } from './seat-lifecycle.ts';

export const EVENT_KINDS = ['concert', 'theatre', 'sport', 'conference', 'flight', 'train', 'bus', 'ferry'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
/** Of these, those that take their customers somewhere else: nobody can be on two of them at once. */
export const JOURNEY_KINDS: readonly EventKind[] = ['flight', 'train', 'bus', 'ferry'];

/**
 * What becomes of an event besides what the clock says: its places are still being written (`preparing`), it is there,
 * its organizer has ended its sales for good (`closed`), it will not take place, or it was taken back (`deleted`).
 */
export type EventState = 'preparing' | 'published' | 'closed' | 'cancelled' | 'deleted';

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
  /** How many places one customer may have, in holds and bookings together; absent: as many as there are. */
  placesPerCustomerMax?: number;
  /** A booking may be cancelled by its owner until so long before the start. */
  cancellationClosesMinutes: number;
  currency: string;
  createdAt: number;
  /** How often its facts or sections have been edited, and one more where it was prepared. */
  version: number;
  /** Ids that its sections had once: none of them comes back, for rows of its places still stand. */
  removedSections?: string[];
  /** Digest of the last edit that was asked for and done. */
  lastEdit?: string;
}

export type Attributes = Record<string, string>;

/**
 * A row as its organizer describes it: so many seats numbered from 1, seats numbered from one number to another (in steps
 * of 1 unless it says otherwise), or each seat by itself. Several may describe parts of one row.
 */
export type LayoutRow =
  | { row: string; count: number; attributes?: Attributes }
  | { row: string; from: number; to: number; step?: number; attributes?: Attributes }
  | { row: string; seats: LayoutSeat[] };
export interface LayoutSeat {
  number: string;
  /** Defaults to `<row>-<number>`. */
  label?: string;
  attributes?: Attributes;
}

interface SectionFacts {
  id: string;
  name: string;
  /** Minor units of the event's currency, for each place. */
  price: number;
  capacity: number;
  attributes?: Attributes;
}

export interface SeatedSection extends SectionFacts {
  kind: 'seated';
  rows: LayoutRow[];
}

/** Sold by count. Its places are kept in so many buckets, numbered from 0. */
export interface Area extends SectionFacts {
  kind: 'area';
  buckets: number;
}

export type Section = SeatedSection | Area;
export type SectionSummary = Omit<SeatedSection, 'rows'> | Area;

/** An event and its sections without their layouts: what lists and clients see. */
export interface EventSummary {
  event: Event;
  sections: SectionSummary[];
}

/** What a sale needs to know of an event: read through a short cache, never written or checked by a sale. */
export interface EventFacts {
  event: Event;
  sections: Section[];
}

/** An event as an organizer describes it, before it has an id. */
export interface EventDraft {
  event: Omit<Event, 'id' | 'organizerId' | 'state' | 'createdAt' | 'version'>;
  sections: Section[];
}

/** One seat's row: who has it and until when. */
export interface Seat {
  seatId: string;
  status: SeatStatus;
  claimId?: string;
  holdExpiresAt?: number;
  /** The edit that keeps it from sale. */
  blockedBy?: string;
  changedAt: number;
}

/**
 * A bucket of an area: about 50 of its places. Every place in it is available, booked, withdrawn from sale by its
 * organizer, or claimed: `capacity = available + booked + blocked + the quantities in claims`.
 */
export interface Bucket {
  areaId: string;
  number: number;
  capacity: number;
  available: number;
  booked: number;
  blocked: number;
  /** Places that ever became available again; it only grows, so two reads bound what there was in between. */
  freed: number;
  /** When (epoch ms) places of it were last booked. */
  bookedAt?: number;
  /** Holds, each with its deadline: a lapsed one's places may be taken by whoever sees that it has lapsed. */
  claims: Record<string, { quantity: number; expiresAt: number }>;
}

/** What a claim has in one bucket. */
export interface BucketShare {
  bucket: number;
  quantity: number;
}

export interface SeatPlace {
  seatId: string;
  /** Snapshot of the price when the hold was placed. */
  price: number;
}

/** So many places of an area; their shares are chosen when the hold is placed, and never change. */
export interface AreaPlace {
  areaId: string;
  quantity: number;
  /** Of one of them, when the hold was placed. */
  price: number;
  shares: BucketShare[];
}

export type Place = SeatPlace | AreaPlace;

export const HOLD_STATUSES = ['active', 'confirmed', 'released', 'expired'] as const;
export const BOOKING_STATUSES = ['confirmed', 'cancelled'] as const;
export type ClaimStatus = (typeof HOLD_STATUSES)[number] | (typeof BOOKING_STATUSES)[number];

export const PAYMENT_STATES = ['initiated', 'authorised', 'captured', 'declined', 'voided', 'refunded'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];
export const PAYMENT_WANTED = ['captured', 'voided', 'refunded'] as const;
export type PaymentWanted = (typeof PAYMENT_WANTED)[number];

/** One attempt to pay for a claim; its number is its position, from 1. */
export interface Payment {
  number: number;
  state: PaymentState;
  wanted: PaymentWanted;
  method: string;
  amount: number;
  /** The gateway's own id of it, once it was told. */
  reference?: string;
  /** When (epoch ms) the gateway refused for good what is still to be done: a person has to see to it. */
  stuckSince?: number;
}

export type TicketStatus = 'valid' | 'redeemed' | 'void';

/** What confirming fixed: the event as it was sold, so that a stored answer stays what it was. */
export interface BookingFacts {
  confirmedAt: number;
  /** The payment that paid for it; absent where nothing was to be paid. */
  paymentNumber?: number;
  event: { title: string; startsAt: number; endsAt: number; venue?: string };
  /** Until when (epoch ms) its owner may cancel it, by the terms it was sold on. */
  cancellableUntil: number;
  cancelledAt?: number;
}

/** When a journey takes place: nobody can be on two at once. Touching ends are no overlap. */
export interface Journey {
  startsAt: number;
  endsAt: number;
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
  /** The event's limit on places per customer as it was then: the claim counts against it. */
  placesPerCustomerMax?: number;
  /** Of a flight or train: it stands in the customer's itinerary. */
  journey?: Journey;
  /** Whether a payment has moved the deadline to its window, which it may once. */
  paymentWindowUsed: boolean;
  payments: Payment[];
  booking?: BookingFacts;
  /** One for each seat and each unit of an area, in the order of the places; empty until the claim is confirmed. */
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
  /** The gateway refuses for good what is still to be done. */
  | 'payment.stuck'
  /** A person wants it to be asked for again. */
  | 'payment.resumed'
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
  payment?: EntryPayment;
  /** Why, in the words of who asked for it. */
  reason?: string;
  /** The places this change touched, where they are not all of the claim's. */
  touched?: PlacesTouched;
  /** The claim's places from then on, where a late payment had to find others in their areas. */
  places?: Place[];
}

/** What an entry tells of a payment: what changed with it, besides its state. */
export interface EntryPayment {
  number: number;
  amount: number;
  /** With its intent. */
  method?: string;
  /** Where it is no longer what it was. */
  wanted?: PaymentWanted;
  /** Where the gateway has just told it. */
  reference?: string;
}

/** Seats and shares of buckets, by name. */
export interface PlacesTouched {
  seatIds: string[];
  shares: (BucketShare & { areaId: string })[];
}
