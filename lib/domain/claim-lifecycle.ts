/**
 * The life of a claim as tables: which verb leads from which status to which, first as a hold, then as a booking, and
 * which verbs change the state of its payments. The builders in `claim-changes.ts` write these changes, the conditions of
 * `table/claims` guard them, and a test compares the rules with the tables. docs/states.md draws them.
 */
import type { BOOKING_STATUSES, ClaimAction, HOLD_STATUSES, PaymentState } from './model.ts';

/** A verb without `from` creates what it leads to. */
export interface Verb<Status extends string> {
  from?: readonly Status[];
  to: Status;
  /** The action in the history entry of the verb. */
  action: ClaimAction;
}

export const HOLD_VERBS = {
  place: { to: 'active', action: 'hold.placed' },
  extend: { from: ['active'], to: 'active', action: 'hold.extended' },
  release: { from: ['active'], to: 'released', action: 'hold.released' },
  expire: { from: ['active'], to: 'expired', action: 'hold.expired' },
  /** A payment that began in time may confirm an expired hold, while its places can still be had. */
  confirm: { from: ['active', 'expired'], to: 'confirmed', action: 'booking.confirmed' },
} as const satisfies Record<string, Verb<(typeof HOLD_STATUSES)[number]>>;

export const BOOKING_VERBS = {
  confirm: { to: 'confirmed', action: 'booking.confirmed' },
  'cancel a part': { from: ['confirmed'], to: 'confirmed', action: 'booking.places-cancelled' },
  cancel: { from: ['confirmed'], to: 'cancelled', action: 'booking.cancelled' },
} as const satisfies Record<string, Verb<(typeof BOOKING_STATUSES)[number]>>;

/** The usual path of a payment's `state`. The gateway's answer is recorded whatever was requested, so a step may be skipped. */
export const PAYMENT_VERBS = {
  initiate: { to: 'initiated', action: 'payment.initiated' },
  authorise: { from: ['initiated'], to: 'authorised', action: 'booking.confirmed' },
  decline: { from: ['initiated'], to: 'declined', action: 'payment.declined' },
  capture: { from: ['authorised'], to: 'captured', action: 'payment.captured' },
  void: { from: ['initiated', 'authorised'], to: 'voided', action: 'payment.voided' },
  'refund a part': { from: ['captured'], to: 'captured', action: 'payment.refunded' },
  refund: { from: ['captured'], to: 'refunded', action: 'payment.refunded' },
  /** A bank may reject a refund days after the gateway has made it. */
  'reject a refund': { from: ['captured', 'refunded'], to: 'captured', action: 'payment.refund-failed' },
} as const satisfies Record<string, Verb<PaymentState>>;
