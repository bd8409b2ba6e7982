/**
 * The closed list of refusals: a rule said no, with a code and typed details. Policies return or throw them as data;
 * a bug is an assertion and never one of these.
 */

import { BUSY_RETRY_AFTER_SECONDS, FIELD_ERRORS_MAX } from './limits.ts';

/** Why a seat could not be had, and until when it is held by somebody else (epoch ms). */
export interface Conflict {
  seatId: string;
  reason: 'held' | 'booked' | 'blocked';
  until?: number;
}

/** What an area has left, where that is less than was asked for. */
export interface Shortage {
  areaId: string;
  available: number;
}

/** A part of a request that is not as it should be. */
export interface FieldError {
  /** Where in the request: `body.seats.0`, `query.limit`, `headers.idempotency-key`. */
  path: string;
  message: string;
}

type NoDetails = Record<never, never>;

/** Each code with what its answer tells besides the code. */
export interface RefusalDetails {
  'validation-failed': { errors: FieldError[] };
  'event-not-found': NoDetails;
  'sales-not-open': { opensAt?: number; closedAt?: number };
  'too-many-places': { placesMax: number };
  /** So many places of the event one customer may have, in holds and bookings, and so many they have. */
  'customer-limit-reached': { placesMax: number; placesTaken?: number };
  /** The customer is on another journey at that time. */
  'overlapping-journey': { journeys: { eventId: string; startsAt: number; endsAt: number }[] };
  'place-not-found': { seatIds: string[]; areaIds: string[]; sectionIds?: string[] };
  'seats-unavailable': { conflicts: Conflict[] };
  'area-sold-out': { shortages: Shortage[] };
  /** As many seats side by side as were asked for, in the whole event or in this section. */
  'no-adjacent-seats': { sectionId?: string };
  'price-changed': { total: number; currency: string };
  /** The area's places that are held or booked are more than the capacity that was asked for. */
  'capacity-below-sold': { areaId: string; sold: number };
  'event-has-bookings': NoDetails;
  /** Closed or cancelled for good, or not yet prepared. */
  'event-not-editable': { state: string };
  'not-your-event': NoDetails;
  'hold-not-found': NoDetails;
  'hold-not-extendable': { expiresAt: number };
  'hold-expired': NoDetails;
  'hold-released': NoDetails;
  'hold-confirmed': NoDetails;
  'booking-not-found': NoDetails;
  'booking-cancelled': NoDetails;
  'cancellation-closed': { closedAt: number };
  'payment-not-found': NoDetails;
  'payment-declined': { paymentId: string };
  'payment-in-progress': NoDetails;
  'too-many-payments': { paymentsMax: number };
  /** The gateway has not refused what is still to be done with it, or nothing is. */
  'payment-not-stuck': NoDetails;
  'payment-unavailable': { retryAfterSeconds: number };
  'idempotency-key-reused': NoDetails;
  'email-taken': NoDetails;
  'weak-password': { reason: 'length' | 'common'; lengthMin: number; lengthMax: number };
  'bad-credentials': NoDetails;
  'invalid-refresh-token': NoDetails;
  'user-not-found': NoDetails;
  'own-role': NoDetails;
  forbidden: { role: string };
  busy: { retryAfterSeconds: number };
}

export type RefusalCode = keyof RefusalDetails;

export class Refusal<Code extends RefusalCode = RefusalCode> extends Error {
  readonly code: Code;
  readonly details: RefusalDetails[Code];
  /** A stored refusal, given again to the key that met it first. */
  readonly isReplay: boolean;

  constructor(code: Code, details: RefusalDetails[Code], { isReplay = false } = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    this.isReplay = isReplay;
  }
}

/** A refusal whose code needs no details. */
export const refuse = <Code extends RefusalCode>(
  code: NoDetails extends RefusalDetails[Code] ? Code : never,
): Refusal<Code> => new Refusal(code, {} as RefusalDetails[Code]);

/** A refusal of a request's form: the first FIELD_ERRORS_MAX errors, or undefined if there are none. */
export const invalid = (errors: FieldError[]): Refusal<'validation-failed'> | undefined =>
  errors.length === 0 ? undefined : new Refusal('validation-failed', { errors: errors.slice(0, FIELD_ERRORS_MAX) });

/** Conflicts, throttling or silence outlasted our patience; nothing is known to have happened, and the same key may retry. */
export const busy = (): Refusal<'busy'> => new Refusal('busy', { retryAfterSeconds: BUSY_RETRY_AFTER_SECONDS });
