/**
 * The closed list of refusals. A refusal means that a rule said no; it has a code and typed details. A bug is an assertion
 * and never a refusal.
 */

import { BUSY_RETRY_AFTER_SECONDS, FIELD_ERRORS_MAX } from './limits.ts';
import type { EventState } from './model.ts';
import type { MemberRole } from './organization.ts';

/** Why a seat is not available; `until` is the deadline (epoch ms) of a hold. */
export interface Conflict {
  seatId: string;
  reason: 'held' | 'booked' | 'blocked';
  until?: number;
}

/** The places that an area has left, if they are fewer than requested. */
export interface Shortage {
  areaId: string;
  available: number;
}

/** An invalid field of a request. */
export interface FieldError {
  /** The path of the field: `body.seats.0`, `query.limit`, `headers.idempotency-key`. */
  path: string;
  message: string;
}

/** A place with its ticket type. The best available seats are named by their section. */
export type TypedPlace = ({ seatId: string } | { areaId: string } | { sectionId: string }) & { type?: string };

type NoDetails = Record<never, never>;

/**
 * Why an account cannot be deleted yet. `administrator`: it is an administrator's. `events`: its organization has coming events, and
 * no other owner. `members`: its organization has other members, and no other owner.
 */
export const NEEDED_FOR = ['administrator', 'events', 'members'] as const;
export interface AccountIsNeeded {
  for: (typeof NEEDED_FOR)[number];
  organizationId?: string;
}

/** The admission of a ticket, as a later scan of it is told. */
export interface Admission {
  /** When (epoch ms) it was written. */
  at: number;
  /** When (epoch ms) the device scanned the code. */
  scannedAt: number;
  gate?: string;
  device?: string;
}

export const INVALID_CODE_REASONS = ['malformed', 'signature', 'unknown-key'] as const;
/**
 * Why a link of a mail is not accepted. `malformed`: its text does not have the form of a token, for example because it was cut short.
 * `foreign`: it is for another purpose, or no key of this stage has signed it, also because it was altered. `expired`: its time is over.
 * `outdated`: its account is gone, or has another address or password.
 */
export const INVALID_LINK_REASONS = ['malformed', 'foreign', 'expired', 'outdated'] as const;
export type InvalidLinkReason = (typeof INVALID_LINK_REASONS)[number];
/**
 * Why a ticket is void. `cancelled`: its place was cancelled. `replaced`: the code was replaced by a newer one. `event-cancelled`: the
 * event will not take place. `no-booking`: there is no such booking, as after a restore to an earlier time.
 */
export const VOID_REASONS = ['cancelled', 'replaced', 'event-cancelled', 'no-booking'] as const;

/** Why a promo or access code does not help. */
export const CODE_REASONS = ['upcoming', 'over', 'not-applicable'] as const;

/** The details of each code. */
export interface RefusalDetails {
  'validation-failed': { errors: FieldError[] };
  'event-not-found': NoDetails;
  'sales-not-open': { opensAt?: number; closedAt?: number };
  'too-many-places': { placesMax: number };
  /** The limit on a customer's places of the event, in holds and bookings, and how many the customer has. */
  'customer-limit-reached': { placesMax: number; placesTaken?: number };
  /** The customer's journeys at the same time. */
  'overlapping-journey': { journeys: { eventId: string; startsAt: number; endsAt: number }[] };
  'place-not-found': { seatIds: string[]; areaIds: string[]; sectionIds?: string[] };
  /** `isOffered` as below, if the best available seats were requested with attributes or access. */
  'seats-unavailable': { conflicts: Conflict[]; isOffered?: boolean };
  'area-sold-out': { shortages: Shortage[] };
  /**
   * There are not enough adjacent seats in the event, or in this section. With attributes or access, `isOffered` says whether
   * there are such seats when all are available.
   */
  'no-adjacent-seats': { sectionId?: string; isOffered?: boolean };
  /** The event has no such code. */
  'code-not-found': NoDetails;
  /** Ids that the event has no ticket type of. */
  'ticket-type-not-found': { types: string[] };
  /** The type is not sold for the place, or only with a code. Without a type: no type is sold there without a code. */
  'ticket-type-not-offered': { places: TypedPlace[] };
  /** The types of which the hold has too many places, or that it may have only with others. */
  'ticket-types-not-allowed': { types: { type: string; placesMax?: number; onlyWith?: string[] }[] };
  /** `not-applicable`: it lowers no price, and unlocks no place, of this request. Times are epoch ms. */
  'code-not-usable': { reason: (typeof CODE_REASONS)[number]; opensAt?: number; closedAt?: number };
  /** The types that have fewer places left than requested. */
  'ticket-type-sold-out': { shortages: { type: string; available: number }[] };
  /** All uses of the code are taken by holds and bookings. */
  'code-used-up': NoDetails;
  /** The customer's holds and bookings use the code as often as one customer may. */
  'code-limit-reached': { usesMax: number };
  /** Bookings have these ticket types, so the event cannot lose them. */
  'ticket-type-in-use': { types: string[] };
  /** Another code of the event has this text. */
  'code-taken': { codes: string[] };
  'price-changed': { total: number; currency: string };
  /**
   * The area's held and booked places, and those that the organizer keeps: together more than the requested capacity. Or the held and
   * booked places of a ticket type: more than the requested maximum.
   */
  'capacity-below-sold': { areaId: string; sold: number; blocked?: number } | { ticketType: string; sold: number };
  'event-has-bookings': NoDetails;
  /** The event is closed, cancelled or not yet prepared. */
  /** The event is not of the version that the caller expects; `etag` is that of its present one. */
  'event-changed': { etag: string };
  'event-not-editable': { state: Exclude<EventState, 'published'> };
  'not-your-event': { roles: MemberRole[] };
  'hold-not-found': NoDetails;
  'hold-not-extendable': { expiresAt: number };
  'hold-expired': NoDetails;
  'hold-released': NoDetails;
  'hold-confirmed': NoDetails;
  'booking-not-found': NoDetails;
  'booking-cancelled': NoDetails;
  /** Places of the request that are cancelled already: seats, tickets, and areas with fewer places left than requested. */
  'booking-places-cancelled': {
    seatIds: string[];
    areas: { areaId: string; type?: string; left: number }[];
    ticketIds: string[];
  };
  /** The booking's tickets that were used at the door. */
  'ticket-redeemed': { ticketIds: string[] };
  /** The code is cut short or altered, or signed with a key that is not ours. */
  'invalid-code': { reason: (typeof INVALID_CODE_REASONS)[number] };
  'ticket-not-found': NoDetails;
  /** The event that the code is for. */
  'ticket-of-other-event': { eventId: string };
  /** `since` (epoch ms) is known of a cancelled place. */
  'ticket-void': { reason: (typeof VOID_REASONS)[number]; since?: number };
  'doors-not-open': { opensAt: number };
  'event-over': { endedAt: number };
  /** The ids of the gates that admit the ticket. */
  'wrong-gate': { gates: string[] };
  'already-admitted': { admission: Admission };
  'not-inside': NoDetails;
  /** The nonce was used for another scan of the booking. */
  'nonce-reused': NoDetails;
  'too-many-scans': { scansMax: number };
  'too-many-reissues': { reissuesMax: number };
  /** The gateway cannot return exactly this amount. */
  'refund-not-possible': { amount: number; currency: string };
  'cancellation-closed': { closedAt: number };
  'payment-not-found': NoDetails;
  'payment-declined': { paymentId: string };
  'payment-in-progress': NoDetails;
  'too-many-payments': { paymentsMax: number };
  /** The gateway has not refused the payment's next step, or the payment is finished. */
  'payment-not-stuck': NoDetails;
  'payment-unavailable': { retryAfterSeconds: number };
  'idempotency-key-reused': NoDetails;
  /** The account that the token names does not exist any more. */
  unauthenticated: NoDetails;
  'email-taken': NoDetails;
  'weak-password': { reason: 'length' | 'common'; lengthMin: number; lengthMax: number };
  'bad-credentials': NoDetails;
  'invalid-refresh-token': NoDetails;
  'invalid-link': { reason: InvalidLinkReason };
  'link-used': NoDetails;
  'link-of-other-account': NoDetails;
  'email-not-verified': NoDetails;
  'user-not-found': NoDetails;
  'own-role': NoDetails;
  'organization-not-found': NoDetails;
  /** The roles that have the right. */
  'organization-role-required': { roles: MemberRole[] };
  'member-not-found': NoDetails;
  'last-owner': NoDetails;
  'already-member': NoDetails;
  'too-many-members': { membersMax: number };
  'invitation-not-found': NoDetails;
  'invitation-not-yours': NoDetails;
  'too-many-invitations': { invitationsMax: number };
  /** The mailbox has no such mail. */
  'mail-not-found': NoDetails;
  /** Another number of bookings would get the message than its author expects. */
  'recipients-changed': { recipients: number };
  /** The event has as many messages in a day as it may have. `nextAt` (epoch ms) is when one more may be sent. */
  'too-many-messages': { messagesMax: number; nextAt: number };
  /** The account cannot be deleted yet, because others depend on it. */
  'account-is-needed': AccountIsNeeded;
  forbidden: { role: string };
  busy: { retryAfterSeconds: number };
}

export type RefusalCode = keyof RefusalDetails;

export class Refusal<Code extends RefusalCode = RefusalCode> extends Error {
  readonly code: Code;
  readonly details: RefusalDetails[Code];
  /** Whether this repeats a stored refusal of the same idempotency key. */
  readonly isReplay: boolean;

  constructor(code: Code, details: RefusalDetails[Code], { isReplay = false } = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    this.isReplay = isReplay;
  }
}

/** Makes a refusal whose code has no details. */
export const refuse = <Code extends RefusalCode>(
  code: NoDetails extends RefusalDetails[Code] ? Code : never,
): Refusal<Code> => new Refusal(code, {} as RefusalDetails[Code]);

/** Makes the refusal of an invalid request, with the first FIELD_ERRORS_MAX errors; undefined if there are none. */
export const invalid = (errors: FieldError[]): Refusal<'validation-failed'> | undefined =>
  errors.length === 0 ? undefined : new Refusal('validation-failed', { errors: errors.slice(0, FIELD_ERRORS_MAX) });

/**
 * Makes the refusal after conflicts, throttling or timeouts that lasted longer than the retries. The result is unknown:
 * the caller may retry with the same key.
 */
export const busy = (): Refusal<'busy'> => new Refusal('busy', { retryAfterSeconds: BUSY_RETRY_AFTER_SECONDS });
