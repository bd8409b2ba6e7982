/**
 * A payment gateway for tests, with a ledger of authorised, captured and refunded amounts. The ledger is right even
 * when a reply was lost. Like a real gateway it has one account per payment id, and its calls are idempotent.
 */
import type { GatewayAnswer, GatewayPayment, PaymentGateway, RefundedPayment } from '../ports/payment-gateway.ts';

export type GatewayCall = Exclude<keyof PaymentGateway, 'canExpress'>;

export interface Account {
  /** `refunded`: all of the amount was returned. */
  state: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
  amount: number;
  /** The amounts that were returned, by the numbers of the refunds. */
  refunds: Map<number, number>;
}

/** The outcome of a call: it succeeds (undefined), never arrives, its reply is lost, or it is refused permanently. */
export type GatewayFault = 'lost-request' | 'lost-reply' | 'refused' | undefined;

export class LedgerGateway implements PaymentGateway {
  readonly accounts = new Map<string, Account>();
  /** Every call, with or without a fault. */
  readonly calls: { call: GatewayCall; paymentId: string }[] = [];
  /** Requests that no caller may send: one sentence for each. A real gateway refuses some of them, and obeys others. */
  readonly faults: string[] = [];
  /** Chooses the result of an authorisation. `pending` lasts until the test calls `settle`. */
  decide: (payment: GatewayPayment) => 'authorised' | 'declined' | 'pending' = ({ method }) =>
    method === 'sim_declined' ? 'declined' : 'authorised';
  faultOf: (call: GatewayCall, payment: GatewayPayment) => GatewayFault = () => undefined;
  /** Runs before each call. */
  before: (call: GatewayCall, payment: GatewayPayment) => Promise<unknown> = async () => {};

  authorise = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer('authorise', payment, account => account ?? opened(payment, this.decide(payment)));
  capture = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.move('capture', payment, { authorised: 'captured' });
  void = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer('void', payment, account => {
      const isOpen = !account || account.state === 'authorised' || account.state === 'pending';
      return isOpen ? opened(payment, 'voided') : account;
    });
  refund = async (payment: RefundedPayment): Promise<GatewayAnswer> => {
    const { number, amount } = payment.refund;
    const answer = await this.answer('refund', payment, account => account && this.afterRefund(payment, account));
    // The state of the payment says nothing about one refund of several.
    if (answer.says !== 'captured' && answer.says !== 'refunded') return answer;
    const isReturned = this.accounts.get(payment.paymentId)?.refunds.get(number) === amount;
    return { ...answer, says: isReturned ? 'refunded' : 'refused' };
  };
  /** Which amounts the gateway can move. */
  canExpress: PaymentGateway['canExpress'] = () => true;

  /** The customer or the bank decides about a pending payment. */
  settle(paymentId: string, state: 'authorised' | 'declined'): void {
    const account = this.accounts.get(paymentId);
    if (account?.state === 'pending') account.state = state;
  }

  /** Returns a part of a captured payment, once per number: also when a person does it by hand. */
  giveBack(paymentId: string, number: number, amount: number): void {
    const account = this.accounts.get(paymentId);
    if (!account) return;
    const next = this.withRefund(paymentId, account, number, amount);
    if (next) this.accounts.set(paymentId, next);
  }

  /** The sum of the amounts captured and not refunded. */
  get kept(): number {
    return [...this.accounts.values()].reduce((sum, account) => sum + keptOf(account), 0);
  }
  /** The sum of the amounts authorised or pending. */
  get outstanding(): number {
    return this.sumOf('authorised') + this.sumOf('pending');
  }

  private sumOf(state: Account['state']): number {
    return [...this.accounts.values()].reduce(
      (sum, account) => sum + (account.state === state ? account.amount : 0),
      0,
    );
  }

  /** The account after a request to refund. A request that must not be made leaves it as it is. */
  private afterRefund({ paymentId, refund }: RefundedPayment, account: Account): Account {
    return this.withRefund(paymentId, account, refund.number, refund.amount) ?? account;
  }

  /** The account with one more refund, if the number is new; undefined if the request must not be made. */
  private withRefund(paymentId: string, account: Account, number: number, amount: number): Account | undefined {
    const known = account.refunds.get(number);
    const flaw =
      known === undefined ? flawOfRefund(account, amount) : known === amount ? undefined : `was ${known} before`;
    if (flaw !== undefined) {
      this.faults.push(`Refund ${number} of ${paymentId} was requested with ${amount}, and ${flaw}.`);
      return undefined;
    }
    const refunds = new Map([...account.refunds, [number, amount]]);
    return { ...account, refunds, state: keptOf({ ...account, refunds }) === 0 ? 'refunded' : account.state };
  }

  private move(
    call: GatewayCall,
    payment: GatewayPayment,
    moves: Partial<Record<Account['state'], Account['state']>>,
  ): Promise<GatewayAnswer> {
    return this.answer(
      call,
      payment,
      account => account && { ...account, state: moves[account.state] ?? account.state },
    );
  }

  private async answer(
    call: GatewayCall,
    payment: GatewayPayment,
    change: (account: Account | undefined) => Account | undefined,
  ): Promise<GatewayAnswer> {
    const { paymentId } = payment;
    this.calls.push({ call, paymentId });
    await this.before(call, payment);
    const fault = this.faultOf(call, payment);
    if (fault === 'lost-request') return { says: 'unknown' };
    if (fault === 'refused') return { says: 'refused' };
    const after = change(this.accounts.get(paymentId));
    if (after) this.accounts.set(paymentId, after);
    if (fault === 'lost-reply' || !after) return { says: 'unknown' };
    return { says: after.state };
  }
}

const opened = ({ amount }: GatewayPayment, state: Account['state']): Account => ({
  state,
  amount,
  refunds: new Map(),
});

/** The captured amount that was not returned. */
export const keptOf = ({ state, amount, refunds }: Account): number =>
  state === 'captured' ? [...refunds.values()].reduce((left, returned) => left - returned, amount) : 0;

function flawOfRefund(account: Account, amount: number): string | undefined {
  if (account.state !== 'captured') return `the payment is ${account.state}`;
  return amount > keptOf(account) ? `only ${keptOf(account)} is left` : undefined;
}
