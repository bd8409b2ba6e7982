/**
 * The arithmetic of amounts in minor units: percentages, taxes and divisions. All results are whole numbers, and exact.
 */
import { decimalsOf } from './currencies.ts';

/**
 * The step of amounts that people pay. Card networks take only two of the three decimals of such currencies, and none of the ariary
 * (https://docs.stripe.com/currencies). Elsewhere it is one minor unit.
 */
export const payableStepOf = (currency: string): number => {
  if (currency === 'MGA') return 100;
  return decimalsOf(currency) === 3 ? 10 : 1;
};

/** Whether a number is a percentage that prices may have: 0 to 100, with at most two decimals. */
export const isPercentage = (value: number): boolean =>
  value >= 0 && value <= 100 && hundredthsOf(value) / 100 === value;

/**
 * A percentage of an amount, rounded half up to what can be paid in the currency. It never exceeds the amount, and 100 % is the amount itself,
 * also if the amount cannot be paid.
 */
export function percentOf(amount: number, percent: number, currency: string): number {
  if (percent === 100) return amount;
  const step = payableStepOf(currency);
  return Math.min(amount, step * roundedQuotient(amount * hundredthsOf(percent), HUNDREDTHS * step));
}

/** The tax that an amount includes, rounded half up to one minor unit. */
export const taxIn = (gross: number, percent: number): number =>
  roundedQuotient(gross * hundredthsOf(percent), HUNDREDTHS + hundredthsOf(percent));

/**
 * Divides an amount in proportion to the weights, which must sum up to at least the amount. The parts sum up to it exactly, and no part
 * is larger than its weight. If the amount and all weights are payable, so are the parts.
 */
export function dividedBy(amount: number, weights: readonly number[], currency: string): number[] {
  const step = payableStepOf(currency);
  const unit = [amount, ...weights].every(part => part % step === 0) ? step : 1;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let weightBefore = 0;
  let before = 0;
  return weights.map(weight => {
    weightBefore += weight;
    const until = sum === 0 ? 0 : unit * shareOf(amount / unit, weightBefore / unit, sum / unit);
    const part = until - before;
    before = until;
    return part;
  });
}

/** The product of an amount and a weight, by the sum of the weights, rounded half up. The product may exceed 2^53. */
const shareOf = (amount: number, weight: number, sum: number): number =>
  Number((2n * BigInt(amount) * BigInt(weight) + BigInt(sum)) / (2n * BigInt(sum)));

/** Percentages have at most two decimals. */
const hundredthsOf = (percent: number): number => Math.round(percent * 100);
const HUNDREDTHS = 10_000;

/** The quotient of two natural numbers, rounded half up. */
function roundedQuotient(dividend: number, divisor: number): number {
  const doubled = 2 * dividend + divisor;
  return (doubled - (doubled % (2 * divisor))) / (2 * divisor);
}
