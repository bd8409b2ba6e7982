/**
 * Amounts at Stripe. Stripe uses the minor units of ISO 4217, with the exceptions of https://docs.stripe.com/currencies. This
 * module does not load Stripe's SDK.
 */

/** No decimals by ISO 4217, but two at Stripe, which are always zero. */
const TWO_MORE_DECIMALS = ['ISK', 'UGX'];
/** Two decimals by ISO 4217, but none at Stripe. */
const NO_DECIMALS = ['MGA'];
/** Three decimals, of which the card networks take only two: the last digit must be 0. */
const LAST_DIGIT_ZERO = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];

/** Whether Stripe can charge and refund exactly this amount (minor units of ISO 4217). */
export const canStripeExpress = (amount: number, currency: string): boolean =>
  Number.isInteger(amountAtStripe(amount, currency)) && (amount % 10 === 0 || !LAST_DIGIT_ZERO.includes(currency));

/** The amount in Stripe's units; a fraction if Stripe cannot express it. */
export function amountAtStripe(amount: number, currency: string): number {
  if (TWO_MORE_DECIMALS.includes(currency)) return amount * 100;
  return NO_DECIMALS.includes(currency) ? amount / 100 : amount;
}
