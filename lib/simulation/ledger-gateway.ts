/**
 * A payment gateway for tests, with a ledger of authorised, captured and refunded amounts. The ledger is right even
 * when a reply was lost. Like a real gateway it has one account per payment id, and its calls are idempotent.
 */
import type { GatewayAnswer, GatewayPayment, PaymentGateway, RefundedPayment } from '../ports/payment-gateway.ts';

export type GatewayCall = Exclude<keyof PaymentGateway, 'canExpress'>;

export interface Account {
  /** `refunded`: nothing of the captured amount is left, by our refunds or because a person has returned it. */
  state: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
  /** The authorised amount. A capture takes all of it. */
  amount: number;
  /** The refunds that were made, each number once. */
  refunds: { number: number; amount: number }[];
}

/**
 * The outcome of a call: it succeeds (undefined), never arrives, its reply is lost, or it is refused permanently. A refund may
 * also be pending: it is not made yet, and a later call asks again.
 */
export type GatewayFault = 'lost-request' | 'lost-reply' | 'refused' | 'pending' | undefined;

export class LedgerGateway implements PaymentGateway {
  readonly accounts = new Map<string, Account>();
  /** Every call, with or without a fault; of a refund with its number. */
  readonly calls: { call: GatewayCall; paymentId: string; refund?: number }[] = [];
  /** Requests that no caller may send, one sentence for each. */
  readonly faults: string[] = [];
  /** Chooses the result of an authorisation. `pending` lasts until the test calls `settle`. */
  decide: (payment: GatewayPayment) => 'authorised' | 'declined' | 'pending' = ({ method }) =>
    method === 'sim_declined' ? 'declined' : 'authorised';
  faultOf: (call: GatewayCall, payment: GatewayPayment) => GatewayFault = () => undefined;
  /** Runs before each call. */
  before: (call: GatewayCall, payment: GatewayPayment) => Promise<unknown> = async () => {};

  authorise = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer('authorise', payment, account => account ?? newAccount(payment, this.decide(payment)));
  capture = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer(
      'capture',
      payment,
      account => account && { ...account, state: account.state === 'authorised' ? 'captured' : account.state },
    );
  void = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer('void', payment, account => {
      const isOpen = !account || account.state === 'authorised' || account.state === 'pending';
      return isOpen ? newAccount(payment, 'voided') : account;
    });
  refund = (payment: RefundedPayment): Promise<GatewayAnswer> =>
    this.answer(
      'refund',
      payment,
      account => account && this.afterRefund(payment.paymentId, account, payment.refund),
      sayOfRefund(payment),
    );
  canExpress: PaymentGateway['canExpress'] = () => true;

  /** The customer or the bank decides about a pending payment. */
  settle(paymentId: string, state: 'authorised' | 'declined'): void {
    const account = this.accounts.get(paymentId);
    if (account?.state === 'pending') account.state = state;
  }

  readRefund = async ({ paymentId, refund }: RefundedPayment): Promise<GatewayAnswer> => {
    const account = this.accounts.get(paymentId);
    return { says: account && isMade(account, refund.number) ? 'refunded' : 'unknown' };
  };
  /** A person makes a refund by hand. */
  giveBack(paymentId: string, refund: Account['refunds'][number]): void {
    const account = this.accounts.get(paymentId);
    if (account) this.accounts.set(paymentId, this.afterRefund(paymentId, account, refund));
  }

  private afterRefund(paymentId: string, account: Account, { number, amount }: Account['refunds'][number]): Account {
    const made = account.refunds.find(refund => refund.number === number);
    const isRight = made ? made.amount === amount : amount <= keptOf(account);
    if (!isRight)
      this.faults.push(
        `The gateway was asked for refund ${number} of ${paymentId}, of ${amount}, which it cannot make.`,
      );
    return withRefund(account, { number, amount });
  }

  /** The sum of the amounts captured and not refunded. */
  get kept(): number {
    return this.sumOf('captured');
  }
  /** The sum of the amounts authorised or pending. */
  get outstanding(): number {
    return this.sumOf('authorised') + this.sumOf('pending');
  }

  private sumOf(state: Account['state']): number {
    return [...this.accounts.values()].reduce(
      (sum, account) => sum + (account.state === state ? account.amount - returnedBy(account) : 0),
      0,
    );
  }

  private async answer(
    call: GatewayCall,
    payment: GatewayPayment & Partial<RefundedPayment>,
    change: (account: Account | undefined) => Account | undefined,
    say: (account: Account) => GatewayAnswer['says'] = sayOfPayment,
  ): Promise<GatewayAnswer> {
    const { paymentId, refund } = payment;
    this.calls.push({ call, paymentId, ...(call === 'refund' && refund && { refund: refund.number }) });
    await this.before(call, payment);
    const fault = this.faultOf(call, payment);
    if (fault === 'lost-request') return { says: 'unknown' };
    if (fault === 'refused' || fault === 'pending') return { says: fault };
    const after = change(this.accounts.get(paymentId));
    if (after) this.accounts.set(paymentId, after);
    if (fault === 'lost-reply' || !after) return { says: 'unknown' };
    return { says: say(after) };
  }
}

const newAccount = ({ amount }: GatewayPayment, state: Account['state']): Account => ({ state, amount, refunds: [] });

const returnedBy = ({ refunds }: Account): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

/** The captured amount that was not returned. */
export const keptOf = (account: Account): number =>
  account.state === 'captured' ? account.amount - returnedBy(account) : 0;

/** Makes a refund, unless its number was made before or less is left than its amount. */
function withRefund(account: Account, { number, amount }: Account['refunds'][number]): Account {
  const left = account.amount - returnedBy(account);
  if (account.state !== 'captured' || isMade(account, number) || amount > left) return account;
  return {
    ...account,
    state: amount === left ? 'refunded' : 'captured',
    refunds: [...account.refunds, { number, amount }],
  };
}

const isMade = ({ refunds }: Account, number: number): boolean => refunds.some(made => made.number === number);

/** Whether our own refunds have returned the whole amount. */
const isReturnedByUs = (account: Account): boolean =>
  account.state === 'refunded' && returnedBy(account) === account.amount;

/** A payment that our own refunds have returned was captured. */
const sayOfPayment = (account: Account): GatewayAnswer['says'] =>
  isReturnedByUs(account) ? 'captured' : account.state;

const sayOfRefund =
  ({ refund: { number } }: RefundedPayment) =>
  (account: Account): GatewayAnswer['says'] => {
    if (isMade(account, number)) return 'refunded';
    return account.state === 'captured' || isReturnedByUs(account) ? 'refused' : account.state;
  };
