/** Which amounts Stripe can express, and in which units: https://docs.stripe.com/currencies. */
import { expect, it } from 'vitest';
import { amountAtStripe, canStripeExpress } from '../../lib/payments/stripe-amounts.ts';

it.each([
  ['EUR', 1, 1],
  ['EUR', 12_345, 12_345],
  ['JPY', 501, 501],
  ['KRW', 1, 1],
  // Two decimals at Stripe, which are always zero.
  ['ISK', 7, 700],
  ['UGX', 1, 100],
  // None at Stripe.
  ['MGA', 100, 1],
  ['MGA', 29_900, 299],
  // Three decimals, the last of them zero.
  ['BHD', 10, 10],
  ['JOD', 1_230, 1_230],
  ['KWD', 5_120, 5_120],
  ['OMR', 990, 990],
  ['TND', 100, 100],
  // Two decimals, although Stripe pays them out in whole units.
  ['HUF', 1_045, 1_045],
  ['TWD', 80_045, 80_045],
  ['MGA', 0, 0],
])('%s %i is %i at Stripe', (currency, amount, atStripe) => {
  expect(canStripeExpress(amount, currency)).toBe(true);
  expect(amountAtStripe(amount, currency)).toBe(atStripe);
});

it.each([
  ['MGA', 1],
  ['MGA', 150],
  ['MGA', 99_999],
  ['BHD', 5],
  ['JOD', 1_231],
  ['KWD', 1_234],
  ['OMR', 999],
  ['TND', 101],
])('%s %i cannot be expressed', (currency, amount) => {
  expect(canStripeExpress(amount, currency)).toBe(false);
});
