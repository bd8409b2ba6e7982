/**
 * A payment gateway for tests, with a ledger of authorised, captured and refunded amounts. The ledger is right even
 * when a reply was lost. Like a real gateway it has one account per payment id, and its calls are idempotent.
 */
import type { GatewayAnswer, GatewayPayment, PaymentGateway } from '../ports/payment-gateway.ts';

export type GatewayCall = Exclude<keyof PaymentGateway, 'canExpress'>;

interface Account {
  state: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
  amount: number;
}

/** The outcome of a call: it succeeds (undefined), never arrives, its reply is lost, or it is refused permanently. */
export type GatewayFault = 'lost-request' | 'lost-reply' | 'refused' | undefined;

export class LedgerGateway implements PaymentGateway {
  readonly accounts = new Map<string, Account>();
  /** Every call, with or without a fault. */
  readonly calls: { call: GatewayCall; paymentId: string }[] = [];
  /** Chooses the result of an authorisation. `pending` lasts until the test calls `settle`. */
  decide: (payment: GatewayPayment) => 'authorised' | 'declined' | 'pending' = ({ method }) =>
    method === 'sim_declined' ? 'declined' : 'authorised';
  faultOf: (call: GatewayCall, payment: GatewayPayment) => GatewayFault = () => undefined;
  /** Runs before each call. */
  before: (call: GatewayCall, payment: GatewayPayment) => Promise<unknown> = async () => {};

  authorise = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer('authorise', payment, account => account ?? { state: this.decide(payment), amount: payment.amount });
  capture = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.move('capture', payment, { authorised: 'captured' });
  void = (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.answer('void', payment, account => {
      const isOpen = !account || account.state === 'authorised' || account.state === 'pending';
      return isOpen ? { state: 'voided', amount: payment.amount } : account;
    });
  refund = (payment: GatewayPayment): Promise<GatewayAnswer> => this.move('refund', payment, { captured: 'refunded' });
  canExpress = (): boolean => true;

  /** The customer or the bank decides about a pending payment. */
  settle(paymentId: string, state: 'authorised' | 'declined'): void {
    const account = this.accounts.get(paymentId);
    if (account?.state === 'pending') account.state = state;
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
      (sum, account) => sum + (account.state === state ? account.amount : 0),
      0,
    );
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
