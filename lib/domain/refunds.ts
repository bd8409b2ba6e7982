/**
 * The refunds of a payment: a list that only grows, one for each cancellation that returns money. The sum of their amounts
 * never exceeds the amount of the payment.
 */
import type { Payment, Refund, RefundState } from './model.ts';

/** The refunds that were requested, in their order. */
export const refundsOf = ({ refunds = [] }: Pick<Payment, 'refunds'>): Refund[] => refunds;

/** The sum of all refunds that were requested, done or not. */
export const requestedSum = (payment: Pick<Payment, 'refunds'>): number =>
  refundsOf(payment).reduce((sum, { amount }) => sum + amount, 0);

/** The part of a payment that no refund returns. */
export const keptAmount = (payment: Pick<Payment, 'amount' | 'refunds'>): number =>
  payment.amount - requestedSum(payment);

/** Whether the refund still has to be made. */
export const isOpen = ({ state }: Refund): boolean => state === 'initiated';

/** The next refund to make: the first one that is open and not stuck. Stuck refunds wait for a person. */
export const nextRefundOf = (payment: Pick<Payment, 'refunds'>): Refund | undefined => refundsToMake(payment)[0];

/** All refunds that are open and not stuck. */
export const refundsToMake = (payment: Pick<Payment, 'refunds'>): Refund[] =>
  refundsOf(payment).filter(refund => isOpen(refund) && refund.stuckSince === undefined);

/** The refunds that the gateway has refused for good, and that wait for a person. */
export const stuckRefundsOf = (payment: Pick<Payment, 'refunds'>): Refund[] =>
  refundsOf(payment).filter(refund => isOpen(refund) && refund.stuckSince !== undefined);

/** The refund with this number, which must exist: numbers come from our own records. */
export function refundOf(payment: Payment, number: number): Refund {
  const refund = refundsOf(payment)[number - 1];
  if (!refund) throw new Error(`payment ${payment.number} has no refund ${number}`);
  return refund;
}

/** The first state of a refund. If the payment has already ended, nothing is left to return, and the refund ends like it. */
export const stateOfNewRefund = ({ state }: Pick<Payment, 'state'>): RefundState =>
  state === 'voided' || state === 'refunded' ? state : 'initiated';

/** Returns the payment with one more refund. The caller must not request more than is left. */
export function withNewRefund(payment: Payment, amount: number): { payment: Payment; refund: Refund } {
  if (amount > keptAmount(payment)) throw new Error(`payment ${payment.number} cannot return ${amount} more`);
  const refund: Refund = { number: refundsOf(payment).length + 1, amount, state: stateOfNewRefund(payment) };
  return { payment: { ...payment, refunds: [...refundsOf(payment), refund] }, refund };
}

/** Returns the payment with a refund of all that is left of it, if anything is. */
export function withRefundOfRest(payment: Payment): { payment: Payment; refund?: Refund } {
  const rest = keptAmount(payment);
  return rest > 0 ? withNewRefund(payment, rest) : { payment };
}

/** Returns the payment with a changed refund. */
export const withRefund = (payment: Payment, changed: Refund): Payment => ({
  ...payment,
  refunds: refundsOf(payment).map(refund => (refund.number === changed.number ? changed : refund)),
});

/** Returns the payment with all open refunds ended in this state. */
export const withRefundsEnded = (payment: Payment, state: Exclude<RefundState, 'initiated'>): Payment =>
  payment.refunds
    ? { ...payment, refunds: payment.refunds.map(refund => (isOpen(refund) ? ended(refund, state) : refund)) }
    : payment;

const ended = ({ stuckSince: _over, ...refund }: Refund, state: RefundState): Refund => ({ ...refund, state });

/** Whether the refunds return the whole payment, and all of them are done. */
export const isAllReturned = (payment: Pick<Payment, 'amount' | 'refunds'>): boolean =>
  keptAmount(payment) === 0 && refundsOf(payment).every(({ state }) => state === 'refunded');

/**
 * Adds the refund that a payment of format 1 implies. Before version 0.6 a payment had no list of refunds: if it was captured and
 * was not to be kept, its whole amount was to be returned. Also applies to the list what version 0.5 has written about it.
 */
export function withImpliedRefund(payment: Payment): Payment {
  const { refunds, wanted, state, amount } = payment;
  if (refunds) return withRefundsByVersion05(payment);
  if (wanted === 'captured' || (state !== 'captured' && state !== 'refunded')) return payment;
  const { stuckSince, ...others } = payment;
  const isDone = state === 'refunded';
  const refund: Refund = { number: 1, amount, state: isDone ? 'refunded' : 'initiated' };
  return { ...others, refunds: [{ ...refund, ...(stuckSince !== undefined && !isDone && { stuckSince }) }] };
}

/**
 * Applies to the open refunds what version 0.5 has written about the payment. That version sets the payment refunded or stuck, and
 * does not change the list.
 */
function withRefundsByVersion05(payment: Payment): Payment {
  const { state, stuckSince, ...others } = payment;
  if (state === 'refunded' || state === 'voided') return withRefundsEnded(payment, state);
  if (state !== 'captured' || stuckSince === undefined) return payment;
  const refunds = refundsOf(payment).map(refund => (isOpen(refund) ? { ...refund, stuckSince } : refund));
  return { ...others, state, refunds };
}
