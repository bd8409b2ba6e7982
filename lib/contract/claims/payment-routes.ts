/** The routes of payment gateways: how the simulated one behaves, and what Stripe has to say. */

import type { Route } from '../route.ts';
import { NewPaymentSimulator, PaymentSimulator } from './payment-messages.ts';

/** An event carries a whole object of Stripe's, with all of its metadata. */
const WEBHOOK_BYTES_MAX = 256 * 1024;

export const PAYMENT_ROUTES = {
  'read-payment-simulator': {
    method: 'GET',
    path: '/v1/admin/payment-simulator',
    area: 'demo',
    summary: 'How the simulated payment gateway behaves',
    access: 'admin',
    testStagesOnly: true,
    gateway: 'simulated',
    answers: { 200: PaymentSimulator },
    problems: [],
  },
  'change-payment-simulator': {
    method: 'PUT',
    path: '/v1/admin/payment-simulator',
    area: 'demo',
    summary: 'Let the simulated payment gateway decline, dawdle, repeat and forget; what is left out it does not',
    access: 'admin',
    testStagesOnly: true,
    gateway: 'simulated',
    body: NewPaymentSimulator,
    answers: { 200: PaymentSimulator },
    problems: ['busy'],
  },
  'receive-webhook': {
    method: 'POST',
    path: '/v1/payments/webhooks/stripe',
    area: 'bookings',
    summary: 'Stripe says that something has become of a payment; Stripe is then asked what',
    access: 'public',
    gateway: 'stripe',
    signedBy: 'stripe-signature',
    bodyBytesMax: WEBHOOK_BYTES_MAX,
    answers: { 204: undefined },
    problems: ['invalid-signature', 'busy'],
  },
} as const satisfies Record<string, Route>;
