/**
 * A gateway for tests that keeps a ledger: what it authorised, took and gave back, whatever anybody was told. Like a real
 * one it knows each payment id once, and each thing that is asked of it is done once.
 */
import type { GatewayAnswer, GatewayPayment, PaymentGateway } from '../../lib/ports/payment-gateway.ts';

export type GatewayCall = keyof PaymentGateway;

interface Account {
  state: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
  amount: number;
}

/** What becomes of a call: it never arrives, its answer is lost, or it is refused for good. */
export type GatewayFault = 'lost-request' | 'lost-reply' | 'refused' | undefined;

export class LedgerGateway implements PaymentGateway {
  readonly accounts = new Map<string, Account>();
  /** Every call, faulted or not. */
  readonly calls: { call: GatewayCall; paymentId: string }[] = [];
  /** What an authorisation comes to; `pending` until the test settles it. */
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

  /** The customer, or their bank, has made up their mind about a pending payment. */
  settle(paymentId: string, state: 'authorised' | 'declined'): void {
    const account = this.accounts.get(paymentId);
    if (account?.state === 'pending') account.state = state;
  }

  /** The sum of what it took and did not give back. */
  get kept(): number {
    return this.sumOf('captured');
  }
  /** The sum of what it holds at customers' banks. */
  get reserved(): number {
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
