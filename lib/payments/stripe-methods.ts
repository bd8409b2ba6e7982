/** The ids of payment methods of Stripe. Apart from its client, so that a payment can be refused before Stripe is loaded. */

const PAYMENT_METHOD_ID = /^pm_[A-Za-z0-9_]{1,97}$/;

/** Why this is no id of a payment method; undefined if it is one. Only Stripe knows whether the method exists. */
export const faultOfStripeMethod = (method: string): string | undefined =>
  PAYMENT_METHOD_ID.test(method) ? undefined : "must be the id of one of Stripe's payment methods: pm_…";
