/**
 * The nouns of Holdfast: events, places, claims, payments. Times are epoch milliseconds, money is an integer of minor units.
 * Nothing here depends on a clock, a wire format or DynamoDB.
 */
import type { Count, EventPrices, SaleTerms } from './price-model.ts';
import type { SeatStatus } from './seat-lifecycle.ts';

export const EVENT_KINDS = [
  'concert',
  'theatre',
  'festival',
  'sport',
  'conference',
  'other',
  'flight',
  'train',
  'bus',
  'ferry',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
/** The kinds that are journeys: a customer cannot be on two of them at the same time. */
export const JOURNEY_KINDS: readonly EventKind[] = ['flight', 'train', 'bus', 'ferry'];

/**
 * The stored state of an event. `preparing`: its places are still being written. `closed`: its organizer has ended its
 * sales, and may open them again until the event ends. `cancelled`: it will not take place. The sales window adds what the clock says, see sales-window.
 */
export type EventState = 'preparing' | 'published' | 'closed' | 'cancelled' | 'deleted';

export interface Event {
  id: string;
  /** The user who published it. */
  organizerId: string;
  organizationId: string;
  kind: EventKind;
  title: string;
  /** Text of one or more lines. Lists do not show it. */
  description?: string;
  /** The https address of a picture. Holdfast never reads it. */
  imageUrl?: string;
  /** When doors open, or boarding begins: not after `startsAt`. */
  doorsAt?: number;
  startsAt: number;
  endsAt: number;
  /** The IANA zone of the place where it is, or where a journey departs. */
  timeZone: string;
  venue?: string;
  service?: { number: string; carrier: string };
  route?: { origin: string; destination: string };
  salesOpenAt?: number;
  /** At the latest the end of the event, or the start of a journey; see sales-window.ts. */
  salesCloseAt: number;
  state: EventState;
  holdSeconds: number;
  placesPerHoldMax: number;
  /** Limit on a customer's places, in holds and bookings together; absent if there is no limit. */
  placesPerCustomerMax?: number;
  /** Only customers with a verified address may hold places. Absent: the stage decides. */
  requiresVerifiedEmail?: true;
  /** The owner may cancel a booking until this long before the start. */
  cancellationClosesMinutes: number;
  currency: string;
  createdAt: number;
  /** Counts the edits of the event; publishing a prepared event counts as one. */
  version: number;
  /** Ids of removed sections. They are never reused, because rows of their places still exist. */
  removedSections?: string[];
  /** Digest of the last edit, which recognizes a repeated request. */
  lastEdit?: string;
  /** The version that the last edit changed. A migration raises the version too, and is no edit. */
  lastEditFrom?: number;
  /**
   * The edit that closed the event last. The seats that were left then are blocked under this id. It stays when sales are opened
   * again, until these blocks are lifted and longer.
   */
  closedBy?: string;
  /** The gates of the venue, in the order in which the organizer lists them. Absent: tickets are not bound to a gate. */
  gates?: Gate[];
  /** Absent: each place has the price of its section, without fees. */
  prices?: EventPrices;
}

/** An entrance of the venue. It admits the tickets of its sections; with none named, all tickets of the event. */
export interface Gate {
  id: string;
  name: string;
  /** Ids of sections with seats. */
  sections?: string[];
  /** Ids of areas. */
  areas?: string[];
}

export type Attributes = Record<string, string>;

/** A seat for a person in a wheelchair, or for the companion of one. Best available gives such seats only on request. */
export const ACCESS_KINDS = ['wheelchair', 'companion'] as const;
export type Access = (typeof ACCESS_KINDS)[number];

/**
 * An entry of a layout: a row, or a part of one. It is a count of seats numbered from 1, or seats numbered from one number to
 * another, upwards or downwards, or a list of seats. The seats of an entry are neighbours in their order. Entries with the
 * same `row` form one row in their order; each begins after a gap, unless it is joined to the entry before it.
 */
export type LayoutRow = RowPart &
  (
    | { count: number; attributes?: Attributes; access?: Access }
    /** The step is 1 by default, and -1 if `from` is above `to`. */
    | { from: number; to: number; step?: number; attributes?: Attributes; access?: Access }
    | { seats: LayoutSeat[] }
  );
interface RowPart {
  /** The label of the row. */
  row: string;
  /** The row's name for people, if it is not its label. The first entry of the row that has one decides. */
  name?: string;
  joined?: boolean;
}
export interface LayoutSeat {
  number: string;
  /** Defaults to `<row>-<number>`. */
  label?: string;
  attributes?: Attributes;
  access?: Access;
}

interface SectionFacts {
  id: string;
  name: string;
  /** Minor units of the event's currency, for each place. */
  price: number;
  capacity: number;
  attributes?: Attributes;
}

/** Seats of a section that the organizer keeps from sale, named by their labels and by the labels of whole rows. */
export interface SeatBlock {
  seats?: string[];
  rows?: string[];
  note?: string;
}
/** Places of an area that the organizer keeps from sale. */
export interface AreaBlock {
  quantity: number;
  note?: string;
}

export interface SeatedSection extends SectionFacts {
  kind: 'seated';
  rows: LayoutRow[];
  /** Present until the rows of the seats are written. From then on those rows say which seats are blocked. */
  blocks?: SeatBlock[];
  /** The stored layout is older than gaps between entries (format 1). The next edit writes it anew. */
  isStoredInFormat1?: true;
}

/** A section that is sold by count. Its places are kept in buckets, numbered from 0. */
export interface Area extends SectionFacts {
  kind: 'area';
  buckets: number;
  /** The places that the organizer keeps from sale, with their notes. The buckets decide how many they are. */
  blocks?: AreaBlock[];
}

export type Section = SeatedSection | Area;
export type SectionSummary = Omit<SeatedSection, 'rows' | 'blocks' | 'isStoredInFormat1'> | Area;

/** An event and its sections without their layouts, as in lists and responses. */
export interface EventSummary {
  event: Event;
  sections: SectionSummary[];
}

/** An event and its sections. A sale reads it through a short cache, and never writes or condition-checks it. */
export interface EventFacts {
  event: Event;
  sections: Section[];
}

/** An event as an organizer describes it, before it has an id. */
export interface EventDraft {
  event: Omit<Event, 'id' | 'organizerId' | 'organizationId' | 'state' | 'createdAt' | 'version'>;
  sections: Section[];
}

/** The row of a seat: its status, its claim and its deadline. */
export interface Seat {
  seatId: string;
  status: SeatStatus;
  claimId?: string;
  holdExpiresAt?: number;
  /**
   * The owner of its block: the organizer, or the id of the edit that blocked it. A seat that a code has unlocked keeps its owner and note
   * while it is held or booked.
   */
  blockedBy?: string;
  /** The organizer's reason for the block. */
  note?: string;
  changedAt: number;
}

/**
 * A bucket of an area: about 50 of its places. Each place is available, booked, blocked, or claimed:
 * `capacity = available + booked + blocked + blockedByOrganizer + the quantities in claims`.
 */
export interface Bucket {
  areaId: string;
  number: number;
  capacity: number;
  available: number;
  booked: number;
  /** Places blocked by the edits that ended the event's sales. */
  blocked: number;
  /** Places that the organizer keeps from sale. Absent: 0. */
  blockedByOrganizer?: number;
  /** Count of places that became available again. It only grows, so two reads bound what was available in between. */
  freed: number;
  /** When (epoch ms) places were last booked. */
  bookedAt?: number;
  /** Holds by claim id, and places that an edit has withdrawn. Anyone may take the places of a lapsed hold. */
  claims: Record<string, { quantity: number; expiresAt: number }>;
}

/** The places of a claim in one bucket. */
export interface BucketShare {
  bucket: number;
  quantity: number;
}

/** The price of a place when the hold was placed. */
export interface PlacePrice {
  /** The customer pays this for it, without fees. */
  price: number;
  /** The discount by a code. Absent: none. */
  discount?: number;
  /** The id of its ticket type. */
  type?: string;
}

export interface SeatPlace extends PlacePrice {
  seatId: string;
  /**
   * A code has unlocked it: it goes back to the organizer's block, and not on sale, when the claim ends. In a proposal the code may unlock
   * it; the stored claim says so only of seats that the organizer had blocked when the hold was placed.
   */
  isUnlocked?: true;
}

/** Places of an area. Their shares of buckets are chosen when the hold is placed; only a late payment may choose others. */
export interface AreaPlace {
  areaId: string;
  quantity: number;
  /** The price of one place; the lowest one if they differ. */
  price: number;
  shares: BucketShare[];
  /** Present if a place has a type or a discount: the prices of all places, in the order of their tickets. */
  units?: (PlacePrice & { quantity: number })[];
}

export type Place = SeatPlace | AreaPlace;

export const HOLD_STATUSES = ['active', 'confirmed', 'released', 'expired'] as const;
export const BOOKING_STATUSES = ['confirmed', 'cancelled'] as const;
export type ClaimStatus = (typeof HOLD_STATUSES)[number] | (typeof BOOKING_STATUSES)[number];

export const PAYMENT_STATES = ['initiated', 'authorised', 'captured', 'declined', 'voided', 'refunded'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];
export const PAYMENT_WANTED = ['captured', 'voided', 'refunded'] as const;
export type PaymentWanted = (typeof PAYMENT_WANTED)[number];

/**
 * The state of a refund. `initiated`: requested, and not yet known to be done. `refunded`: the gateway has returned the money.
 * `voided`: the payment was never captured, so there was nothing to return.
 */
export const REFUND_STATES = ['initiated', 'refunded', 'voided'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/** One refund of a payment; its number is its position, from 1. */
export interface Refund {
  number: number;
  amount: number;
  state: RefundState;
  /** When (epoch ms) the gateway refused it for good. A person has to resolve it. */
  stuckSince?: number;
}

/** One attempt to pay for a claim; its number is its position, from 1. */
export interface Payment {
  number: number;
  state: PaymentState;
  wanted: PaymentWanted;
  method: string;
  amount: number;
  /** The gateway's own id of the payment, once it is known. */
  reference?: string;
  /** When (epoch ms) the gateway refused the next step for good. A person has to resolve it. Refunds have their own times. */
  stuckSince?: number;
  /** The refunds that were requested, in their order. The sum of their amounts never exceeds `amount`. Absent: none. */
  refunds?: Refund[];
}

/** `redeemed`: used at the door. `void`: its place was cancelled. */
export const TICKET_STATUSES = ['valid', 'redeemed', 'void'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** The facts that a confirmation stores: the event as it was sold, so that responses can say what has changed since. */
export interface BookingFacts {
  confirmedAt: number;
  /** Absent if version 0.5 confirmed the booking: booking-reference.ts gives the reference of every booking. */
  reference?: string;
  /** The payment of the booking; absent if the total is 0. */
  paymentNumber?: number;
  event: { title: string; startsAt: number; endsAt: number; venue?: string };
  /** Until when (epoch ms) the owner may cancel it, by the terms at purchase. */
  cancellableUntil: number;
  cancelledAt?: number;
}

/** The time of a journey. A customer's journeys may touch, but not overlap. */
export interface Journey {
  startsAt: number;
  endsAt: number;
}

/** One customer's claim on places, one row for its whole life: first a hold, then a booking. */
export interface Claim {
  id: string;
  eventId: string;
  ownerId: string;
  status: ClaimStatus;
  places: Place[];
  /** The prices of the places, and the fees. */
  total: number;
  currency: string;
  /** Absent: the total is the sum of the places' prices, and no code was used. */
  sale?: SaleTerms;
  /** Its units in counters. Absent: none. */
  counted?: Count[];
  holdSeconds: number;
  createdAt: number;
  expiresAt: number;
  maxExpiresAt: number;
  extensions: number;
  /** The event's limit on places per customer when the hold was placed: the claim counts against it. */
  placesPerCustomerMax?: number;
  /** For a journey: the claim is in the customer's itinerary. */
  journey?: Journey;
  /** Whether a payment has moved the deadline to the payment window, which is allowed once. */
  paymentWindowUsed: boolean;
  payments: Payment[];
  booking?: BookingFacts;
  /**
   * One ticket for each seat and each unit of an area, in the order of the places; empty before the confirmation. A cancelled
   * place keeps its position with a void ticket, so that ticket numbers stay.
   */
  tickets: TicketStatus[];
  /**
   * The version of each ticket, which its code names. A code with a lower version is void. Absent: no code was replaced, and all
   * tickets have version 1.
   */
  ticketVersions?: number[];
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
  /** The gateway has taken back a refund that it had made. */
  | 'payment.refund-failed'
  /** The gateway refuses the next step for good. */
  | 'payment.stuck'
  /** A person requests a retry of a stuck payment. */
  | 'payment.resumed'
  | 'booking.confirmed'
  /** A part of the booking was cancelled. */
  | 'booking.places-cancelled'
  | 'booking.cancelled'
  /** A scan admitted a person. The first one redeems the ticket. A later one needs a scan on the way out before it, or a supervisor. */
  | 'ticket.admitted'
  /** A scan on the way out. */
  | 'ticket.left'
  /** A scan that admitted nobody, or that an offline device should not have admitted. It is kept for the record. */
  | 'ticket.refused'
  /** The code of a ticket was replaced, and the earlier one is void. */
  | 'ticket.reissued';

/** The author of a change: the claim's owner, Holdfast itself (`system`), or a user's id. */
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
  /** The status before and after the change: of the claim, of its payment, or of the ticket that the entry is about. */
  from?: ClaimStatus | PaymentState | TicketStatus;
  to: ClaimStatus | PaymentState | TicketStatus;
  /** The deadline that this change set. */
  expiresAt?: number;
  payment?: EntryPayment;
  /** The reason that the caller gave. */
  reason?: string;
  /** The places that this change touched, if they are not all places of the claim. */
  touched?: PlacesTouched;
  /** The claim's new places and units of counters, if a late payment had to take them from other buckets. */
  places?: Place[];
  counted?: Count[];
  /** The amount that a cancellation returns, and its tickets. Absent if it cancels all tickets of the booking and returns the whole total. */
  cancelled?: CancelledPart;
  /** With the entry of a scan. */
  scan?: Scan;
  /** The ticket whose code was replaced, and the version of its new code. */
  reissued?: { ticket: number; version: number };
}

export const SCAN_DIRECTIONS = ['in', 'out'] as const;
export type ScanDirection = (typeof SCAN_DIRECTIONS)[number];

/**
 * The outcome of a scan. `void-later`: an offline device admitted the ticket, and its place was cancelled after that. `void`: its place
 * was cancelled before the scan. `duplicate`: the person was counted as inside already.
 */
export const SCAN_OUTCOMES = ['admitted', 'left', 'duplicate', 'void', 'void-later'] as const;
export type ScanOutcome = (typeof SCAN_OUTCOMES)[number];

/** One scan of a ticket's code at the door. */
export interface Scan {
  /** The number of the ticket. */
  ticket: number;
  /** The device's name of this scan. A repeated scan with the same nonce gets the same answer. */
  nonce: string;
  direction: ScanDirection;
  outcome: ScanOutcome;
  /** The id of the gate. */
  gate?: string;
  /** The label of the device. */
  device?: string;
  /** When (epoch ms) the device scanned it, by its own clock as the server corrected it. Absent: at the time of the entry. */
  scannedAt?: number;
  /** The nonce of the scan that had admitted the ticket, with a duplicate. */
  of?: string;
  /** A device without a network decided it, and reported it later. */
  isOffline?: true;
  /** A supervisor admitted the person without regard to earlier scans. */
  isReadmission?: true;
}

/** The tickets that a cancellation makes void, and the part of the total that it returns. */
export interface CancelledPart {
  /** Their numbers. None: the booking is cancelled already, and the gateway has taken back the fees that were kept. */
  tickets: number[];
  /** In minor units, with the returned fees. */
  amount: number;
  /** Also the fees that are not refundable are returned. Present only if that makes a difference. */
  returnsFees?: true;
}

/** The payment of an entry, with the fields that the change has set besides its state. */
export interface EntryPayment {
  number: number;
  amount: number;
  /** Present in the entry of the intent. */
  method?: string;
  /** Present if the change has set it. */
  wanted?: PaymentWanted;
  /** Present if the gateway has just returned it. */
  reference?: string;
  /** The refund that the change requests, or that it is about. */
  refund?: Pick<Refund, 'number' | 'amount'>;
}

/** Seats and shares of buckets. */
export interface PlacesTouched {
  seatIds: string[];
  shares: (BucketShare & { areaId: string })[];
}
