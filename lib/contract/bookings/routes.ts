/** The routes of bookings and their payments, and the webhook of the payment gateway. */
import type { Route } from '../route.ts';

const PER_CALLER = { per: 'caller', windowSeconds: 60 } as const;

/** An event of Stripe contains a whole object of Stripe with all its metadata. */
const WEBHOOK_BYTES_MAX = 256 * 1024;

export const BOOKING_ROUTES = {
  'confirm-booking': {
    method: 'POST',
    path: '/v1/bookings',
    area: 'bookings',
    access: 'signed-in',
    limit: { ...PER_CALLER, quota: 3 },
    idempotent: true,
    problems: [
      'hold-not-found',
      'validation-failed',
      'hold-confirmed',
      'hold-released',
      'hold-expired',
      'payment-in-progress',
      'too-many-payments',
      'payment-declined',
      'payment-unavailable',
    ],
  },
  'read-payment': {
    method: 'GET',
    path: '/v1/payments/{paymentId}',
    area: 'bookings',
    access: 'signed-in',
    limit: { ...PER_CALLER, quota: 100 },
    problems: ['payment-not-found'],
  },
  'list-bookings': {
    method: 'GET',
    path: '/v1/bookings',
    area: 'bookings',
    access: 'signed-in',
    problems: [],
  },
  'read-booking': {
    method: 'GET',
    path: '/v1/bookings/{bookingId}',
    area: 'bookings',
    access: 'signed-in',
    knowsAdmins: true,
    problems: ['booking-not-found'],
  },
  'cancel-booking': {
    method: 'POST',
    path: '/v1/bookings/{bookingId}/cancel',
    area: 'bookings',
    access: 'signed-in',
    knowsAdmins: true,
    idempotent: true,
    problems: [
      'validation-failed',
      'booking-not-found',
      'booking-cancelled',
      'cancellation-closed',
      'booking-places-cancelled',
      'ticket-redeemed',
      'refund-not-possible',
    ],
  },
} as const satisfies Record<string, Route>;

export const WEBHOOK_ROUTES = {
  'receive-webhook': {
    method: 'POST',
    path: '/v1/payments/webhooks/stripe',
    area: 'bookings',
    access: 'public',
    gateway: 'stripe',
    signedBy: 'stripe-signature',
    bodyBytesMax: WEBHOOK_BYTES_MAX,
    problems: ['invalid-signature', 'busy'],
  },
} as const satisfies Record<string, Route>;
