/**
 * The texts about refusals, by the code of the problem. A code that is missing here has a general text. Pages say more where they know
 * more, such as which seats are gone.
 */

/** The refusals that a visitor of the app can meet. */
export const TOLD_PROBLEMS = [
  'bad-credentials',
  'weak-password',
  'email-taken',
  'email-not-verified',
  'invalid-link',
  'link-used',
  'link-of-other-account',
  'event-not-found',
  'hold-not-found',
  'booking-not-found',
  'sales-not-open',
  'customer-limit-reached',
  'overlapping-journey',
  'seats-unavailable',
  'area-sold-out',
  'no-adjacent-seats',
  'ticket-type-sold-out',
  'ticket-type-not-offered',
  'ticket-types-not-allowed',
  'too-many-places',
  'place-not-found',
  'price-changed',
  'code-not-found',
  'code-not-usable',
  'code-used-up',
  'code-limit-reached',
  'hold-expired',
  'hold-released',
  'hold-confirmed',
  'hold-not-extendable',
  'payment-declined',
  'payment-in-progress',
  'payment-unavailable',
  'too-many-payments',
  'cancellation-closed',
  'booking-cancelled',
  'booking-places-cancelled',
  'ticket-redeemed',
  'refund-not-possible',
  'event-over',
  'rate-limited',
  'busy',
  'forbidden',
  'validation-failed',
  'account-is-needed',
] as const;
export type ToldProblem = (typeof TOLD_PROBLEMS)[number];

export type ProblemMessages = Readonly<Record<ToldProblem | 'other', string>>;
